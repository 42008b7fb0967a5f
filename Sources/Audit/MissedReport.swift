// SPDX-License-Identifier: Apache-2.0

package import Handoffs
import Ledger
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

    /// What was kept of the messages that opened them, by their entries: how urgent each was, and how
    /// it was graded.
    package var particulars: [Int64: [String: String]] = [:]

    /// How serious a miss is by what its message said: `urgency` or `grade`; nil where it did not say,
    /// where it was erased, or where the viewer may not know.
    func seriousness(_ name: String, of record: ExpectationRecord, for viewer: Viewer) -> String? {
        guard !(viewer.oversees && record.opener.isRestricted) else { return nil }
        return particulars[record.name.entry]?[name]
    }

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        Set(items.flatMap { [$0.name.entry] + $0.verdicts.map(\.entry) })
    }

    /// The page as `GET /audit/missed` answers it.
    package func json(_ proofs: Proofs, for viewer: Viewer) -> JSONValue {
        .object(leavingOutNil: [
            "items": .array(
                items.map { json($0, proofs, for: viewer) }),
            "next": next.map { .string("\($0.entry).\($0.part)") },
        ])
    }

    private func json(
        _ record: ExpectationRecord, _ proofs: Proofs, for viewer: Viewer
    ) -> JSONValue {
        var json = record.json(
            proofs, withholdingAgencies: viewer.oversees && record.opener.isRestricted)
        for name in ["urgency", "grade"] {
            guard let code = seriousness(name, of: record, for: viewer) else { continue }
            json = json.adding(name, .string(code))
        }
        return json
    }
}
