// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Relay
import Safeguarding

extension Session {
    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] {
        // What the transaction itself counted is told too.
        try keepSharing()
        let roster = try roster()
        return try all(
            .sharing, [query.partnership, query.days.lowerBound, query.days.upperBound]
        ) { columns throws(StoreFailure) in
            try SharingRecord(reading: &columns, roster)
        }
    }

    /// Adds what the transaction counted to the sums.
    func keepSharing() throws(StoreFailure) {
        for (row, tally) in writing.sharing.takeAll() {
            try run(
                .addSharing,
                [
                    row.partnership, row.sender, row.recipient, row.day, tally.routed,
                    tally.delivered, tally.acknowledged, tally.answered, tally.undeliverable,
                    tally.toDelivery, tally.toAcknowledgement,
                ])
        }
    }
}

extension SharingRecord {
    /// Reads a sum from the columns of `Command.sharing`.
    fileprivate init(reading columns: inout Columns, _ roster: Roster) throws(StoreFailure) {
        let (sender, recipient) = (try columns.number(), try columns.number())
        guard let from = roster.agency(sender), let to = roster.agency(recipient) else {
            throw .corrupt("what \(sender) shared with \(recipient) is of no agency: run fsck")
        }
        var tally = SharingTally()
        tally.routed = try columns.integer()
        tally.delivered = try columns.integer()
        tally.acknowledged = try columns.integer()
        tally.answered = try columns.integer()
        tally.undeliverable = try columns.integer()
        tally.toDelivery = try columns.integer()
        tally.toAcknowledgement = try columns.integer()
        self.init(from: from, to: to, tally)
    }
}
