// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding

/// What a transaction adds to the sums of what agencies handed over: each row is written once,
/// however many handoffs of the pair the transaction opens or moves.
struct SharingSums {
    /// A row of the table.
    struct Row: Hashable {
        let partnership: Int
        let sender: Int
        let recipient: Int
        /// The day in London, counted from 1970-01-01, on which the messages were routed.
        let day: Int

        init(partnership: Int, from sender: Int, to recipient: Int, routedAt: Instant) {
            self.partnership = partnership
            self.sender = sender
            self.recipient = recipient
            day = London.date(at: routedAt).dayNumber
        }
    }

    private var sums: [Row: SharingTally] = [:]

    /// How many rows there are to write.
    var count: Int { sums.count }

    /// Counts a handoff that is opened.
    mutating func open(_ row: Row) { sums[row, default: SharingTally()].routed += 1 }

    /// Counts a step of a handoff, so many milliseconds after it was routed.
    mutating func take(_ step: Handoff.Step, of row: Row, after milliseconds: Int64) {
        sums[row, default: SharingTally()].count(step, after: milliseconds)
    }

    /// What is to be added, in the order of the table.
    mutating func takeAll() -> [(row: Row, tally: SharingTally)] {
        defer { sums.removeAll(keepingCapacity: true) }
        return sums.map { (row: $0.key, tally: $0.value) }.sorted { $0.row < $1.row }
    }
}

extension SharingSums.Row: Comparable {
    static func < (left: SharingSums.Row, right: SharingSums.Row) -> Bool {
        (left.partnership, left.sender, left.recipient, left.day)
            < (right.partnership, right.sender, right.recipient, right.day)
    }
}
