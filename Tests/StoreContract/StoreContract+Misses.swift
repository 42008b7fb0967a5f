// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    static let misses: [Clause] = [
        Clause("lists misses by every filter that an audit has") { tested in
            try await beginMisses(tested.store)
            for (what, wanted, set) in filters {
                var filter = MissedFilter()
                set(&filter)
                let found = try await read(tested.store, .missed(filter))
                try expect(found.map(\.name.entry), wanted, what)
                guard filter.limit == MissedFilter.pageLimit else { continue }
                filter.order = .seriousness(after: nil)
                let serious = try await read(tested.store, .missed(filter))
                try expect(serious.map(\.name.entry).sorted(), wanted, "\(what), by seriousness")
            }
        },
        Clause("lists misses by how serious they are, as far as who asks may know") { tested in
            try await beginSeriousMisses(tested.store)
            for (what, wanted, set) in seriousFilters {
                var filter = MissedFilter(limit: 2)
                filter.order = .seriousness(after: nil)
                set(&filter)
                try expect(try await pages(tested.store, filter), wanted, what)
            }
        },
    ]

    /// Entries 1 to 4 open one expectation each, which is missed at 6,000, 7,000, … in that order;
    /// that of entry 2 is met late; that of entry 5 is only open.
    private static func beginMisses(_ store: any Store) async throws {
        var messages: [SampleMessage] = []
        for (number, debtor) in [Sample.council, Sample.council, Sample.health, Sample.police]
            .enumerated()
        {
            var message = SampleMessage(
                number + 1, from: number == 3 ? Sample.school : Sample.police, to: [debtor])
            message.type = number == 0 ? "referral.made" : "meeting.called"
            message.terms = [
                Sample.terms(
                    "R\(number)", duty: number == 2 ? "held" : nil, by: debtor,
                    to: message.issuer, due: 5_000,
                    breakPoint: number == 2 ? .meetingLate : .ownedNotDecided)
            ]
            messages.append(message)
        }
        var open = SampleMessage(5, from: Sample.police, to: [Sample.council])
        open.terms = [Sample.terms("R0", by: Sample.council, due: 99_000)]
        messages.append(open)
        let drafted = messages
        try await store.draft { draft throws(StoreFailure) in
            try draft.add(Sample.load, partnership: 0)
            for message in drafted {
                try draft.add(
                    message.happening, message.attachment,
                    partnership: message.number == 3 ? 2 : 1)
            }
        }
        let late = Handoffs.Expectation.Step.missed(.init(.heldLate, .meetingLate), next: nil)
        for entry in 1...4 as ClosedRange<Int64> {
            let miss = entry == 3 ? late : Sample.missed
            try await judge(store, at: 5_000 + entry * 1_000, name(entry, 2), miss)
        }
        try await judge(store, at: 20_000, name(2, 2), .metLate(at: Instant(milliseconds: 20_000)))
    }

    private typealias Filter = (String, [Int64], @Sendable (inout MissedFilter) -> Void)

    private static let filters: [Filter] = [
        ("no filter", [1, 2, 3, 4], { _ in }),
        ("a page", [1, 2], { $0.limit = 2 }),
        (
            "the next page", [3, 4],
            { filter in
                filter.limit = 2
                filter.order = .log(after: name(2, 2))
            }
        ),
        ("from a time", [2, 3, 4], { $0.from = Instant(milliseconds: 7_000) }),
        ("before a time", [1], { $0.to = Instant(milliseconds: 7_000) }),
        ("owed by the council", [1, 2], { $0.owedBy = Sample.council }),
        ("owed by an agency without a number", [], { $0.owedBy = Sample.agency("nobody") }),
        ("owed by or to the police", [1, 2, 3, 4], { $0.agency = Sample.police }),
        ("owed by or to health", [3], { $0.agency = Sample.health }),
        (
            "owed by or to the police, a page", [1, 2, 3],
            { filter in
                filter.agency = Sample.police
                filter.limit = 3
            }
        ),
        ("on messages of the school", [4], { $0.sender = Sample.school }),
        ("of the police, on messages of others", [4], { $0.recipient = Sample.police }),
        ("of the council, on messages of others", [1, 2], { $0.recipient = Sample.council }),
        ("of a type", [1], { $0.type = "referral.made" }),
        ("of a rule", [2], { $0.rule = "R1" }),
        ("of a rule that has duties", [3], { $0.rule = "R2" }),
        ("of a duty", [3], { $0.rule = "R2.held" }),
        ("of another duty", [], { $0.rule = "R2.hel" }),
        ("of no rule", [], { $0.rule = "R" }),
        ("of a rule that may not be", [], { $0.rule = "R2." }),
        ("of a break point", [3], { $0.breakPoint = .meetingLate }),
        ("still open", [1, 3, 4], { $0.isOpen = true }),
        ("met late", [2], { $0.isOpen = false }),
        ("of partnership 2", [3], { $0.partnerships = [2] }),
        ("of partnerships 1 and 3", [1, 2, 4], { $0.partnerships = [1, 3] }),
        ("of no partnership", [], { $0.partnerships = [] }),
    ]
}
