// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
package import Wire

/// A page of messages with everything that became of each: what came in time as well as what did not.
package struct ReferralReport: Sendable {
    /// The messages, in log order.
    package private(set) var items: [ReferralRecord] = []
    /// How many messages of the type and the period are of restricted threads, and so are not shown to
    /// whoever oversees, whoever their agencies are; nil for an agency, which is shown all of its own.
    package private(set) var withheld: Int?
    /// The entry after which the next page begins; nil on the last page.
    package var next: Int64?

    /// A page without anything on it, for a viewer.
    package init(for viewer: Viewer) {
        withheld = viewer.oversees ? 0 : nil
    }

    /// Adds messages in log order.
    package mutating func add(_ records: [ReferralRecord]) { items += records }

    /// Counts messages that are not shown.
    package mutating func count(withheld count: Int) { withheld = (withheld ?? 0) + count }

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        items.reduce(into: []) { $0.formUnion($1.provingEntries) }
    }

    /// The page as `GET /audit/referrals` answers it.
    package func json(_ proofs: Proofs) -> JSONValue {
        .object(leavingOutNil: [
            "items": .array(items.map { $0.json(proofs) }),
            "withheld": withheld.map { .integer(Int64($0)) },
            "next": next.map { .string("\($0)") },
        ])
    }
}
