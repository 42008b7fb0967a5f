// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import Signing

extension StoreContract {
    static let retention: [Clause] = [
        Clause("forgets what opens a purged message, and keeps its entry and its name") {
            try await forgets($0)
        },
        Clause("purges nothing that is no message") { tested in
            try await tested.store.begin()
            for entry in [0, 9] as [Int64] {
                try await expect(\.isRefusal, "a purge of entry \(entry)") {
                    _ = try await purge([entry], in: tested.store, at: 3_000)
                }
            }
        },
        Clause("forgets facts and parts, and keeps the leaf and the name") {
            try await forgetsFacts($0)
        },
        Clause("forgets no facts of what is kept, nor of what is committed to otherwise") {
            try await keepsFacts($0.store)
        },
        Clause("lists what is kept, by its place and its time") { try await lists($0.store) },
        Clause("keeps plans, and how far each is") { try await keepsPlans($0) },
        Clause("holds a thread until it is released, for each partnership by itself") {
            try await holds($0)
        },
        Clause("knows which partnerships have messages in a thread") {
            try await knowsPartnerships($0.store)
        },
        Clause("knows what was corrected or retracted, and by what") { try await amends($0) },
    ]

    private static let person = ActingPerson(agency: Sample.school, person: "staff-1")

    @discardableResult
    private static func purge(
        _ entries: [Int64], of plan: Int64? = nil, isLast: Bool = true, in store: any Store,
        at now: Int64
    ) async throws(StoreFailure) -> LedgerEntry {
        let facts = PurgedFacts(
            cause: plan == nil ? .listed : .retention, plan: plan, purged: ["a": entries.count],
            kept: 1, through: entries.last, isLast: isLast)
        let parts = entries.map {
            Part.purged(PurgedPart(entry: $0, commitment: SHA256.digest(of: [UInt8($0)])))
        }
        return try await store.draft(at: now) { draft throws(StoreFailure) in
            try draft.add(Happening(.retention(.purged(facts)), parts: parts))
        }
    }

    private static func forgets(_ tested: Tested) async throws {
        let store = tested.store
        try await store.begin(
            SampleMessage(1, from: Sample.police, to: [Sample.council]),
            SampleMessage(2, from: Sample.police, to: [Sample.council]))
        try await store.draft(at: 2_000) { draft throws(StoreFailure) in
            let refused = SampleMessage(3, from: Sample.police, to: [])
            try draft.add(refused.refusal, refused.refusedAttachment)
        }
        try await purge([1, 3], in: store, at: 3_000)
        try await checkForgotten(store)
        try await checkForgotten(try await tested.reopen())
    }

    private static func checkForgotten(_ store: any Store) async throws {
        let kept = try await store.read { store throws(StoreFailure) in
            try store.messages(.content([1, 2, 3])).map { record in
                [
                    record.key != nil, record.ciphertext != nil, record.particulars != nil,
                    record.purgedBy == nil,
                ]
            }
        }
        let (gone, whole) = ([false, false, false, false], [true, true, true, true])
        try expect(kept, [gone, whole, gone], "what is kept")
        let marks = try await store.read { store throws(StoreFailure) in
            try store.messages(.entries([1, 3])).map(\.purgedBy)
        }
        try expect(
            marks, [PartName(entry: 4, part: 0), PartName(entry: 4, part: 1)],
            "what says that they were purged")
        let found = try await store.found(
            .token(issuer: Sample.police, indexed: Sample.indexed(1)))
        try expect(found, [1], "a purged message under its jti")
        let again = try await store.found(
            .refused(issuer: Sample.police, indexed: Sample.indexed(3)))
        try expect(again, [], "a refused one that was purged is not the same again")
        try expect(try await store.found(.sealed(under: 2)), [2], "the first under the store key")
        try expect(try await store.found(.sealed(under: 1)), [], "what lies under another")
        let particulars = try await store.read { store throws(StoreFailure) in
            try store.particulars(of: [1, 2]).keys.sorted()
        }
        try expect(particulars, [2], "particulars")
        let unfetched = try await store.read { store throws(StoreFailure) in
            try store.handoffs(.unfetched(Sample.council, after: nil, limit: 9)).map(\.name.entry)
        }
        try expect(unfetched, [2], "what waits to be fetched")
    }

