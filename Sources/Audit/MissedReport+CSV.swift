// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import TransparencyLog
import Wire

extension MissedReport {
    /// The columns of the table.
    private static let columns = [
        "expectation", "txn", "jti", "type", "rule", "break_point", "break_point_name", "owed_by",
        "owed_to", "from", "due", "verdict", "missed_at", "met_at", "pack", "calendar", "urgency",
        "grade", "amended", "withheld_verdicts", "duty", "shortfall", "late_by_seconds",
    ]

    /// The page as a table (RFC 4180), one line a missed handoff.
    package func csv(_ proofs: Proofs, for viewer: Viewer) -> String {
        CommaSeparated.text(Self.columns, items.map { row($0, proofs, viewer) })
    }

    private func row(_ record: ExpectationRecord, _ proofs: Proofs, _ viewer: Viewer) -> [String] {
        let terms = record.expectation.terms
        let open = !(viewer.oversees && record.opener.isRestricted)
        let withheld = open ? record.withheldVerdicts(proofs) : []
        return [
            record.name.text(origin: proofs.origin), record.opener.thread?.text ?? "",
            open ? record.opener.token?.text ?? "" : "", record.opener.name, terms.rule,
            record.breakPoint.code, record.breakPoint.name,
            open ? record.expectation.owedBy.uri : "", open ? terms.owedTo.uri : "",
            terms.from.rfc3339, record.expectation.due.rfc3339,
            record.expectation.verdict.word, record.expectation.verdict.missed?.rfc3339 ?? "",
            record.expectation.verdict.met?.rfc3339 ?? "", terms.pack, terms.calendar,
            seriousness("urgency", of: record, for: viewer) ?? "",
            seriousness("grade", of: record, for: viewer) ?? "", amendments(of: record).words,
            withheld.map(String.init).joined(separator: " "), terms.duty ?? "",
            record.expectation.miss?.shortfall.rawValue ?? "",
            record.lateBy.map { "\($0 / 1_000)" } ?? "",
        ]
    }
}
