// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    static let expectations: [Clause] = [
        Clause("keeps an expectation with the terms and the message that opened it") { tested in
            var message = SampleMessage(1, from: Sample.police, to: [Sample.council])
            message.terms = [Sample.terms(by: Sample.council, due: 9_000)]
            message.isRestricted = true
            try await tested.store.begin(message)
            let found = try await read(tested.store, .waiting(under: 1))
            let wanted = ExpectationRecord(
                restoring: name(1, 2), expectation: Handoffs.Expectation(message.terms[0]),
                verdicts: [],
                opener: ExpectationRecord.Opener(
                    thread: Sample.thread(1), issuer: Sample.police, token: Sample.token(1),
                    type: EventType(name: "referral.made", major: 1), root: 1, partnership: 1,
                    isRestricted: true, at: Instant(milliseconds: 1_000)))
            try expect(found, [wanted], "the expectation")
        },
        Clause("lists open expectations that are due, the longest due first") { tested in
            try await beginDue(tested.store)
            for (by, limit, wanted) in [
                (4_999, 9, []), (5_000, 9, [5_000]), (9_000, 9, [5_000, 6_000, 7_000]),
                (9_000, 2, [5_000, 6_000]),
            ] as [(Int64, Int, [Int64])] {
                let found = try await read(
                    tested.store, .next(by: Instant(milliseconds: by), limit: limit))
                try expect(
                    found.map(\.expectation.terms.due.milliseconds), wanted, "due by \(by)")
            }
        },
        Clause("judges by steps: partly met, met, missed, met late, withdrawn") {
            try await judges($0.store)
        },
        Clause("knows what is waited for under a root, and what a thread holds") { tested in
            try await beginDue(tested.store)
            let owed = try await read(tested.store, .waiting(under: 1))
            try expect(
                owed.map(\.name), [name(1, 3), name(2, 2), name(1, 2)],
                "waited for, in the order due")
            let other = try await read(tested.store, .waiting(under: 2))
            try expect(other.map(\.name), [], "waited for under another root")
            let thread = try await read(tested.store, .thread(Sample.thread(1)))
            try expect(
                thread.map(\.name), [name(1, 3), name(2, 2), name(1, 2)], "those of the thread")
        },
        Clause("keeps what a miss was, who owes it now, and its ladder") {
            try await climbs($0.store)
        },
        Clause("keeps a pause, and the due time after it") { try await pauses($0.store) },
        Clause("waits again for what was reopened, and for everybody") {
            try await reopens($0.store)
        },
        Clause("keeps the miss of what was reopened, and climbs its ladder anew") {
            try await reopensMissed($0.store)
        },
        Clause("refuses a verdict on an expectation that is not there") { tested in
            try await tested.store.begin()
            try await expect(\.isRefusal, "a verdict on nothing") {
                try await judge(tested.store, at: 2_000, name(0, 1), Sample.missed)
            }
        },
    ]

    static func read(
        _ store: any Store, _ query: ExpectationQuery
    ) async throws(StoreFailure) -> [ExpectationRecord] {
        try await store.read { store throws(StoreFailure) in try store.expectations(query) }
    }

    static func judge(
        _ store: any Store, at now: Int64, _ name: PartName, _ step: Handoffs.Expectation.Step
    ) async throws(StoreFailure) {
        try await store.draft(at: now) { draft throws(StoreFailure) in
            let verdict = ExpectationStep(expectation: name, step: step)
            try draft.add(Happening(.judged, parts: [.verdict(verdict)]))
        }
    }

    /// What entry 1 opens is due at 7,000 and 5,000; what entry 2 opens, an answer to it, at 6,000.
    private static func beginDue(_ store: any Store) async throws {
        var first = SampleMessage(1, from: Sample.police, to: [Sample.council])
        first.terms = [
            Sample.terms("R1", by: Sample.council, due: 7_000),
            Sample.terms("R2", by: Sample.council, due: 5_000),
        ]
        var second = SampleMessage(2, from: Sample.council, to: [Sample.police])
        second.root = 1
        // The answer's own duty stands under the same root, and is owed by another.
        second.terms = [Sample.terms("R3", by: Sample.police, to: Sample.council, due: 6_000)]
        try await store.begin(first, second)
    }

    private static func judges(_ store: any Store) async throws {
        var message = SampleMessage(1, from: Sample.police, to: [Sample.council])
        message.terms = (0..<3).map {
            Sample.terms("R\($0)", by: Sample.council, due: 5_000 + Int64($0))
        }
        try await store.begin(message)
        let names = [name(1, 2), name(1, 3), name(1, 4)]
        try await judge(store, at: 2_000, names[0], .partlyMet(subjects: [0]))
        try await judge(store, at: 3_000, names[0], .met(at: Instant(milliseconds: 2_500)))
        try await judge(store, at: 6_000, names[1], Sample.missed)
        try await judge(store, at: 7_000, names[1], .partlyMet(subjects: [1]))
        let late = try await read(store, .waiting(under: 1))
        try expect(late.map(\.name), [names[1], names[2]], "what is still owed")
        try expect(late.map(\.expectation.outstanding), [[0], [0, 1]], "for whom")
        try await judge(store, at: 8_000, names[1], .metLate(at: Instant(milliseconds: 8_000)))
        try await judge(store, at: 9_000, names[2], .withdrawn(because: "duplicate"))
        let found = try await read(store, .thread(Sample.thread(1)))
        try expect(
            found.map(\.expectation.verdict),
            [
                .met(at: Instant(milliseconds: 2_500)),
                .metLate(at: Instant(milliseconds: 8_000), missed: Instant(milliseconds: 6_000)),
                .withdrawn(at: Instant(milliseconds: 9_000), missed: nil),
            ], "the verdicts")
        try expect(found.map(\.expectation.outstanding), [[], [], [0, 1]], "who is waited for")
        try expect(
            found.map(\.verdicts), [[name(3, 0)], [name(4, 0), name(6, 0)], [name(7, 0)]],
            "the parts that record the verdicts")
        try expect(found.map(\.reason), [nil, nil, "duplicate"], "the reasons")
        let due = try await read(store, .next(by: Instant(milliseconds: 99_999), limit: 9))
        try expect(due.count, 0, "what is open and due")
    }

    private static func beginOne(_ store: any Store) async throws -> PartName {
        var message = SampleMessage(1, from: Sample.police, to: [Sample.council])
        message.terms = [Sample.terms(by: Sample.council, due: 5_000)]
        try await store.begin(message)
        return name(1, 2)
    }

    /// The one expectation, and whether the Watchman is to look at it by a time.
    private static func one(
        _ store: any Store, _ name: PartName, by time: Int64
    ) async throws -> (record: ExpectationRecord, isNext: Bool) {
        let found = try await read(store, .named(name))
        let opened = try await read(store, .opened(by: name.entry))
        try expect(opened, found, "what entry \(name.entry) opened")
        let next = try await read(store, .next(by: Instant(milliseconds: time), limit: 9))
        guard let record = found.first else {
            throw Breach(description: "there is no expectation \(name)")
        }
        return (record, next.contains(record))
    }

    private static func climbs(_ store: any Store) async throws {
        let name = try await beginOne(store)
        let miss = Handoffs.Expectation.Miss(.notDelivered, .sentNotReceived)
        let rung = Instant(milliseconds: 9_000)
        try await judge(store, at: 6_000, name, .missed(miss, next: rung))
        var (record, isNext) = try await one(store, name, by: 8_999)
        try expect(record.expectation.miss, miss, "the miss")
        try expect(isNext, false, "the ladder before its time")
        try await findsByCause(store, name)
        try await judge(store, at: 7_000, name, .passedOn(to: Sample.health))
        (record, isNext) = try await one(store, name, by: 9_000)
        try expect(record.expectation.owedBy, Sample.health, "who owes it now")
        try expect(record.expectation.terms.owedBy, Sample.council, "who owed it first")
        try expect(isNext, true, "the ladder at its time")
        try await judge(store, at: 9_000, name, .escalated(rung: 1, next: nil))
        (record, isNext) = try await one(store, name, by: 99_000)
        try expect(record.expectation.rung, 1, "the rung")
        try expect(isNext, false, "the ladder at its end")
        try await judge(store, at: 9_500, name, .met(at: Instant(milliseconds: 4_000)))
        record = try await one(store, name, by: 0).record
        try expect(record.expectation.miss, nil, "the miss of what was done in time")
        try expect(
            record.expectation.verdict, .met(at: Instant(milliseconds: 4_000)), "told late")
        try await judge(store, at: 9_600, name, .reopened(because: "wrong-child"))
        record = try await one(store, name, by: 0).record
        try expect(record.expectation.rung, 0, "the rung of what is waited for again")
    }

    /// A miss of the council's at 6,000 that was not delivered.
    private static func findsByCause(_ store: any Store, _ name: PartName) async throws {
        func found(
            _ agency: AgencyID, _ shortfall: Shortfall, since: Int64, in partnership: Int = 1
        ) async throws -> [PartName] {
            let cause = MissCause(owedBy: agency, shortfall: shortfall)
            return try await store.read { store throws(StoreFailure) in
                try store.expectations(
                    .missedOf(
                        cause, partnership: partnership, since: Instant(milliseconds: since),
                        limit: 9)
                ).map(\.name)
            }
        }
        try expect(try await found(Sample.council, .notDelivered, since: 6_000), [name], "it")
        try expect(try await found(Sample.council, .notDelivered, since: 6_001), [], "later ones")
        try expect(try await found(Sample.council, .heldLate, since: 0), [], "another cause")
        try expect(try await found(Sample.health, .notDelivered, since: 0), [], "another's")
        try expect(
            try await found(Sample.council, .notDelivered, since: 0, in: 9), [], "elsewhere")
    }

    private static func pauses(_ store: any Store) async throws {
        let name = try await beginOne(store)
        try await judge(store, at: 2_000, name, .paused(because: "court"))
        var (record, isNext) = try await one(store, name, by: 99_000)
        try expect(
            record.expectation.verdict, .paused(since: Instant(milliseconds: 2_000)), "the pause")
        try expect(record.reason, "court", "its reason")
        try expect(isNext, false, "what is paused is not due")
        try await judge(store, at: 3_000, name, .resumed(due: Instant(milliseconds: 6_000)))
        (record, isNext) = try await one(store, name, by: 6_000)
        try expect(record.expectation.verdict, .open, "after the pause")
        try expect(record.expectation.due, Instant(milliseconds: 6_000), "the due time")
        try expect(isNext, true, "due after the pause")
    }

    /// The miss stays as it was found, and climbs its ladder from the ground.
    private static func reopensMissed(_ store: any Store) async throws {
        let name = try await beginOne(store)
        try await judge(store, at: 6_000, name, Sample.missed)
        let missed = try await one(store, name, by: 0).record
        try await judge(store, at: 6_500, name, .escalated(rung: 1, next: nil))
        let endings: [(at: Int64, step: Handoffs.Expectation.Step)] = [
            (7_000, .metLate(at: Instant(milliseconds: 7_000))),
            (8_000, .notApplicable(because: "declined")),
        ]
        for (at, step) in endings {
            try await judge(store, at: at, name, step)
            let next = Instant(milliseconds: 9_000)
            try await judge(
                store, at: at + 500, name, .reopened(because: "wrong-child", next: next))
            let (record, isNext) = try await one(store, name, by: 9_000)
            try expect(
                record.expectation.verdict, .missed(at: Instant(milliseconds: 6_000)), "the miss")
            try expect(record.expectation.miss, missed.expectation.miss, "what the miss was")
            try expect(record.verdicts, missed.verdicts, "the part that found it")
            try expect(record.expectation.rung, 0, "the rung of what is waited for again")
            try expect(record.expectation.next, next, "when it climbs")
            try expect(isNext, true, "the ladder at its time")
        }
    }

    private static func reopens(_ store: any Store) async throws {
        let name = try await beginOne(store)
        try await judge(store, at: 2_000, name, .partlyMet(subjects: [1]))
        try await judge(store, at: 3_000, name, .met(at: Instant(milliseconds: 3_000)))
        try await judge(store, at: 4_000, name, .reopened(because: "wrong-child"))
        let (record, isNext) = try await one(store, name, by: 5_000)
        try expect(record.expectation.verdict, .open, "what was reopened")
        try expect(record.expectation.outstanding, [0, 1], "who is waited for")
        try expect(record.verdicts, [], "the parts that record its verdicts")
        try expect(isNext, true, "due as before")
        try await judge(
            store, at: 4_500, name, .notApplicable(because: "the child moved away"))
        let ended = try await one(store, name, by: 99_000)
        try expect(
            ended.record.expectation.verdict,
            .notApplicable(at: Instant(milliseconds: 4_500), missed: nil), "what did not apply")
        try expect(ended.isNext, false, "nobody waits for it")
    }
}