    @discardableResult
    private static func forget(
        _ entries: [LedgerEntry], in store: any Store, at now: Int64
    ) async throws(StoreFailure) -> LedgerEntry {
        let facts = PurgedFacts(cause: .listed, purged: [:], forgotten: entries.count)
        let parts = entries.map {
            Part.forgotten(ForgottenPart(entry: $0.index, commitment: $0.commitment))
        }
        return try await store.draft(at: now) { draft throws(StoreFailure) in
            try draft.add(Happening(.retention(.purged(facts)), parts: parts))
        }
    }

    private static func entries(
        _ indices: [Int64], _ store: any Store
    ) async throws(StoreFailure) -> [LedgerEntry] {
        try await store.read { store throws(StoreFailure) in try store.entries(.indices(indices)) }
    }

    private static func forgetsFacts(_ tested: Tested) async throws {
        let store = tested.store
        var (first, other) = (
            SampleMessage(1, from: Sample.police, to: [Sample.council]),
            SampleMessage(2, from: Sample.police, to: [Sample.council])
        )
        first.terms = [Sample.terms(by: Sample.council, due: 9_000)]
        other.thread = Sample.thread(2)
        try await store.begin(first, other)
        let entered = first
        try await store.draft(at: 2_000) { draft throws(StoreFailure) in
            let refused = SampleMessage(3, from: Sample.police, to: [])
            try draft.add(refused.refusal, refused.refusedAttachment)
            let step = HandoffStep(handoff: PartName(entry: 1, part: 1), step: .delivered)
            try draft.add(
                Happening(.polled(by: Sample.council), parts: [.step(step)]))
        }
        try await purge([1, 3], in: store, at: 3_000)
        func purged() async throws(StoreFailure) -> [Int64] {
            try await store.read { store throws(StoreFailure) in
                try store.purgedMessages(
                    after: -1, receivedBefore: Instant(milliseconds: 9_000), limit: 9)
            }
        }
        try expect(try await purged(), [1, 3], "whose facts may go")
        let before = try await entries([1, 3, 4], store)
        try await forget(before, in: store, at: 4_000)
        try expect(try await purged(), [], "whose facts are gone")
        try await checkLeaves(store, before)
        let again = try await tested.reopen()
        try await checkLeaves(again, before)
        try await expect(\.isRefusal, "the same name again") {
            _ = try await again.add(entered, at: 5_000)
        }
    }

    private static func checkLeaves(
        _ store: any Store, _ before: [LedgerEntry]
    ) async throws {
        let after = try await entries([1, 3, 4], store)
        try expect(after, before.map(\.forgotten), "what is left of the entries")
        try expect(after.map(\.leaf), before.map(\.leaf), "their leaves")
        try await checkNothingKnown(store)
    }

    private static func checkNothingKnown(_ store: any Store) async throws {
        let names = try await store.read { store throws(StoreFailure) in
            [
                try store.isForgotten(Sample.indexed(1), of: Sample.police),
                try store.isForgotten(Sample.indexed(1), of: Sample.council),
                try store.isForgotten(Sample.indexed(2), of: Sample.police),
                try store.isForgotten(Sample.indexed(3), of: Sample.police),
            ]
        }
        try expect(names, [true, false, false, false], "names that stay taken")
        let messages = try await store.read { store throws(StoreFailure) in
            try [
                .token(issuer: Sample.police, indexed: Sample.indexed(1)), .entries([1, 3]),
                .content([1, 3]), .opening(Sample.thread(1)), .thread(Sample.thread(1)),
                .received(by: Sample.council, indexed: Sample.indexed(1)),
            ].map { (query: MessageQuery) throws(StoreFailure) in
                try store.messages(query).count
            }
        }
        try expect(messages, [0, 0, 0, 0, 0, 0], "messages that are known")
        let (handoffs, expectations, quarantine, shared) = try await store.read {
            store throws(StoreFailure) in
            (
                try store.handoffs(.message(1)).count,
                try store.expectations(.opened(by: 1)).count,
                try store.quarantine(.entry(3)).count,
                try store.sharing(
                    SharingQuery(partnership: Sample.partnership, days: SharingQuery.always)
                ).map(\.tally.routed)
            )
        }
        try expect([handoffs, expectations, quarantine], [0, 0, 0], "what stood beside them")
        try expect(shared, [1], "what is counted is the other message")
    }

