// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Every message of a type and a period with what became of it, reckoned from the facts and parts that the
/// entries of the log commit to, to be held against the list that the broker gave.
struct ReferralProof {
    private let choice: ReferralChoice
    private var expectations = ReckonedExpectations()
    private var rows: [Int64: Row] = [:]
    /// Why the facts of entries are withheld, in the broker's word.
    private var reasons: [Int64: String] = [:]
    /// The times in ms of those of them that may have decided an expectation that is shown, or amended a
    /// message: what is purged has not, since nothing goes that changed something which stays.
    private var deciding: [Int64: Int64] = [:]
    /// The times in ms of all of them.
    ///
    /// A poll that took what stays and what is gone is withheld as purged.
    private var times: Set<Int64> = []
    /// How many entries of the period are withheld as of restricted threads.
    private var restricted = 0
    /// How many entries of the period are withheld as purged.
    private var purged = 0

    /// A message, and the names of what it opened.
    private struct Row {
        let at: Int64
        let facts: JSONNode
        var handoffs: [String: ReckonedHandoff] = [:]
        var expectations: [String] = []
        /// What later messages did to it: `<kind> <entry>`.
        var amended: Set<String> = []
        var purged: Int64?
        /// Of how many of its parts only the leaf hash is told.
        let hidden: Int
        /// The entry that touched it last.
        var last: Int64
    }

    /// Prepares to reckon what is asked for.
    init(_ choice: ReferralChoice) { self.choice = choice }

    /// Takes the next entry of the log.
    mutating func take(_ entry: LoggedEntry) throws(EvidenceFault) {
        guard let facts = entry.facts else {
            reasons[entry.index] = entry.withheld ?? ""
            times.insert(entry.at)
            if entry.withheld != "purged" { deciding[entry.index] = entry.at }
            guard choice.covers(entry.at) else { return }
            if entry.withheld == "restricted" { restricted += 1 }
            if entry.withheld == "purged" { purged += 1 }
            return
        }
        let isAsked = choice.concerns(entry)
        if isAsked {
            rows[entry.index] = Row(
                at: entry.at, facts: facts, hidden: entry.hiddenCount, last: entry.index)
        }
        try expectations.take(entry, opening: isAsked)
        for (number, part) in entry.parts.sorted(by: { $0.key < $1.key }) {
            try take(part, "\(entry.index).\(number)", of: entry)
        }
        if isAsked { try checkRouting(entry) }
    }

    private mutating func take(
        _ part: JSONNode, _ name: String, of entry: LoggedEntry
    ) throws(EvidenceFault) {
        switch part.text("part") {
        case "handoff":
            rows[entry.index]?.handoffs[name] = try ReckonedHandoff(name, part, routed: entry.at)
        case "expectation": rows[entry.index]?.expectations.append(name)
        case "step":
            let handoff = EvidenceGathering.short(part.text("handoff"))
            guard let index = ReckonedExpectations.entry(of: handoff), var row = rows[index] else {
                return
            }
            try row.handoffs[handoff]?.take(part, at: entry.at)
            row.last = entry.index
            rows[index] = row
        case "verdict":
            let about = EvidenceGathering.short(part.text("expectation"))
            if let index = ReckonedExpectations.entry(of: about) { rows[index]?.last = entry.index }
        case "amendment":
            guard let index = part["message"]?.integer else { return }
            rows[index]?.amended.insert("\(part.text("kind") ?? "") \(entry.index)")
            rows[index]?.last = entry.index
        case "purged":
            guard let index = part["entry"]?.integer else { return }
            rows[index]?.purged = entry.index
            rows[index]?.last = entry.index
        default: break
        }
    }

    /// Who received it stands in its routing, which is its first part, and again in a part for each: so that
    /// no handoff can be kept back.
    private func checkRouting(_ entry: LoggedEntry) throws(EvidenceFault) {
        let routed = entry.parts[0]?.list("recipients").compactMap(\.string) ?? []
        let handed = rows[entry.index]?.handoffs.values.map(\.agency) ?? []
        guard entry.parts[0]?.text("part") == "routing", routed.sorted() == handed.sorted() else {
            throw EvidenceFault(
                "entry \(entry.index)", "does not show its routing and all of its handoffs")
        }
    }

