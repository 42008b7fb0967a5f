// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding
package import Wire

/// A page of missed handoffs: where sharing broke down.
package struct MissedReport: Sendable {
    /// The missed expectations, in the order that was asked for.
    package let items: [ExpectationRecord]
    /// After which one the next page begins; nil on the last page.
    package let next: String?
    /// What was kept of the messages that opened them, by their entries: how urgent each was, and how
    /// it was graded.
    private let particulars: [Int64: [String: String]]
    /// What was corrected or retracted of the messages that opened them, by their entries.
    private let amended: [Int64: [ShownAmendment]]

    /// Makes a page of what a viewer may see; one more than fits means that there is another page.
    package init(
        _ visible: [ExpectationRecord], _ particulars: [Int64: [String: String]] = [:],
        amended: [Int64: [ShownAmendment]] = [:], in filter: MissedFilter
    ) {
        items = Array(visible.prefix(filter.limit))
        self.particulars = particulars
        self.amended = amended
        guard visible.count > filter.limit, let last = items.last else {
            next = nil
            return
        }
        next =
            switch filter.order {
            case .log: "\(last.name.entry).\(last.name.part)"
            case .seriousness:
                MissPlace(last, particulars[last.name.entry] ?? [:], in: filter).cursor
            }
    }

    /// How serious a miss is by what its message said: `urgency` or `grade`; nil where it did not say,
    /// where it was erased, or where the viewer may not know.
    func seriousness(_ name: String, of record: ExpectationRecord, for viewer: Viewer) -> String? {
        guard !(viewer.oversees && record.opener.isRestricted) else { return nil }
        return particulars[record.name.entry]?[name]
    }

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        decidingEntries.union(items.map(\.name.entry))
    }

    /// Those of them that decided something.
    ///
    /// Of a restricted message's own entry nothing is shown to whoever oversees anyway; an answer may be
    /// restricted by itself.
    package var decidingEntries: Set<Int64> { Set(items.flatMap { $0.verdicts.map(\.entry) }) }

    /// The page as `GET /audit/missed` answers it.
    package func json(_ proofs: Proofs, for viewer: Viewer) -> JSONValue {
        .object(leavingOutNil: [
            "items": .array(
                items.map { json($0, proofs, for: viewer) }),
            "next": next.map(JSONValue.string),
        ])
    }

    private func json(
        _ record: ExpectationRecord, _ proofs: Proofs, for viewer: Viewer
    ) -> JSONValue {
        var json = record.json(
            proofs, withholdingAgencies: viewer.oversees && record.opener.isRestricted,
            amended: amendments(of: record))
        for name in ["urgency", "grade"] {
            guard let code = seriousness(name, of: record, for: viewer) else { continue }
            json = json.adding(name, .string(code))
        }
        return json
    }

    /// What was done to the message that opened an expectation.
    func amendments(of record: ExpectationRecord) -> [ShownAmendment] {
        amended[record.name.entry] ?? []
    }
}
