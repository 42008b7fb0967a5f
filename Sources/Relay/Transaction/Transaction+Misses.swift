// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Wire

/// An expectation that was just found missed, or whose miss just climbed a rung.
struct Miss {
    let record: ExpectationRecord
    let step: Expectation.Step

    init(_ record: ExpectationRecord, _ step: Expectation.Step) {
        self.record = record
        self.step = step
    }

    /// The rung that it climbed; 0 for the miss itself.
    var rung: Int {
        if case .escalated(let rung, _) = step { rung } else { 0 }
    }

    /// What kind of miss it is.
    var kind: Expectation.Miss? {
        if case .missed(let miss, _) = step { miss } else { record.expectation.miss }
    }

    /// Whether it is told together with others of its cause.
    var isDigested: Bool { kind?.isDigested ?? false }
}

extension Transaction {
    /// Tells whom the rule names, once, with the proof.
    mutating func tell(
        of miss: Miss, _ shown: EntryDisclosure, _ part: Int
    ) throws(StoreFailure) {
        let (record, partnership) = (
            miss.record, setting.partnership(number: miss.record.opener.partnership)
        )
        let terms = record.expectation.terms
        let payload = JSONValue.object(leavingOutNil: [
            "sender_role": "broker", "expectation": .string(record.name.text(origin: origin)),
            "rule": .string(terms.rule), "duty": terms.duty.map(JSONValue.string),
            "rule_version": .string(terms.pack),
            "calendar": .string(terms.calendar), "force": .string(terms.force.rawValue),
            "unverified": terms.isUnverified ? .boolean(true) : nil,
            "due": .string(record.expectation.due.rfc3339),
            "owed_by": .string(record.expectation.owedBy.uri),
            "owed_to": .string(terms.owedTo.uri),
            "expected": .string(terms.expects.joined(separator: " ")),
            "break_point": .string((miss.kind?.breakPoint ?? terms.breakPoint).code),
            "shortfall": miss.kind.map { .string($0.shortfall.rawValue) },
            "escalation": miss.rung > 0 ? .integer(Int64(miss.rung)) : nil,
            "about": about(record.opener),
            "last_contact": try lastContact(record).map { .string($0.rfc3339) },
            "broker_unavailable": .array(try outages(during: record.expectation)),
            "proof": shown.part(part),
        ])
        try issue(
            Notice(
                type: .handoffMissed, partnership: partnership, thread: try thread(of: record),
                recipients: try told(record, partnership, rung: miss.rung), payload: payload))
    }

    /// Tells of what a message opened and showed to be missed at once: who did not come to the
    /// meeting that it records.
    mutating func tellOfMisses(
        openedIn entry: LedgerEntry, _ opened: ExpectationOpener.Opened
    ) throws(StoreFailure) {
        guard opened.openings.contains(where: { !$0.steps.isEmpty }) else { return }
        let steps = Dictionary(grouping: opened.openings.flatMap(\.steps), by: \.word)
        guard steps["missed"] != nil else { return }
        let shown = EntryDisclosure(of: entry)
        let records = try store.expectations(.opened(by: entry.index))
        for record in records where record.expectation.verdict.missed != nil {
            guard let part = record.verdicts.first?.part, let miss = record.expectation.miss else {
                continue
            }
            count("missed")
            try tell(of: Miss(record, .missed(miss, next: nil)), shown, part)
        }
    }

    /// Tells those who heard of a miss that nobody waits any more.
    mutating func tellOfResolutions(
        _ effects: Effects, _ entry: LedgerEntry, _ parts: [Part]
    ) throws(StoreFailure) {
        guard !effects.resolved.isEmpty else { return }
        try tellOfEnds(of: effects.resolved.filter(\.isDigested), entry, parts)
        let resolved = Set(effects.resolved.filter { !$0.isDigested }.map(\.name))
        guard !resolved.isEmpty else { return }
        let shown = EntryDisclosure(of: entry)
        for (number, part) in parts.enumerated() {
            guard case .verdict(let step) = part, resolved.contains(step.expectation),
                let record = effects.resolved.first(where: { $0.name == step.expectation })
            else { continue }
            try tellOfResolution(record, step.step, shown, number)
        }
    }

