// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog
import Wire

/// Every expectation of a log, reckoned from the facts and parts that its entries commit to, to be held
/// against what the broker tells of those that were missed.
struct MissedProof {
    private var expectations = ReckonedExpectations()

    /// Takes the next entry of the log.
    mutating func take(_ entry: LoggedEntry) throws(EvidenceFault) { try expectations.take(entry) }

    /// Holds the list that the broker gave against what was reckoned.
    ///
    /// - Parameters:
    ///   - filter: which of them were asked for.
    ///   - size: how many entries the log had before the list was asked for; what was decided after that
    ///     may be told either way.
    func compare(
        _ told: [JSONNode], _ filter: MissedChoice, before size: UInt64
    ) -> ProofComparison {
        let found = expectations.found
        var comparison = ProofComparison()
        var names: Set<String> = []
        for item in told {
            let name = EvidenceGathering.short(item.text("expectation"))
            names.insert(name)
            guard let row = found[name] else {
                let isRestricted = item["owed_by"] == nil
                if isRestricted {
                    comparison.restricted += 1
                } else {
                    comparison.differences.append("\(name) is told, and the log does not have it")
                }
                continue
            }
            guard row.unexplained == nil else { continue }
            guard row.last < size else {
                comparison.unchecked += 1
                continue
            }
            do throws(EvidenceFault) {
                try row.reckoning.check(item)
                guard filter.includes(row) else {
                    throw EvidenceFault(name, "is told, and is not among those that were asked for")
                }
                comparison.agreed += 1
            } catch {
                comparison.differences.append("\(error)")
            }
        }
        for (name, row) in found.sorted(by: { $0.key < $1.key }) {
            if let fault = row.unexplained?.fault {
                comparison.differences.append("\(fault)")
            } else if !names.contains(name), filter.includes(row) {
                guard row.last < size else {
                    comparison.unchecked += 1
                    continue
                }
                comparison.differences.append(
                    "\(name) was missed by \(row.reckoning.owedBy), and is not told")
            }
        }
        return comparison
    }
}

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

    /// Whether an expectation was missed, and is among those that are asked for.
    func includes(_ row: ReckonedExpectations.Row) -> Bool {
        let reckoning = row.reckoning
        guard let missed = reckoning.missed else { return false }
        let parties = [reckoning.owedBy, reckoning.terms.text("owed_to")]
        let issuer = row.facts.text("iss") ?? row.facts.text("agency")
        let conditions: [Bool?] = [
            from.map { missed >= $0 }, to.map { missed < $0 },
            sender.map { issuer == $0 },
            recipient.map { parties.contains($0) && issuer != $0 },
            agency.map(parties.contains), owedBy.map { reckoning.owedBy == $0 },
            type.map { Words.type(row.facts.text("type")) == $0 },
            rule.map { reckoning.terms.text("rule") == $0 },
            breakPoint.map { reckoning.miss?.breakPoint == $0 },
            open.map { reckoning.verdict == ($0 ? "missed" : "met_late") },
        ]
        return conditions.allSatisfy { $0 != false }
    }
}