    /// Holds the list that the broker gave against what was reckoned.
    ///
    /// - Parameters:
    ///   - count: how many messages the broker says are of restricted threads.
    ///   - size: how many entries the log had before the list was asked for; what became of a message after
    ///     that may be told either way.
    func compare(
        _ told: [JSONNode], withheld count: Int64, before size: UInt64
    ) -> ProofComparison {
        var comparison = ProofComparison()
        (comparison.restricted, comparison.purged) = (Int(count), purged)
        if count > restricted {
            comparison.differences.append(
                "\(count) messages are said to be of restricted threads, and the facts of only "
                    + "\(restricted) entries of the period are withheld for that")
        }
        var seen: Set<Int64> = []
        for item in told {
            guard let index = item["index"]?.integer, seen.insert(index).inserted else {
                comparison.differences.append("A message is told twice, or without its entry")
                continue
            }
            compare(item, index, before: size, &comparison)
        }
        for (index, row) in rows.sorted(by: { $0.key < $1.key })
        where !seen.contains(index) && isAsked(row) {
            guard index < size else {
                comparison.unchecked += 1
                continue
            }
            let whose = row.facts.text("iss") ?? "nobody"
            comparison.differences.append(
                "entry \(index), a \(choice.type) of \(whose), is not told")
        }
        return comparison
    }

    private func isAsked(_ row: Row) -> Bool {
        choice.sender.map { row.facts.text("iss") == $0 } ?? true
            && choice.recipient.map(row.handoffs.values.map(\.agency).contains) ?? true
    }

    private func compare(
        _ item: JSONNode, _ index: Int64, before size: UInt64, _ comparison: inout ProofComparison
    ) {
        guard let row = rows[index] else {
            comparison.differences.append(
                reasons[index].map {
                    "entry \(index) is told, and its facts are withheld (\($0.replacing("_", with: " ")))"
                } ?? "entry \(index) is told, and is no \(choice.type) of the period in the log")
            return
        }
        guard row.last < size else {
            comparison.unchecked += 1
            return
        }
        var faults: [EvidenceFault] = []
        var unproven: [String] = []
        let checks: [(Row, JSONNode, Int64) throws(EvidenceFault) -> [String]] = [
            checkFacts, checkHandoffs, checkExpectations, checkAmendments,
        ]
        for check in checks {
            do throws(EvidenceFault) {
                unproven += try check(row, item, index)
            } catch { faults.append(error) }
        }
        comparison.differences += faults.map(\.description)
        guard faults.isEmpty else { return }
        comparison.unproven += unproven
        comparison.hidden += row.hidden
        // What a hidden part opened or decided, nobody can reckon.
        if unproven.isEmpty, row.hidden == 0 {
            comparison.agreed += 1
        } else {
            comparison.partly += 1
        }
    }
}

// MARK: One message, and what of it is told on the broker's word

extension ReferralProof {
    private func checkFacts(
        _ row: Row, _ item: JSONNode, _ index: Int64
    ) throws(EvidenceFault) -> [String] {
        guard isAsked(row) else {
            throw EvidenceFault(
                "entry \(index)", "is told, and is not among those that were asked for")
        }
        let reckoned: [(String, String?)] = [
            ("iss", row.facts.text("iss")), ("jti", row.facts.text("jti")),
            ("txn", row.facts.text("txn")), ("type", choice.type),
            ("received_at", Instant(milliseconds: row.at).rfc3339),
        ]
        for (member, value) in reckoned where item.text(member) != value {
            throw EvidenceFault(
                "entry \(index)",
                "is told with \(member) \(item.text(member) ?? "absent"), the log gives "
                    + (value ?? "none"))
        }
        let late = [item, row.facts].map { $0.list("late").compactMap(\.string) }
        guard late[0] == late[1] else {
            throw EvidenceFault(
                "entry \(index)", "is told with other marks of lateness than in the log")
        }
        return []
    }

