// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Routing
import Safeguarding
package import TransparencyLog

extension ReferralReport {
    /// The columns of the table.
    private static let columns = [
        "index", "received_at", "txn", "jti", "type", "from", "to", "state", "delivered_at",
        "acknowledged_at", "answered_at", "expectation", "rule", "break_point", "owed_by",
        "owed_to",
        "due", "verdict", "missed_at", "met_at", "amended",
    ]

    /// The page as a table (RFC 4180): for each handoff a line for each expectation that its recipient owes
    /// or is owed, or one without any; then those that concern no recipient that is shown.
    package func csv(origin: LogOrigin) -> String {
        CommaSeparated.text(Self.columns, items.flatMap { $0.rows(origin) })
    }
}

extension ReferralRecord {
    /// The lines of the table.
    fileprivate func rows(_ origin: LogOrigin) -> [[String]] {
        var rest = expectations
        var rows: [[String]] = []
        for handoff in handoffs {
            let own = rest.filter { holder(of: $0) == handoff.recipient.agency }
            rest.removeAll { holder(of: $0) == handoff.recipient.agency }
            let lines: [ExpectationRecord?] = own.isEmpty ? [nil] : own
            rows += lines.map { row(handoff, $0, origin) }
        }
        let lines: [ExpectationRecord?] = rest.isEmpty && handoffs.isEmpty ? [nil] : rest
        return rows + lines.map { row(nil, $0, origin) }
    }

    /// The recipient beside whose handoff an expectation stands: who was to do it, else to whom it is owed.
    private func holder(of record: ExpectationRecord) -> AgencyID {
        let terms = record.expectation.terms
        let owes = handoffs.contains { $0.recipient.agency == terms.owedBy }
        return owes ? terms.owedBy : terms.owedTo
    }

    private func row(
        _ handoff: HandoffRecord?, _ record: ExpectationRecord?, _ origin: LogOrigin
    ) -> [String] {
        let facts = message.facts
        let head = [
            "\(message.entry)", message.at.rfc3339, facts.thread.text, facts.token.text,
            facts.type.name, facts.issuer.uri,
        ]
        return head + Self.cells(handoff) + Self.cells(record, origin) + [amended.words]
    }

    private static func cells(_ handoff: HandoffRecord?) -> [String] {
        let state = handoff?.handoff
        return [
            handoff?.recipient.agency.uri, state?.state.rawValue, state?.deliveredAt?.rfc3339,
            state?.acknowledgedAt?.rfc3339, state?.answeredAt?.rfc3339,
        ].map { $0 ?? "" }
    }

    private static func cells(_ record: ExpectationRecord?, _ origin: LogOrigin) -> [String] {
        let (expectation, verdict) = (record?.expectation, record?.expectation.verdict)
        return [
            record?.name.text(origin: origin), expectation?.terms.rule, record?.breakPoint.code,
            expectation?.owedBy.uri, expectation?.terms.owedTo.uri, expectation?.due.rfc3339,
            verdict?.word, verdict?.missed?.rfc3339, verdict?.met?.rfc3339,
        ].map { $0 ?? "" }
    }
}
