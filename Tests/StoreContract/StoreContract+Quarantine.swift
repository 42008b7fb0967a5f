// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    static let quarantine: [Clause] = [
        Clause("keeps a refused message open until an entry ends that") { tested in
            let store = tested.store
            try await refuseThree(store)
            try expect(try await found(store, .entry(1)), ["1 open nil"], "a refusal")
            try expect(try await found(store, .entry(0)), [], "what is no refusal")
            try expect(try await found(store, .entry(9)), [], "what is not there")
            try await endTwo(store)
            for entry in [1, 2, 3] as [Int64] {
                let wanted = ["1 withdrawn 4", "2 resubmitted 5", "3 open nil"][Int(entry) - 1]
                try expect(try await found(store, .entry(entry)), [wanted], "entry \(entry)")
            }
            let again = try await tested.reopen()
            try expect(try await found(again, .entry(2)), ["2 resubmitted 5"], "after a restart")
        },
        Clause("ends no quarantine of what was not refused") { tested in
            try await refuseThree(tested.store)
            let message = SampleMessage(9, from: Sample.police, to: [])
            for refused in [0, 9] as [Int64] {
                try await expect(\.isRefusal, "a withdrawal of entry \(refused)") {
                    _ = try await tested.store.draft(at: 4_000) { draft throws(StoreFailure) in
                        try draft.add(message.withdrawal(ofEntry: refused))
                    }
                }
                var again = message
                again.effects = [.resubmission(refused)]
                let entered = again
                try await expect(\.isRefusal, "a resubmission of entry \(refused)") {
                    _ = try await tested.store.add(entered, at: 4_000)
                }
            }
        },
        Clause("finds what a message may be again, by its jti, or by its thread while it is open") {
            try await findsBefore($0.store)
        },
        Clause("lists refused messages to their senders, to those told, and to overseers") {
            try await lists($0.store)
        },
    ]

    /// Entries 1 to 3: two refusals of the police, of which the council was told, in thread 1; and one
    /// of health in thread 2.
    private static func refuseThree(_ store: any Store) async throws(StoreFailure) {
        try await store.begin()
        for number in 1...3 {
            var message = SampleMessage(
                number, from: number == 3 ? Sample.health : Sample.police,
                to: number == 3 ? [] : [Sample.council])
            message.thread = Sample.thread(number == 3 ? 2 : 1)
            let refused = message
            try await store.draft(at: Int64(number) * 1_000) { draft throws(StoreFailure) in
                try draft.add(refused.refusal, refused.refusedAttachment)
            }
        }
    }

    /// Entry 4 withdraws the first, entry 5 is the second again.
    private static func endTwo(_ store: any Store) async throws(StoreFailure) {
        let first = SampleMessage(1, from: Sample.police, to: [])
        try await store.draft(at: 4_000) { draft throws(StoreFailure) in
            try draft.add(first.withdrawal(ofEntry: 1))
        }
        var second = SampleMessage(2, from: Sample.police, to: [Sample.council])
        second.effects = [.resubmission(2)]
        try await store.add(second, at: 5_000)
    }

    private static func findsBefore(_ store: any Store) async throws {
        try await refuseThree(store)
        func before(
            _ issuer: AgencyID, _ token: Int, _ thread: Int, limit: Int = 9
        ) async throws -> [String] {
            try await found(
                store,
                .before(
                    issuer: issuer, Sample.token(token), in: Sample.thread(thread), limit: limit))
        }
        let both = ["1 open nil", "2 open nil"]
        try expect(try await before(Sample.police, 1, 1), both, "jti and thread")
        try expect(try await before(Sample.police, 1, 9), ["1 open nil"], "the jti alone")
        try expect(try await before(Sample.police, 9, 1), both, "the thread alone")
        try expect(try await before(Sample.police, 9, 1, limit: 1), ["1 open nil"], "no more")
        try expect(
            try await before(Sample.police, 2, 1, limit: 1), ["2 open nil"], "the jti first")
        try expect(try await before(Sample.health, 1, 1), [], "another's")
        try expect(try await before(Sample.agency("nobody"), 1, 1), [], "a stranger's")
        try await endTwo(store)
        try expect(try await before(Sample.police, 9, 1), [], "the thread of what has ended")
        try expect(
            try await before(Sample.police, 1, 9), ["1 withdrawn 4"], "the jti of what is withdrawn"
        )
        try expect(try await before(Sample.police, 2, 9), [], "the jti of what was sent again")
    }

    private static func lists(_ store: any Store) async throws {
        try await refuseThree(store)
        try await endTwo(store)
        func page(
            _ viewer: Viewer, limit: Int = 9, _ change: (inout QuarantineFilter) -> Void = { _ in }
        ) async throws -> [String] {
            var filter = QuarantineFilter()
            change(&filter)
            return try await found(store, .page(filter, for: viewer, limit: limit))
        }
        let (first, second, third) = ("1 withdrawn 4", "2 resubmitted 5", "3 open nil")
        let overseer = Viewer.overseer(Sample.school, partnerships: [Sample.partnership])
        try expect(try await page(.party(Sample.police)), [first, second], "a sender's")
        try expect(try await page(.party(Sample.council)), [first, second], "what one was told of")
        try expect(try await page(.party(Sample.school)), [], "a bystander's")
        try expect(try await page(.party(Sample.agency("nobody"))), [], "a stranger's")
        try expect(try await page(overseer), [first, second, third], "an overseer's")
        try expect(
            try await page(.overseer(Sample.school, partnerships: [7])), [],
            "an overseer's of another partnership")
        var secret = SampleMessage(4, from: Sample.health, to: [])
        secret.isRestricted = true
        let restricted = secret
        try await store.draft(at: 6_000) { draft throws(StoreFailure) in
            try draft.add(restricted.refusal, restricted.refusedAttachment)
        }
        try expect(
            try await page(.party(Sample.health)), [third, "6 open nil"],
            "a restricted one's sender")
        try expect(try await page(overseer), [first, second, third], "not to an overseer")
        try expect(try await page(overseer, limit: 2), [first, second], "a page of two")
        try expect(try await page(overseer) { $0.after = 2 }, [third], "the page after it")
        try expect(try await page(overseer) { $0.state = .open }, [third], "what is open")
        try expect(
            try await page(overseer) { $0.from = Instant(milliseconds: 2_000) }, [second, third],
            "from a time on")
        try expect(
            try await page(overseer) { $0.to = Instant(milliseconds: 2_000) }, [first],
            "before a time")
    }

    private static func found(
        _ store: any Store, _ query: QuarantineQuery
    ) async throws(StoreFailure) -> [String] {
        try await store.read { store throws(StoreFailure) in
            try store.quarantine(query).map {
                "\($0.index) \($0.state) \($0.endedBy.map(String.init) ?? "nil")"
            }
        }
    }
}