    private static func keepsFacts(_ store: any Store) async throws {
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.council]))
        let entries = try await entries([0, 1], store)
        try await expect(\.isRefusal, "facts of a message that is kept") {
            _ = try await forget([entries[1]], in: store, at: 3_000)
        }
        let strange = LedgerEntry(
            restoring: 0, at: entries[0].at, partnership: 0, commitment: entries[1].commitment,
            secret: entries[0].secret, facts: [], parts: [])
        try await expect(\.isRefusal, "facts of another leaf") {
            _ = try await forget([strange], in: store, at: 3_000)
        }
    }

    private static func lists(_ store: any Store) async throws {
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.council]))
        try await store.add(SampleMessage(2, from: Sample.police, to: []), at: 2_000)
        try await store.add(SampleMessage(3, from: Sample.police, to: []), at: 3_000)
        func kept(_ after: Int64, _ before: Int64, _ limit: Int = 9) async throws -> [Int64] {
            try await store.read { store throws(StoreFailure) in
                try store.keptMessages(
                    after: after, receivedBefore: Instant(milliseconds: before), limit: limit)
            }
        }
        try expect(try await kept(-1, 4_000), [1, 2, 3], "all")
        try expect(try await kept(1, 4_000), [2, 3], "after an entry")
        try expect(try await kept(-1, 3_000), [1, 2], "before a time")
        try expect(try await kept(-1, 4_000, 2), [1, 2], "two of them")
        try await purge([2], in: store, at: 4_000)
        try expect(try await kept(-1, 4_000), [1, 3], "what was not purged")
    }

    private static func keepsPlans(_ tested: Tested) async throws {
        let store = tested.store
        try await store.begin(
            SampleMessage(1, from: Sample.police, to: []),
            SampleMessage(2, from: Sample.police, to: []))
        let facts = PlannedFacts(
            by: person, until: Instant(milliseconds: 2_000), due: ["a": 2], heldBack: [:])
        let due = Part.due(DuePart(retentionClass: "a", entries: [1, 2]))
        try await store.draft(at: 2_000) { draft throws(StoreFailure) in
            try draft.add(Happening(.retention(.planned(facts)), parts: [due]))
        }
        var plan = PurgePlan(restoring: 3, partnership: Sample.partnership)
        try expect(try await plans(store), [plan], "a plan")
        try await store.draft(at: 3_000) { draft throws(StoreFailure) in
            try draft.add(Happening(.retention(.approved(plan: 3, by: person))))
        }
        (plan.state, plan.approval) = (.approved, 4)
        try expect(try await plans(store), [plan], "an approved plan")
        try await purge([1], of: 3, isLast: false, in: store, at: 4_000)
        (plan.through, plan.purged, plan.kept) = (1, 1, 1)
        try expect(try await plans(store), [plan], "a plan that has begun")
        try await purge([2], of: 3, in: store, at: 5_000)
        (plan.through, plan.purged, plan.kept, plan.state) = (2, 2, 2, .done)
        try expect(try await plans(store), [plan], "a plan that is done")
        try expect(try await plans(try await tested.reopen()), [plan], "after a restart")
    }

    private static func plans(_ store: any Store) async throws(StoreFailure) -> [PurgePlan] {
        try await store.read { store throws(StoreFailure) in try store.purgePlans() }
    }

    private static func knowsPartnerships(_ store: any Store) async throws {
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.council]))
        try await store.draft(at: 2_000) { draft throws(StoreFailure) in
            for (number, partnership) in [(2, 7), (3, 1), (4, 7)] {
                let message = SampleMessage(number, from: Sample.police, to: [Sample.council])
                try draft.add(message.happening, message.attachment, partnership: partnership)
            }
            var other = SampleMessage(5, from: Sample.police, to: [])
            other.thread = Sample.thread(2)
            try draft.add(other.happening, other.attachment, partnership: 8)
            for (number, thread, partnership) in [(6, 1, 9), (7, 4, 8)] {
                var refused = SampleMessage(number, from: Sample.police, to: [])
                refused.thread = Sample.thread(thread)
                try draft.add(
                    refused.refusal, refused.refusedAttachment, partnership: partnership)
            }
        }
        for (thread, numbers) in [(1, [1, 7, 9]), (2, [8]), (3, []), (4, [8])] as [(Int, Set<Int>)]
        {
            let found = try await store.read { store throws(StoreFailure) in
                try store.partnerships(in: Sample.thread(thread))
            }
            try expect(found, numbers, "those of thread \(thread)")
        }
    }

    private static func holds(_ tested: Tested) async throws {
        let store = tested.store
        try await store.begin()
        func set(
            _ facts: RetentionFacts, _ now: Int64, in partnership: Int = Sample.partnership
        ) async throws(StoreFailure) {
            try await store.draft(at: now) { draft throws(StoreFailure) in
                try draft.add(Happening(.retention(facts)), partnership: partnership)
            }
        }
        func hold(_ thread: Int, _ entry: Int64, in partnership: Int = Sample.partnership)
            -> LegalHold
        {
            LegalHold(
                restoring: Sample.thread(thread), partnership: partnership, entry: entry)
        }
        func held(_ store: any Store) async throws(StoreFailure) -> [LegalHold] {
            try await store.read { store throws(StoreFailure) in try store.legalHolds() }
        }
        try await set(.held(Sample.thread(2), by: person), 2_000)
        try await set(.held(Sample.thread(1), by: person), 3_000)
        try expect(try await held(store), [hold(2, 1), hold(1, 2)], "two holds")
        try await set(.held(Sample.thread(2), by: person), 3_000, in: 7)
        try await set(.released(Sample.thread(1), by: person), 3_000, in: 7)
        try await set(.held(Sample.thread(2), by: person), 3_000)
        let all = [hold(2, 1), hold(1, 2), hold(2, 3, in: 7)]
        try expect(try await held(store), all, "another partnership's, and one that is no new one")
        try await set(.released(Sample.thread(2), by: person), 4_000)
        try expect(try await held(store), Array(all[1...]), "one is released")
        try expect(try await held(try await tested.reopen()), Array(all[1...]), "after a restart")
    }

    private static func amends(_ tested: Tested) async throws {
        let store = tested.store
        try await store.begin(
            SampleMessage(1, from: Sample.police, to: []),
            SampleMessage(2, from: Sample.police, to: []))
        for (number, kind) in [(3, AmendmentPart.Kind.corrected), (4, .retracted)] {
            var later = SampleMessage(number, from: Sample.police, to: [])
            later.effects = [.amendment(AmendmentPart(message: 1, kind: kind))]
            try await store.add(later, at: Int64(number) * 1_000)
        }
        let wanted = [
            Amendment(kind: .corrected, by: PartName(entry: 3, part: 1)),
            Amendment(kind: .retracted, by: PartName(entry: 4, part: 1)),
        ]
        func check(_ store: any Store, _ what: String) async throws {
            let found = try await store.read { store throws(StoreFailure) in
                try store.amendments(of: [1, 2, 9, 1])
            }
            try expect(found, [1: wanted], what)
        }
        try await check(store, "amendments")
        try await check(try await tested.reopen(), "after a restart")
    }
}
