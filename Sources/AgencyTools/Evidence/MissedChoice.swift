// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Which missed expectations are asked for, as `GET /audit/missed` has it.
struct MissedChoice {
    /// Missed at or after this time, in ms; and before that.
    var from: Int64?, to: Int64?
    /// Who sent the message; who should have acted on it.
    var sender: String?, recipient: String?
    /// Who owes or is owed; who owes.
    var agency: String?, owedBy: String?
    /// By type, rule and break point.
    var type: String?, rule: String?, breakPoint: String?
    /// Still missing, or met late.
    var open: Bool?

    /// How an expectation stands, as far as a choice looks at that.
    private struct Standing {
        let verdict: String?, owedBy: String?, breakPoint: String?
        let missed: Int64?

        init(_ reckoning: Reckoning) {
            (verdict, owedBy) = (reckoning.verdict, reckoning.owedBy)
            (breakPoint, missed) = (reckoning.miss?.breakPoint, reckoning.missed)
        }

        init(told: JSONNode) {
            (verdict, owedBy) = (told.text("verdict"), told.text("owed_by"))
            breakPoint = told.text("break_point")
            missed = told.text("missed_at").flatMap { try? Instant(rfc3339: $0) }?.milliseconds
        }
    }

    /// Whether an expectation was missed, and is among those that are asked for.
    ///
    /// - Parameter told: how it stands where that was held against what was reckoned; without it, as it was
    ///   reckoned.
    func includes(_ row: ReckonedExpectations.Row, as told: JSONNode? = nil) -> Bool {
        let standing = told.map(Standing.init(told:)) ?? Standing(row.reckoning)
        guard let missed = standing.missed else { return false }
        return from.map { missed >= $0 } ?? true && to.map { missed < $0 } ?? true
            && concerns(row, standing)
    }

    private func concerns(_ row: ReckonedExpectations.Row, _ standing: Standing) -> Bool {
        let parties = [standing.owedBy, row.reckoning.terms.text("owed_to")]
        let issuer = row.facts.text("iss") ?? row.facts.text("agency")
        let conditions: [Bool?] = [
            sender.map { issuer == $0 },
            recipient.map { parties.contains($0) && issuer != $0 },
            agency.map(parties.contains), owedBy.map { standing.owedBy == $0 },
            type.map { Words.type(row.facts.text("type")) == $0 },
            rule.map { Self.names(of: row.reckoning.terms).contains($0) },
            breakPoint.map { standing.breakPoint == $0 },
            open.map { standing.verdict == ($0 ? "missed" : "met_late") },
        ]
        return conditions.allSatisfy { $0 != false }
    }

    /// The names by which a rule is asked for: its own, and with the duty.
    private static func names(of terms: JSONNode) -> [String] {
        guard let rule = terms.text("rule") else { return [] }
        return [rule] + (terms.text("duty").map { ["\(rule).\($0)"] } ?? [])
    }

    /// Whether an expectation would be among those that are asked for if it was missed, at its due time or
    /// later, whatever came of that.
    func mayInclude(_ row: ReckonedExpectations.Row) -> Bool {
        var choice = self
        (choice.from, choice.to, choice.breakPoint, choice.open) = (nil, nil, nil, nil)
        return to.map { row.reckoning.due < $0 } ?? true
            && choice.concerns(row, Standing(row.reckoning))
    }

    /// Whether a message may have opened one of them, whoever owes it.
    func mayConcern(_ facts: JSONNode) -> Bool {
        let issuer = facts.text("iss") ?? facts.text("agency")
        return sender.map { issuer == $0 } ?? true
            && type.map { Words.type(facts.text("type")) == $0 } ?? true
    }
}
