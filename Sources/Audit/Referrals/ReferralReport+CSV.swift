// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Routing
import Safeguarding
import TransparencyLog
import Wire

extension ReferralReport {
    /// The columns of the table, and what each means.
    package static let columns: [(name: String, meaning: String)] = [
        ("index", "The entry of the message in the log."),
        ("received_at", "When the broker received it."),
        ("txn", "Its thread."), ("jti", "Its name, unique for its sender."),
        ("type", "Its type."), ("from", "Who sent it."),
        ("to", "To whom it was handed; empty beside what concerns no recipient that is shown."),
        ("state", "How far that handoff got."), ("delivered_at", "When their system took it."),
        ("acknowledged_at", "When somebody there said that they have it."),
        ("answered_at", "When they answered it."),
        ("expectation", "What it opened, by its name; empty where nothing was owed."),
        ("rule", "By which rule."), ("break_point", "Where a miss broke, or would have."),
        ("owed_by", "Who owes it now."), ("owed_to", "To whom."),
        ("due", "The first instant that is too late."), ("verdict", "How it stands."),
        ("missed_at", "When it was found missed."), ("met_at", "When it was done."),
        ("amended", "What later messages did to it: corrected, retracted."),
        ("purged", "The entry of the log that says that its content was purged."),
        (
            "withheld_verdicts",
            "Entries that decided the expectation and whose facts are withheld from the reader."
        ),
    ]

    /// The page as a table (RFC 4180): for each handoff a line for each expectation that its recipient owes
    /// or is owed, or one without any; then those that concern no recipient that is shown.
    package func csv(_ proofs: Proofs) -> String {
        CommaSeparated.text(Self.columns.map(\.name), items.flatMap { $0.rows(proofs) })
    }
}

extension ReferralRecord {
    /// The lines of the table.
    fileprivate func rows(_ proofs: Proofs) -> [[String]] {
        var rest = expectations
        var rows: [[String]] = []
        for handoff in handoffs {
            let own = rest.filter { holder(of: $0) == handoff.recipient.agency }
            rest.removeAll { holder(of: $0) == handoff.recipient.agency }
            let lines: [ExpectationRecord?] = own.isEmpty ? [nil] : own
            rows += lines.map { row(handoff, $0, proofs) }
        }
        let lines: [ExpectationRecord?] = rest.isEmpty && handoffs.isEmpty ? [nil] : rest
        return rows + lines.map { row(nil, $0, proofs) }
    }

    /// The recipient beside whose handoff an expectation stands: who was to do it, else to whom it is owed.
    private func holder(of record: ExpectationRecord) -> AgencyID {
        let terms = record.expectation.terms
        let owes = handoffs.contains { $0.recipient.agency == terms.owedBy }
        return owes ? terms.owedBy : terms.owedTo
    }

    private func row(
        _ handoff: HandoffRecord?, _ record: ExpectationRecord?, _ proofs: Proofs
    ) -> [String] {
        let facts = message.facts
        let head = [
            "\(message.entry)", message.at.rfc3339, facts.thread.text, facts.token.text,
            facts.type.name, facts.issuer.uri,
        ]
        let withheld = record?.withheldVerdicts(proofs) ?? []
        return head + Self.cells(handoff) + Self.cells(record, proofs.origin) + [
            amended.words, purgedBy.map { "\($0.entry)" } ?? "",
            withheld.map(String.init).joined(separator: " "),
        ]
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
