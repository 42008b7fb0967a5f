// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    static let threads: [Clause] = [
        Clause("knows a thread's first and last message, and who sent what in it") { tested in
            try await beginThreads(tested.store)
            let one = Sample.thread(1)
            for (query, wanted) in [
                (.opening(one), [1]), (.latest(one), [4]), (.thread(one), [1, 3, 4]),
                (.sent(by: Sample.police, in: one), [1]),
                (.sent(by: Sample.health, in: one), [3]),
                (.sent(by: Sample.council, in: one), []),
                (.opening(Sample.thread(2)), [2]), (.latest(Sample.thread(2)), [2]),
                (.opening(Sample.thread(3)), []), (.latest(Sample.thread(3)), []),
                (.thread(Sample.thread(3)), []),
            ] as [(MessageQuery, [Int64])] {
                try expect(try await tested.store.found(query), wanted, "\(query)")
            }
        },
        Clause("knows the first of an agency's messages in a thread to each that it addressed") {
            try await listsFirstAddressings($0.store)
        },
        Clause("knows the handoffs of a thread, and the first to an agency") { tested in
            try await beginThreads(tested.store)
            let one = Sample.thread(1)
            let (all, first, none) = try await tested.store.read { store throws(StoreFailure) in
                (
                    try store.handoffs(.thread(one)).map { "\($0.name.entry).\($0.name.part)" },
                    try store.handoffs(.received(by: Sample.police, in: one)).map(\.name.entry),
                    try store.handoffs(.received(by: Sample.school, in: one)).count
                )
            }
            try expect(all, ["1.1", "3.1", "4.1"], "the handoffs")
            try expect(first, [3], "the first to the police")
            try expect(none, 0, "those to an agency that is no party")
        },
        Clause("keeps the broker's own messages as issued") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.broker, to: [Sample.health]))
            let record = try await tested.store.read { store throws(StoreFailure) in
                try store.messages(.opening(Sample.thread(1))).first
            }
            try expect(record?.facts?.issuer, Sample.broker, "the issuer")
        },
        Clause("lists what an agency sent and was sent, page by page, since a time") {
            try await listsWhatInvolves($0.store)
        },
    ]

    /// Thread 1: police to health, health to police twice; thread 2: council to school.
    private static func beginThreads(_ store: any Store) async throws {
        var other = SampleMessage(2, from: Sample.council, to: [Sample.school])
        other.thread = Sample.thread(2)
        try await store.begin(
            SampleMessage(1, from: Sample.police, to: [Sample.health]), other,
            SampleMessage(3, from: Sample.health, to: [Sample.police]),
            SampleMessage(4, from: Sample.health, to: [Sample.police]))
    }

    /// The police address health, then health and the council, then both again; health addresses the
    /// school; and in another thread the police address the school.
    private static func listsFirstAddressings(_ store: any Store) async throws {
        let later: [(AgencyID, [AgencyID])] = [
            (Sample.police, [Sample.health, Sample.council]),
            (Sample.police, [Sample.council, Sample.health]),
            (Sample.health, [Sample.school]), (Sample.police, [Sample.school]),
        ]
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.health]))
        for (number, (sender, recipients)) in zip(2..., later) {
            var message = SampleMessage(number, from: sender, to: recipients)
            if number == 5 { message.thread = Sample.thread(2) }
            try await store.add(message)
        }
        let one = Sample.thread(1)
        for (agency, wanted) in [
            (Sample.police, [1, 2]), (Sample.health, [4]), (Sample.school, []),
        ] as [(AgencyID, [Int64])] {
            try expect(
                try await store.found(.addressing(by: agency, in: one)), wanted, "\(agency)")
        }
    }

    private static func listsWhatInvolves(_ store: any Store) async throws {
        try await store.begin()
        for number in 1...6 {
            let isOut = number.isMultiple(of: 2)
            let message =
                isOut
                ? SampleMessage(number, from: Sample.police, to: [Sample.health])
                : SampleMessage(number, from: Sample.council, to: [Sample.police, Sample.school])
            try await store.add(message, at: Int64(number) * 1_000)
        }
        // One that was delivered, and one that is none of theirs, and a refusal.
        let step = HandoffStep(handoff: name(3, 1), step: .delivered)
        try await store.draft(at: 7_000) { draft throws(StoreFailure) in
            try draft.add(Happening(.polled(by: Sample.police), parts: [.step(step)]))
            try draft.add(SampleMessage(8, from: Sample.council, to: [Sample.school]))
            let refused = SampleMessage(9, from: Sample.police, to: [])
            try draft.add(refused.refusal, refused.refusedAttachment)
        }
        for (after, since, limit, wanted) in [
            (-1, 0, 10, [1, 2, 3, 4, 5, 6]), (-1, 0, 3, [1, 2, 3]), (3, 0, 2, [4, 5]),
            (-1, 4_000, 10, [4, 5, 6]), (4, 4_000, 10, [5, 6]), (-1, 6_001, 10, []),
        ] as [(Int64, Int64, Int, [Int64])] {
            let query = MessageQuery.involving(
                Sample.police, after: after, since: Instant(milliseconds: since), limit: limit)
            try expect(try await store.found(query), wanted, "\(query)")
        }
    }
}
