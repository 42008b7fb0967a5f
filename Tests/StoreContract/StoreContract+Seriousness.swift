// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    typealias Order = (String, [Int64], @Sendable (inout MissedFilter) -> Void)

    /// The entries that a list has, page by page, each going on where the last one ended.
    static func pages(_ store: any Store, _ filter: MissedFilter) async throws -> [Int64] {
        var (found, asked): ([Int64], MissedFilter) = ([], filter)
        while true {
            let page = asked
            let (records, particulars) = try await store.read { store throws(StoreFailure) in
                let records = try store.expectations(.missed(page))
                return (records, try store.particulars(of: records.map(\.name.entry)))
            }
            found += records.map(\.name.entry)
            guard records.count == asked.limit, let last = records.last else { return found }
            asked.goOn(after: last, particulars[last.name.entry]?.values ?? [:])
        }
    }

    /// Entries 1 to 7 open one expectation each of the council, all missed.
    ///
    /// Entry 4 is restricted, what entry 5 opened is met late, entry 6 is of another partnership, and
    /// what entry 7 opened is open again.
    static func beginSeriousMisses(_ store: any Store) async throws {
        let said: [[String: String]] = [
            [:], ["urgency": "routine", "grade": "red"], ["urgency": "urgent", "grade": "green"],
            ["urgency": "immediate"], ["urgency": "urgent", "grade": "green"],
            ["urgency": "immediate", "grade": "amber"], ["urgency": "immediate"],
        ]
        let due: [Int64] = [5_000, 5_000, 5_200, 5_000, 5_100, 5_000, 5_000]
        let messages = said.indices.map { place in
            var message = SampleMessage(place + 1, from: Sample.police, to: [Sample.council])
            message.values = said[place]
            message.isRestricted = place == 3
            message.terms = [Sample.terms(by: Sample.council, due: due[place])]
            return message
        }
        try await store.draft { draft throws(StoreFailure) in
            try draft.add(Sample.load, partnership: 0)
            for message in messages {
                try draft.add(
                    message.happening, message.attachment,
                    partnership: message.number == 6 ? 2 : 1)
            }
        }
        for entry in 1...7 as ClosedRange<Int64> {
            try await judge(store, at: 6_000, name(entry, 2), Sample.missed)
        }
        try await judge(
            store, at: 7_000, name(5, 2), .metLate(at: Instant(milliseconds: 7_000)))
        try await judge(store, at: 7_500, name(7, 2), .met(at: Instant(milliseconds: 5_500)))
        try await judge(store, at: 8_000, name(7, 2), .reopened(because: "it was not done"))
    }

    static let seriousFilters: [Order] = [
        ("of partnership 1", [5, 3, 2, 1, 4], { $0.partnerships = [1] }),
        ("of both partnerships", [6, 5, 3, 2, 1, 4], { $0.partnerships = [1, 2] }),
        ("of all", [6, 5, 3, 2, 1, 4], { _ in }),
        (
            "overdue in partnership 1", [3, 2, 1, 4],
            { filter in
                filter.partnerships = [1]
                filter.isOpen = true
            }
        ),
        (
            "met late in partnership 1", [5],
            { filter in
                filter.partnerships = [1]
                filter.isOpen = false
            }
        ),
        (
            "of a span of time", [5, 3, 2, 1, 4],
            { filter in
                filter.partnerships = [1]
                filter.from = Instant(milliseconds: 6_000)
            }
        ),
        ("of the council", [6, 4, 5, 3, 2, 1], { $0.agency = Sample.council }),
        ("owed by the council", [6, 4, 5, 3, 2, 1], { $0.owedBy = Sample.council }),
        ("owed to the police", [6, 4, 5, 3, 2, 1], { $0.agency = Sample.police }),
        ("on messages of the police", [6, 4, 5, 3, 2, 1], { $0.sender = Sample.police }),
        (
            "of the council, on messages of others", [6, 4, 5, 3, 2, 1],
            { $0.recipient = Sample.council }
        ),
        ("of an agency without a number", [], { $0.agency = Sample.agency("nobody") }),
    ]
}
