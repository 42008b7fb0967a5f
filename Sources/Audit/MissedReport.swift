// SPDX-License-Identifier: Apache-2.0

package import Handoffs
import Safeguarding
package import Wire

/// A page of missed handoffs: where sharing broke down.
package struct MissedReport: Sendable {
    /// The missed expectations, in the order of their names.
    package let items: [ExpectationRecord]
    /// The name after which the next page begins; nil on the last page.
    package let next: PartName?

    /// Makes a page of what a viewer may see; one more than fits means that there is another page.
    package init(_ visible: [ExpectationRecord], limit: Int) {
        items = Array(visible.prefix(limit))
        next = visible.count > limit ? items.last?.name : nil
    }

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        Set(items.flatMap { [$0.name.entry] + $0.verdicts.map(\.entry) })
    }

    /// The page as `GET /audit/missed` answers it.
    package func json(_ proofs: Proofs, for viewer: Viewer) -> JSONValue {
        .object(leavingOutNil: [
            "items": .array(
                items.map {
                    $0.json(
                        proofs,
                        withholdingAgencies: viewer.oversees && $0.opener.isRestricted)
                }),
            "next": next.map { .string("\($0.entry).\($0.part)") },
        ])
    }
}
