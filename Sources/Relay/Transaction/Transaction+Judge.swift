// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Safeguarding
import Wire

extension Transaction {
    /// Judges what is due before anything else is done, so that a late answer never hides a miss.
    ///
    /// One entry per partnership; a signed notice for each miss, once, in the same transaction.
    mutating func judgeWhatIsDue() throws(StoreFailure) {
        guard clock == .believed else { return }
        try judge(store.expectations(.due(by: now, limit: setting.limits.verdicts)))
    }

    /// Judges expectations that are due.
    mutating func judge(_ due: [ExpectationRecord]) throws(StoreFailure) {
        let byPartnership = Dictionary(grouping: due, by: \.opener.partnership)
        for (number, records) in byPartnership.sorted(by: { $0.key < $1.key }) {
            try judge(records, partnership: number)
        }
    }

    private mutating func judge(
        _ records: [ExpectationRecord], partnership number: Int
    ) throws(StoreFailure) {
        let missed = records.filter { record in
            var expectation = record.expectation
            return expectation.judge(at: now) == .missed
        }
        guard !missed.isEmpty else { return }
        let entry = try self.record(
            Happening(
                .judged,
                parts: missed.map {
                    .verdict(ExpectationStep(expectation: $0.name, step: .missed))
                }), partnership: number)
        count("missed", missed.count)
        for (part, record) in missed.enumerated() {
            try tellOfMiss(record, setting.partnership(number: number), entry, part)
        }
    }

    private mutating func tellOfMiss(
        _ record: ExpectationRecord, _ partnership: Partnership?, _ entry: LedgerEntry, _ part: Int
    ) throws(StoreFailure) {
        let terms = record.expectation.terms
        let payload = JSONValue.object(leavingOutNil: [
            "sender_role": "broker", "expectation": .string(record.name.text(origin: origin)),
            "rule": .string(terms.rule), "rule_version": .string(terms.pack),
            "calendar": .string(terms.calendar), "force": .string(terms.force.rawValue),
            "unverified": terms.isUnverified ? .boolean(true) : nil,
            "due": .string(terms.due.rfc3339), "owed_by": .string(terms.owedBy.uri),
            "owed_to": .string(terms.owedTo.uri),
            "expected": .string(terms.expects.joined(separator: " ")),
            "break_point": .string(terms.breakPoint.code),
            "about": about(record.opener.issuer, record.opener.token),
            "last_contact": try lastContact(record).map { .string($0.rfc3339) },
            "broker_unavailable": .array(try outages(during: terms)),
            "proof": entry.disclosure(ofPart: part),
        ])
        try issue(
            Notice(
                type: .handoffMissed, partnership: partnership, thread: record.opener.thread,
                recipients: try told(record, partnership), payload: payload))
    }

    /// Whom the rule names, each once; in a restricted thread none outside its circle.
    private func told(
        _ record: ExpectationRecord, _ partnership: Partnership?
    ) throws(StoreFailure) -> [AgencyID] {
        let terms = record.expectation.terms
        let rules = partnership?.rules.name == terms.pack ? partnership?.rules : nil
        let rule = rules?.timescales.first { $0.id == terms.rule }
        var told: [AgencyID] = []
        for whom in rule?.tells ?? [.owedBy, .owedTo] {
            let agency: AgencyID? =
                switch whom {
                case .owedBy: terms.owedBy
                case .owedTo: terms.owedTo
                case .role(let role): partnership?.roles[role]
                }
            if let agency, agency != setting.broker, !told.contains(agency) { told.append(agency) }
        }
        guard record.opener.isRestricted else { return told }
        let opening = try store.messages(.opening(record.opener.thread)).first
        let circle =
            try members(of: record.opener.thread, opening) ?? [terms.owedBy, terms.owedTo]
        return told.filter(circle.contains)
    }

    /// When whoever owes it last took or answered the message that opened it.
    private func lastContact(_ record: ExpectationRecord) throws(StoreFailure) -> Instant? {
        let query = HandoffQuery.to(record.expectation.terms.owedBy, message: record.name.entry)
        guard let handoff = try store.handoffs(query).first?.handoff else { return nil }
        return [handoff.deliveredAt, handoff.acknowledgedAt, handoff.answeredAt]
            .compactMap(\.self).max()
    }

    /// Spans in which the broker was down while the clock ran: nobody is blamed for them.
    private func outages(during terms: Expectation.Terms) throws(StoreFailure) -> [JSONValue] {
        try store.outages(since: terms.from).filter { $0.from < terms.due && terms.from < $0.until }
            .map { ["from": .string($0.from.rfc3339), "until": .string($0.until.rfc3339)] }
    }
}
