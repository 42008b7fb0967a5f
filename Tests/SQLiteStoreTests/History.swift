// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import StoreContract

/// A history in which everything happens that can happen, and every question that can be asked.
enum History {
    /// A referral to three recipients that opens two expectations: the measure of cost.
    static func referral(_ number: Int) -> SampleMessage {
        var message = SampleMessage(
            number, from: Sample.police, to: [Sample.health, Sample.council, Sample.school])
        message.thread = Sample.thread(number)
        message.terms = [
            Sample.terms("R1", by: Sample.council, due: 9_000),
            Sample.terms("R2", by: Sample.health, due: 50_000),
        ]
        return message
    }

    /// Fills an empty store.
    static func write(to store: any Store) async throws(StoreFailure) {
        try await store.draft(at: 500) { draft throws(StoreFailure) in
            let down = Interval(from: Instant(milliseconds: 1), until: Instant(milliseconds: 400))
            try draft.add(Happening(.started(version: "1", down: down)), partnership: 0)
            try draft.add(Sample.load, partnership: 0)
        }
        try await store.add(referral(2))  // entry 2
        try await store.draft(at: 2_000) { draft throws(StoreFailure) in
            let refused = SampleMessage(3, from: Sample.health, to: [Sample.council])
            try draft.add(refused.refusal, refused.refusedAttachment)
            try draft.add(SampleMessage(4, from: Sample.broker, to: [Sample.health]))
        }
        try await answer(store)
        try await judge(store)
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            try draft.add(
                Happening(.read(ReadFacts(agency: Sample.council, person: "s1", question: "Q1"))))
            for _ in 0..<260 { try draft.add(Happening(.judged)) }
        }
        try await quarantine(store)
        try await store.commit { store throws(StoreFailure) in
            try store.append(.repetition(of: 2))
        }
        try await doubt(store)
        try await forget(store)
        try await forgetFacts(store)
    }

    /// A refused message and one under a certificate go, facts and parts too; the same key signs on.
    private static func forgetFacts(_ store: any Store) async throws(StoreFailure) {
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            let refused = SampleMessage(403, from: Sample.health, to: [Sample.council])
            var going = [try draft.add(refused.refusal, refused.refusedAttachment)]
            for number in [404, 405] {
                var signed = SampleMessage(number, from: Sample.health, to: [Sample.council])
                signed.thread = Sample.thread(number)
                signed.path = [SHA256.digest(of: [9])]
                let entry = try draft.add(signed)
                if number == 404 { going.append(entry) }
            }
            let purged = PurgedFacts(cause: .listed, purged: ["listed": 2])
            let content = going.map {
                Part.purged(PurgedPart(entry: $0.index, commitment: SHA256.digest(of: [2])))
            }
            try draft.add(Happening(.retention(.purged(purged)), parts: content))
            let forgotten = PurgedFacts(
                cause: .listed, purged: [:], forgotten: 2, isLast: false)
            let facts = going.map {
                Part.forgotten(ForgottenPart(entry: $0.index, commitment: $0.commitment))
            }
            try draft.add(Happening(.retention(.purged(forgotten)), parts: facts))
        }
    }

    /// A plan that is approved and purges a referral whose expectation was missed; holds, and a
    /// correction.
    private static func forget(_ store: any Store) async throws(StoreFailure) {
        let person = ActingPerson(agency: Sample.school, person: "staff-1")
        let planned = PlannedFacts(
            by: person, until: Instant(milliseconds: 20_000), due: ["a": 1], heldBack: [:])
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            var correction = SampleMessage(8, from: Sample.police, to: [Sample.council])
            correction.thread = Sample.thread(2)
            correction.effects = [.amendment(AmendmentPart(message: 2, kind: .corrected))]
            try draft.add(correction)
            let plan = try draft.add(
                Happening(
                    .retention(.planned(planned)),
                    parts: [.due(DuePart(retentionClass: "a", entries: [2]))])
            ).index
            try draft.add(Happening(.retention(.held(Sample.thread(7), by: person))))
            try draft.add(
                Happening(.retention(.held(Sample.thread(7), by: person))), partnership: 2)
            try draft.add(Happening(.retention(.held(Sample.thread(2), by: person))))
            try draft.add(Happening(.retention(.released(Sample.thread(2), by: person))))
            try draft.add(Happening(.retention(.approved(plan: plan, by: person))))
            let purged = PurgedFacts(
                cause: .retention, plan: plan, purged: ["a": 1], kept: 2, damaged: [6, 8],
                through: 2, isLast: true)
            try draft.add(
                Happening(
                    .retention(.purged(purged)),
                    parts: [
                        .purged(PurgedPart(entry: 2, commitment: SHA256.digest(of: [2])))
                    ]))
        }
    }

    /// A message under a certificate that is in doubt; then the signer is revoked, and the doubt settled.
    private static func doubt(_ store: any Store) async throws(StoreFailure) {
        var doubtful = SampleMessage(7, from: Sample.council, to: [Sample.police])
        doubtful.thread = Sample.thread(7)
        doubtful.path = [SHA256.digest(of: [9])]
        doubtful.late = [.revocationInDoubt]
        let entered = doubtful
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            let entry = try draft.add(entered)
            let revoked = RevokedFacts(
                agency: Sample.council, kid: "key-1", revokedAt: Instant(milliseconds: 1))
            try draft.add(Happening(.revoked(revoked)), partnership: 0)
            try draft.add(Happening(.settled(SettledFacts(clear: [], revoked: [entry.index]))))
        }
    }

    /// A poll (entry 5), then an answer (entry 6) that meets one duty partly.
    private static func answer(_ store: any Store) async throws(StoreFailure) {
        let polled = [
            HandoffStep(handoff: PartName(entry: 2, part: 1), step: .delivered),
            HandoffStep(handoff: PartName(entry: 2, part: 2), step: .refused, error: "jwtAud"),
        ]
        var answer = SampleMessage(6, from: Sample.council, to: [Sample.police])
        answer.thread = Sample.thread(2)
        answer.root = 2
        answer.effects = [
            .step(HandoffStep(handoff: PartName(entry: 2, part: 2), step: .answered)),
            .verdict(
                ExpectationStep(
                    expectation: PartName(entry: 2, part: 4), step: .partlyMet(subjects: [1]))),
            .verdict(
                ExpectationStep(
                    expectation: PartName(entry: 2, part: 5),
                    step: .met(at: Instant(milliseconds: 3_000)))),
        ]
        let entered = answer
        try await store.draft(at: 3_000) { draft throws(StoreFailure) in
            try draft.add(Happening(.polled(by: Sample.health), parts: polled.map(Part.step)))
            try draft.add(entered)
        }
    }

    /// Two more refusals, of which one is withdrawn and one sent again; that of entry 3 stays open.
    private static func quarantine(_ store: any Store) async throws(StoreFailure) {
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            for number in [401, 402] {
                let refused = SampleMessage(number, from: Sample.health, to: [Sample.council])
                let entry = try draft.add(refused.refusal, refused.refusedAttachment)
                guard number == 402 else {
                    try draft.add(refused.withdrawal(ofEntry: entry.index))
                    continue
                }
                var again = SampleMessage(number, from: Sample.health, to: [Sample.council])
                again.effects = [.resubmission(entry.index)]
                try draft.add(again)
            }
        }
    }

    private static func judge(_ store: any Store) async throws(StoreFailure) {
        for (at, step) in [
            (9_000, Sample.missed), (10_000, .metLate(at: Instant(milliseconds: 10_000))),
        ]
            as [(Int64, Handoffs.Expectation.Step)]
        {
            try await store.draft(at: at) { draft throws(StoreFailure) in
                let verdict = ExpectationStep(
                    expectation: PartName(entry: 2, part: 4), step: step)
                try draft.add(Happening(.judged, parts: [.verdict(verdict)]))
            }
        }
    }

    /// Asks everything that the port lets anyone ask.
    static func ask(_ store: any StoreReading) throws(StoreFailure) {
        let (agency, thread) = (Sample.council, Sample.thread(2))
        let indexed = Sample.indexed(2)
        _ = try store.head()
        for query in [
            .token(issuer: Sample.police, indexed: indexed),
            .refused(issuer: Sample.health, indexed: Sample.indexed(3)),
            .received(by: agency, indexed: indexed), .content([2]), .entry(2), .entries([2, 6]),
            .opening(thread), .latest(thread), .sent(by: agency, in: thread),
            .addressing(by: agency, in: thread), .thread(thread),
            .involving(agency, after: -1, since: Instant(milliseconds: 1_500), limit: 5),
            .sentAfter(by: agency, entry: -1, since: Instant(milliseconds: 1_500), limit: 5),
            .signers(after: -1, limit: 5), .doubtful(after: -1, limit: 5),
        ] as [MessageQuery] { _ = try store.messages(query) }
        for query in [
            .message(2), .named(PartName(entry: 2, part: 1)), .to(agency, message: 2),
            .received(by: agency, in: thread),
            .thread(thread), .waiting(agency, indexed: indexed),
            .unfetched(agency, after: nil, limit: 5),
        ] as [HandoffQuery] { _ = try store.handoffs(query) }
        _ = try store.mailbox(of: agency, limit: 5)
        try askExpectations(store)
        try askQuarantine(store)
        _ = try store.entries(.range(0..<3))
        _ = try store.leaves(in: 0..<3)
        _ = try store.entries(.indices([2]))
        _ = try store.entries(.starts(since: Instant(milliseconds: 0)))
        _ = try store.entries(.loads)
        for agency in [nil, agency] { _ = try store.entries(.revocations(of: agency)) }
        _ = try store.entries(.settling(2))
        _ = try store.hashes(level: 1, 0..<1)
        _ = try store.checkpoint(ofSizeAtLeast: 3)
    }

    private static func askQuarantine(_ store: any StoreReading) throws(StoreFailure) {
        _ = try store.quarantine(.entry(3))
        _ = try store.quarantine(
            .before(issuer: Sample.health, Sample.token(3), in: Sample.thread(1), limit: 9))
        for viewer in [.party(Sample.health), .overseer(Sample.school, partnerships: [1])]
            as [Viewer]
        {
            _ = try store.quarantine(.page(QuarantineFilter(), for: viewer, limit: 5))
        }
    }

    private static func askExpectations(_ store: any StoreReading) throws(StoreFailure) {
        _ = try store.expectations(.next(by: Instant(milliseconds: 9_000), limit: 5))
        _ = try store.expectations(.waiting(under: 2))
        _ = try store.expectations(.silences(of: Sample.health))
        _ = try store.expectations(.opened(by: 2))
        _ = try store.expectations(.named(PartName(entry: 2, part: 4)))
        _ = try store.expectations(.thread(Sample.thread(2)))
        let cause = MissCause(owedBy: Sample.council, shortfall: .notDelivered)
        for areOpen in [true, false] {
            let query = ExpectationQuery.digested(
                cause, partnership: 1, areOpen: areOpen, rung: 0, limit: 5)
            _ = try store.expectations(query)
        }
        let changes: [(inout MissedFilter) -> Void] = [
            { _ in }, { $0.from = Instant(milliseconds: 0) }, { $0.owedBy = Sample.council },
            { $0.agency = Sample.council }, { $0.sender = Sample.police },
            { $0.partnerships = [1] },
        ]
        for change in changes {
            var filter = MissedFilter()
            change(&filter)
            _ = try store.expectations(.missed(filter))
            filter.order = .seriousness(after: nil)
            _ = try store.expectations(.missed(filter))
        }
        _ = try store.readMessages(in: 0..<9)
        _ = try store.particulars(of: [2, 3])
    }
}
