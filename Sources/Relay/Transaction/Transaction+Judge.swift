// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Safeguarding

extension Transaction {
    /// Judges what is due before anything else is done, so that a late answer never hides a miss.
    ///
    /// One entry per partnership; a signed notice for each miss, once, in the same transaction.
    mutating func judgeWhatIsDue() throws(StoreFailure) {
        guard clock == .believed else { return }
        try judge(readDue())
    }

    /// What is due, the longest waiting first: what is damaged must not keep the rest from being judged.
    private mutating func readDue() throws(StoreFailure) -> [ExpectationRecord] {
        let limit = setting.limits.verdicts
        do throws(StoreFailure) {
            return try store.expectations(.next(by: now, limit: limit))
        } catch {
            guard case .corrupt = error else { throw error }
            unjudged = error
        }
        var found: [ExpectationRecord] = []
        for name in try store.due(by: now, limit: limit + Self.mostDamaged)
        where found.count < limit {
            do throws(StoreFailure) { found += try store.expectations(.named(name)) } catch {
                guard case .corrupt = error else { throw error }
            }
        }
        return found
    }

    /// The most damaged expectations that are passed over to reach what is due after them.
    private static var mostDamaged: Int { 1_000 }

    /// Judges expectations that are due, and lets misses climb their ladders.
    mutating func judge(_ due: [ExpectationRecord]) throws(StoreFailure) {
        let byPartnership = Dictionary(grouping: due, by: \.opener.partnership)
        for (number, records) in byPartnership.sorted(by: { $0.key < $1.key }) {
            try judge(records, partnership: number)
        }
    }

    private mutating func judge(
        _ records: [ExpectationRecord], partnership number: Int
    ) throws(StoreFailure) {
        var judged: [Miss] = []
        for record in records {
            if let step = try step(of: record) { judged.append(Miss(record, step)) }
        }
        guard !judged.isEmpty else { return }
        let floods = try floods(among: judged, partnership: number)
        judged = judged.map { floods.isFlood($0) ? $0.digested : $0 }
        let entry = try self.record(
            Happening(
                .judged,
                parts: judged.map {
                    .verdict(ExpectationStep(expectation: $0.record.name, step: $0.step))
                }), partnership: number)
        count("missed", judged.count { $0.rung == 0 })
        count("escalated", judged.count { $0.rung > 0 })
        let shown = EntryDisclosure(of: entry)
        for (part, miss) in judged.enumerated() where !miss.isDigested {
            try tell(of: miss, shown, part)
        }
        for (flood, heard) in floods.heard.sorted(by: { $0.key.order < $1.key.order }) {
            try tell(of: flood, among: judged, shown, number, leavingOut: heard)
        }
    }

    /// What is to be recorded of an expectation whose time has come.
    private func step(of record: ExpectationRecord) throws(StoreFailure) -> Expectation.Step? {
        var expectation = record.expectation
        guard case .missed = expectation.verdict else {
            guard expectation.due <= now else { return nil }
            return expectation.judge(
                at: now, try shortfall(of: record), next: rung(1, of: record))
        }
        return expectation.escalate(next: rung(expectation.rung + 2, of: record))
    }

    /// What had happened by the time it was due: whether its message reached whoever owes it, and
    /// whether somebody there said so.
    private func shortfall(of record: ExpectationRecord) throws(StoreFailure) -> Shortfall {
        let terms = record.expectation.terms
        let query = HandoffQuery.to(record.expectation.owedBy, message: record.name.entry)
        guard let handoff = try store.handoffs(query).first?.handoff,
            handoff.acknowledgedAt == nil, handoff.answeredAt == nil
        else { return terms.shortfall }
        if handoff.deliveredAt == nil { return .notDelivered }
        return terms.breaks[.notAcknowledged] == nil ? terms.shortfall : .notAcknowledged
    }

    /// When a miss climbs a rung of its ladder; nil where it has none, or no calendar reaches there.
    func rung(_ number: Int, of record: ExpectationRecord) -> Instant? {
        let terms = record.expectation.terms
        guard let rule = setting.rule(of: record), number <= rule.escalation.count,
            let partnership = setting.partnership(number: record.opener.partnership)
        else { return nil }
        return try? rule.escalation[number - 1].after.due(
            from: terms.from, calendar: partnership.calendar,
            school: partnership.schools.recorded(in: terms.calendar) ?? partnership.schools.common)
    }
}
