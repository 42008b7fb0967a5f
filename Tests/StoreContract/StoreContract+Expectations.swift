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
            let found = try await read(tested.store, .owed(by: Sample.council, root: 1))
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
                    tested.store, .due(by: Instant(milliseconds: by), limit: limit))
                try expect(
                    found.map(\.expectation.terms.due.milliseconds), wanted, "due by \(by)")
            }
        },
        Clause("judges by steps: partly met, met, missed, met late, withdrawn") {
            try await judges($0.store)
        },
        Clause("knows what an agency owes under a root, and what a thread holds") { tested in
            try await beginDue(tested.store)
            let owed = try await read(tested.store, .owed(by: Sample.council, root: 1))
            try expect(owed.map(\.name), [name(1, 3), name(1, 2)], "owed, in the order due")
            let other = try await read(tested.store, .owed(by: Sample.council, root: 2))
            try expect(other.map(\.name), [], "owed under another root")
            let thread = try await read(tested.store, .thread(Sample.thread(1)))
            try expect(
                thread.map(\.name), [name(1, 3), name(2, 2), name(1, 2)], "those of the thread")
        },
        Clause("refuses a verdict on an expectation that is not there") { tested in
            try await tested.store.begin()
            try await expect(\.isRefusal, "a verdict on nothing") {
                try await judge(tested.store, at: 2_000, name(0, 1), .missed)
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
        try await judge(store, at: 3_000, names[0], .met)
        try await judge(store, at: 6_000, names[1], .missed)
        try await judge(store, at: 7_000, names[1], .partlyMet(subjects: [1]))
        let late = try await read(store, .owed(by: Sample.council, root: 1))
        try expect(late.map(\.name), [names[1], names[2]], "what is still owed")
        try expect(late.map(\.expectation.outstanding), [[0], [0, 1]], "for whom")
        try await judge(store, at: 8_000, names[1], .metLate)
        try await judge(store, at: 9_000, names[2], .withdrawn)
        let found = try await read(store, .thread(Sample.thread(1)))
        try expect(
            found.map(\.expectation.verdict),
            [
                .met(at: Instant(milliseconds: 3_000)),
                .metLate(at: Instant(milliseconds: 8_000), missed: Instant(milliseconds: 6_000)),
                .withdrawn(at: Instant(milliseconds: 9_000)),
            ], "the verdicts")
        try expect(found.map(\.expectation.outstanding), [[], [], [0, 1]], "who is waited for")
        try expect(
            found.map(\.verdicts), [[name(3, 0)], [name(4, 0), name(6, 0)], [name(7, 0)]],
            "the parts that record the verdicts")
        let due = try await read(store, .due(by: Instant(milliseconds: 99_999), limit: 9))
        try expect(due.count, 0, "what is open and due")
    }
}