    private func checkHandoffs(
        _ row: Row, _ item: JSONNode, _ index: Int64
    ) throws(EvidenceFault) -> [String] {
        let asked = row.handoffs.filter { _, handoff in
            choice.recipient.map { $0 == handoff.agency } ?? true
        }
        let told = try Self.byName(item.list("handoffs"), "handoff", index)
        try Self.compare(Set(told.keys), Set(asked.keys), "handoff", index)
        var unproven: [String] = []
        for (name, handoff) in asked.sorted(by: { $0.key < $1.key }) {
            guard let item = told[name] else { continue }
            if try !handoff.check(item, withheld: times) { unproven.append(name) }
        }
        return unproven
    }

    private func checkExpectations(
        _ row: Row, _ item: JSONNode, _ index: Int64
    ) throws(EvidenceFault) -> [String] {
        let asked = row.expectations.filter(concernsRecipient)
        let told = try Self.byName(item.list("expectations"), "expectation", index)
        try Self.compare(Set(told.keys), Set(asked), "expectation", index)
        var unproven: [String] = []
        for name in asked {
            guard let item = told[name], let reckoned = expectations.found[name] else { continue }
            try ToldMembers.expectation.check(item, "entry \(index)")
            try ToldTerms.checkBreak(item, "entry \(index)")
            try reckoned.terms.check(item, "entry \(index)")
            if try !reckoned.check(item, withheld: deciding) { unproven.append(name) }
        }
        let verdict = Self.worst(of: told.values.map { $0.text("verdict") ?? "" })
        guard item.text("verdict") == verdict else {
            throw EvidenceFault(
                "entry \(index)",
                "is told as \(item.text("verdict") ?? "nothing"), its expectations give \(verdict)")
        }
        return unproven
    }

    private func checkAmendments(
        _ row: Row, _ item: JSONNode, _ index: Int64
    ) throws(EvidenceFault) -> [String] {
        let told = item.list("amended").map {
            ($0["index"]?.integer ?? -1, "\($0.text("kind") ?? "") \($0["index"]?.integer ?? -1)")
        }
        let unproven = told.filter { deciding[$0.0] != nil }
        let proven = Set(told.filter { deciding[$0.0] == nil }.map(\.1))
        guard proven == row.amended else {
            throw EvidenceFault(
                "entry \(index)",
                "is told as amended by \(Self.list(proven)), the log gives \(Self.list(row.amended))"
            )
        }
        let purged = item["purged"]?["index"]?.integer
        guard purged == row.purged else {
            guard let purged, row.purged == nil, deciding[purged] != nil else {
                throw EvidenceFault("entry \(index)", "is told as purged otherwise than in the log")
            }
            return ["\(index)"]
        }
        return unproven.isEmpty ? [] : ["\(index)"]
    }

    /// Whether an expectation is told where one recipient is asked for: it owes it, owed it first, or is owed
    /// it.
    private func concernsRecipient(_ name: String) -> Bool {
        guard let recipient = choice.recipient, let row = expectations.found[name] else {
            return true
        }
        let terms = row.reckoning.terms
        return [row.reckoning.owedBy, terms.text("owed_by"), terms.text("owed_to")]
            .contains(recipient)
    }

    private static func worst(of verdicts: [String]) -> String {
        [
            "missed", "met_late", "paused", "open", "met", "withdrawn", "not_applicable",
        ].first(where: verdicts.contains) ?? "none"
    }

    private static func byName(
        _ items: [JSONNode], _ member: String, _ index: Int64
    ) throws(EvidenceFault) -> [String: JSONNode] {
        var named: [String: JSONNode] = [:]
        for item in items {
            let name = EvidenceGathering.short(item.text(member))
            guard named.updateValue(item, forKey: name) == nil else {
                throw EvidenceFault("entry \(index)", "is told with the \(member) \(name) twice")
            }
        }
        return named
    }

    private static func compare(
        _ told: Set<String>, _ reckoned: Set<String>, _ what: String, _ index: Int64
    ) throws(EvidenceFault) {
        guard told != reckoned else { return }
        let (missing, more) = (reckoned.subtracting(told), told.subtracting(reckoned))
        throw EvidenceFault(
            "entry \(index)",
            missing.isEmpty
                ? "is told with the \(what) \(list(more)), which the log does not have"
                : "is told without the \(what) \(list(missing))")
    }

    private static func list(_ names: Set<String>) -> String {
        names.isEmpty ? "nothing" : names.sorted().joined(separator: ", ")
    }
}
