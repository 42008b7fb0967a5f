// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding

extension StoreReading {
    /// What is shown beside messages that were corrected or retracted, by their entries.
    func shownAmendments(
        of messages: [Int64]
    ) throws(StoreFailure) -> [Int64: [ShownAmendment]] {
        let amendments = try amendments(of: messages)
        guard !amendments.isEmpty else { return [:] }
        let later = try self.messages(
            .entries(Array(Set(amendments.values.flatMap { $0.map(\.by.entry) }))))
        let byEntry = Dictionary(later.map { ($0.entry.index, $0) }) { first, _ in first }
        return amendments.mapValues { list in
            list.compactMap { amendment in
                guard let message = byEntry[amendment.by.entry], let facts = message.facts else {
                    return nil
                }
                return ShownAmendment(amendment, at: message.entry.at, token: facts.token)
            }
        }
    }
}
