// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Wire

extension Session {
    func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] {
        guard !messages.isEmpty else { return [:] }
        let list = JSONValue.array(Set(messages).sorted().map(JSONValue.integer)).text
        let found = try all(.amendments, [list]) { columns throws(StoreFailure) in
            let (message, by) = (try columns.integer(), try columns.integer())
            guard let kind = AmendmentPart.Kind(rawValue: try columns.text()) else {
                throw .corrupt("an amendment of entry \(message) cannot be read: run fsck")
            }
            return (message, Amendment(kind: kind, by: PartName(row: by)))
        }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
    }
}