    private mutating func tellOfResolution(
        _ record: ExpectationRecord, _ step: Expectation.Step, _ shown: EntryDisclosure,
        _ part: Int
    ) throws(StoreFailure) {
        let partnership = setting.partnership(number: record.opener.partnership)
        try issue(
            Notice(
                type: .brokerNotified, partnership: partnership, thread: try thread(of: record),
                recipients: try told(record, partnership, rung: record.expectation.rung),
                payload: .object(leavingOutNil: [
                    "sender_role": "broker", "kind": .string(NoticeKind.resolved.rawValue),
                    "about": about(record.opener),
                    "expectation": .string(record.name.text(origin: origin)),
                    "rule": .string(record.expectation.terms.name),
                    "verdict": .string(step.word),
                    "what_to_do": "Nothing: what was missed is not waited for any more.",
                    "proof": shown.part(part),
                ])))
    }

    /// The thread in which a miss is told: the one that was owed in.
    ///
    /// What a refused message claims must not open a thread, nor make its sender a party to one.
    private func thread(of record: ExpectationRecord) throws(StoreFailure) -> ThreadID? {
        guard record.opener.isRefusal else { return record.opener.thread }
        return try threadOfNotice(record.opener.issuer, record.opener.thread)
    }

    /// Whom the rule names for a miss, or for a rung of its ladder, each once; in a restricted thread
    /// none outside its circle.
    func told(
        _ record: ExpectationRecord, _ partnership: Partnership?, rung: Int
    ) throws(StoreFailure) -> [AgencyID] {
        let rule = setting.rule(of: record)
        let steps = rule?.escalation ?? []
        let whom =
            rung == 0 || rung > steps.count
            ? rule?.tells ?? [.owedBy, .owedTo] : steps[rung - 1].tells
        var told: [AgencyID] = []
        for whom in whom {
            let agency: AgencyID? =
                switch whom {
                case .owedBy: record.expectation.owedBy
                case .owedTo: record.expectation.terms.owedTo
                case .role(let role): partnership?.roles[role]
                }
            if let agency, agency != setting.broker, !told.contains(agency) { told.append(agency) }
        }
        var fallback = [record.expectation.owedBy]
        if record.opener.isRestricted {
            let circle =
                try record.opener.thread.flatMap { (thread) throws(StoreFailure) in
                    try members(of: thread, store.messages(.opening(thread)).first)
                } ?? [record.expectation.owedBy, record.expectation.terms.owedTo]
            told.removeAll { !circle.contains($0) }
            fallback.removeAll { !circle.contains($0) }
        }
        // Where nobody has the roles that the rule names, or may hear, whoever owes it hears all the same.
        return told.isEmpty ? fallback : told
    }

    private func about(_ opener: ExpectationRecord.Opener) -> JSONValue? {
        opener.token.map { about(opener.issuer, $0) }
    }

    /// When whoever owes it last took or answered the message that opened it; of who is silent, when
    /// it was last heard of.
    func lastContact(_ record: ExpectationRecord) throws(StoreFailure) -> Instant? {
        if record.opener.isSilence { return record.expectation.terms.from }
        let query = HandoffQuery.to(record.expectation.owedBy, message: record.name.entry)
        guard let handoff = try store.handoffs(query).first?.handoff else { return nil }
        return [handoff.deliveredAt, handoff.acknowledgedAt, handoff.answeredAt]
            .compactMap(\.self).max()
    }

    /// Spans in which the broker was down while the clock ran: nobody is blamed for them.
    ///
    /// A daemon that is started over and over has thousands; a notice with all of them would be larger
    /// than a message may be. So the longest are told, in the order of time.
    private mutating func outages(
        during expectation: Expectation
    ) throws(StoreFailure) -> [JSONValue] {
        let (from, due) = (expectation.terms.from, expectation.due)
        let meant = try outages(since: from).filter { $0.from < due && from < $0.until }
        let longest = meant.sorted { $0.length > $1.length }
            .prefix(setting.limits.outagesTold)
        return longest.sorted { $0.from < $1.from }
            .map { ["from": .string($0.from.rfc3339), "until": .string($0.until.rfc3339)] }
    }

    private mutating func outages(since time: Instant) throws(StoreFailure) -> [Interval] {
        if let outages, outages.since <= time { return outages.spans }
        let spans = try store.outages(since: time)
        outages = (time, spans)
        return spans
    }
}
