// SPDX-License-Identifier: Apache-2.0

import Wire

/// Expectations of a log, reckoned from the facts and parts that its entries commit to, to be held against
/// what the broker tells of those that were missed.
struct MissedProof {
    private let choice: MissedChoice
    /// How many entries the log had before the list was asked for: what was decided after that may be told
    /// either way.
    private let size: UInt64
    private var expectations: ReckonedExpectations
    /// Up to when all must have been judged that the list tells of.
    private var judged = JudgedTime()
    /// The first entry that was read.
    private var first: Int64 = 0
    /// Why the facts of entries are withheld, in the broker's word.
    private var reasons: [Int64: String] = [:]
    /// The times in ms of those of them that may have decided something that is shown: what is purged has
    /// not, since nothing goes that changed something which stays.
    private var deciding: [Int64: Int64] = [:]
    /// Of how many parts only the leaf hash is told, in entries that may have opened what is asked for.
    private var hidden = 0

    /// Prepares to reckon what is asked for.
    ///
    /// - Parameter size: how many entries the log had before the list was asked for.
    init(_ choice: MissedChoice = MissedChoice(), before size: UInt64 = .max) {
        (self.choice, self.size) = (choice, size)
        expectations = ReckonedExpectations(before: size)
    }

    /// Takes the next entry of the log.
    mutating func take(_ entry: LoggedEntry) throws(EvidenceFault) {
        guard let facts = entry.facts else {
            reasons[entry.index] = entry.withheld ?? ""
            if entry.withheld != "purged" { deciding[entry.index] = entry.at }
            return
        }
        if Self.opening.contains(facts.text("kind") ?? ""), choice.mayConcern(facts) {
            hidden += entry.hiddenCount
        }
        try expectations.take(entry)
    }

    /// Notes when the next entry was made, whether or not it is taken.
    mutating func note(_ entry: LoggedEntry) {
        if entry.index < size { judged.take(entry) }
    }

    /// The kinds of entries that open expectations.
    private static let opening: Set = ["accepted", "issued", "refused", "silent"]

    /// The expectations that the list should tell of and does not: each is missed as it is reckoned, or was
    /// decided by what does not follow, or is due and was not judged; and the broker may say that withheld
    /// entries explain it.
    func doubted(_ told: [JSONNode]) -> [String] {
        guard let last = deciding.keys.max() else { return [] }
        return untold(beside: Set(told.map(Self.name(of:))))
            .filter { _, row in row.reckoning.opened < last && !mayBeUntold(row) }
            .map(\.name)
    }

    private func untold(
        beside names: Set<String>
    ) -> [(name: String, row: ReckonedExpectations.Row)] {
        expectations.found
            .filter { name, row in
                !names.contains(name)
                    && (row.unexplained != nil || choice.includes(row) || overdue(row) != nil)
            }
            .sorted { $0.key < $1.key }.map { (name: $0.key, row: $0.value) }
    }

    /// An expectation that is due and was not judged when the list was made, and would be on it.
    private func overdue(_ row: ReckonedExpectations.Row) -> OverdueExpectation? {
        guard row.last < size, row.unexplained == nil, choice.mayInclude(row) else { return nil }
        return OverdueExpectation(row, judged)
    }

    /// Whether it came to be among those that are asked for while the list was made, if ever.
    ///
    /// What does not follow is held against the broker whenever it came.
    private func mayBeUntold(_ row: ReckonedExpectations.Row) -> Bool {
        guard row.last >= size, row.unexplained == nil else { return false }
        return row.reckoning.opened >= size || !row.states.allSatisfy { choice.includes($0) }
    }

    private static func name(of told: JSONNode) -> String {
        EvidenceGathering.short(told.text("expectation"))
    }

    /// Holds the list that the broker gave against what was reckoned.
    ///
    /// - Parameter excuses: what the broker says of those that are doubted, by their names.
    func compare(_ told: [JSONNode], excuses: [String: JSONNode] = [:]) -> ProofComparison {
        var comparison = ProofComparison()
        (comparison.hidden, comparison.excused) = (hidden, [])
        comparison.purged = reasons.values.count { $0 == "purged" }
        comparison.differences = strays
        var names: Set<String> = []
        for item in told {
            let name = Self.name(of: item)
            guard names.insert(name).inserted else {
                comparison.differences.append("\(name) is told twice")
                continue
            }
            if let row = expectations.found[name] {
                compare(item, name, row, &comparison)
            } else {
                compare(unknown: item, name, &comparison)
            }
        }
        for (name, row) in untold(beside: names) {
            compare(untold: row, name, excuses[name], &comparison)
        }
        return comparison
    }

    /// Verdicts that are shown on expectations that are not: whatever withholds one withholds the other, but
    /// that an answer in this partnership may decide something in another.
    private var strays: [String] {
        expectations.strays.sorted().compactMap { name in
            let opener = ReckonedExpectations.entry(of: name) ?? -1
            guard opener < 0 || opener >= first, reasons[opener] != "another_partnership" else {
                return nil
            }
            return "\(name) has a verdict in the log, and what opened it is not shown"
        }
    }

    private func compare(
        _ item: JSONNode, _ name: String, _ row: ReckonedExpectations.Row,
        _ comparison: inout ProofComparison
    ) {
        do throws(EvidenceFault) {
            let isProven = try check(item, name, row)
            if row.last < size || row.unexplained != nil {
                comparison.count(name, isProven: isProven)
            } else {
                comparison.unchecked += 1
            }
        } catch {
            comparison.differences.append("\(error)")
        }
    }

    /// Holds a row of the list against how it stands, or stood while the list was made.
    ///
    /// - Returns: whether all of it is proven.
    private func check(
        _ item: JSONNode, _ name: String, _ row: ReckonedExpectations.Row
    ) throws(EvidenceFault) -> Bool {
        let path = "entry \(row.reckoning.opened)"
        try ToldMembers.miss.check(item, path)
        for one in item.list("amended") { try ToldMembers.amendment.check(one, path) }
        for state in row.earlier {
            do throws(EvidenceFault) { return try checkStanding(item, name, state) } catch {}
        }
        return try checkStanding(item, name, row)
    }

    private func checkStanding(
        _ item: JSONNode, _ name: String, _ row: ReckonedExpectations.Row
    ) throws(EvidenceFault) -> Bool {
        let path = "entry \(row.reckoning.opened)"
        let isProven = try row.check(item, withheld: deciding)
        try ToldTerms.checkBreak(item, path)
        try row.terms.check(item, path)
        guard choice.includes(row, as: item) else {
            throw EvidenceFault(name, "is told, and is not among those that were asked for")
        }
        return isProven
    }

    /// What was not read is of a restricted thread, and the entry that opened it is withheld for that.
    private func compare(
        unknown item: JSONNode, _ name: String, _ comparison: inout ProofComparison
    ) {
        let entry = ReckonedExpectations.entry(of: name) ?? -1
        guard let reason = reasons[entry] else {
            comparison.differences.append("\(name) is told, and the log does not have it")
            return
        }
        do throws(EvidenceFault) {
            guard item["owed_by"] == nil, reason == "restricted" else {
                throw EvidenceFault(
                    name,
                    "is told otherwise than as of a restricted thread, and the facts of the entry that "
                        + "opened it are withheld")
            }
            try ToldMembers.restrictedMiss.check(item, name)
            try ToldTerms.checkBreak(item, name)
            comparison.restricted += 1
        } catch {
            comparison.differences.append("\(error)")
        }
    }

    private func compare(
        untold row: ReckonedExpectations.Row, _ name: String, _ excuse: JSONNode?,
        _ comparison: inout ProofComparison
    ) {
        guard !mayBeUntold(row) else {
            comparison.unchecked += 1
            return
        }
        if let excuse, isExcused(row, name, by: excuse) {
            comparison.excused?.append(name)
            return
        }
        let (owner, isMissed) = (row.reckoning.owedBy, row.reckoning.missed != nil)
        comparison.differences.append(
            row.unexplained?.fault.description
                ?? (isMissed
                    ? "\(name) was missed by \(owner), and is not told"
                    : "\(name) was due from \(owner), and no verdict on it is shown or explained"))
    }

    /// Whether an expectation stands so that the list need not tell of it: by the entries that are shown
    /// and by withheld ones that are named, under the same bounds as where it is told.
    private func isExcused(
        _ row: ReckonedExpectations.Row, _ name: String, by excuse: JSONNode
    ) -> Bool {
        guard Self.name(of: excuse) == name, !choice.includes(row, as: excuse) else { return false }
        if let overdue = overdue(row) {
            let restricted = deciding.keys.filter { reasons[$0] == "restricted" }
            return overdue.isExplained(
                by: excuse, withheld: deciding, restricted: Set(restricted))
        }
        do throws(EvidenceFault) {
            return try !row.check(excuse, withheld: deciding)
        } catch { return false }
    }
}

// MARK: What is read

extension MissedProof {
    /// Reads what the list rests on: the entries since the time from which misses are asked for, and before
    /// them those from the first on that opened something that was decided since, or is told.
    ///
    /// Whatever was missed in the period has its verdict there, which names the entry that opened it; and
    /// nothing is decided before it is opened. So no other entry can change the list, but for verdicts that
    /// are withheld, on what was opened before. Where no time is asked for, all are read.
    ///
    /// Which entries those are, only the last of the period may tell. What was read up to there is not kept
    /// meanwhile: it is read, and held against the log, once more.
    ///
    /// - Returns: the first entry that was read.
    mutating func read(
        _ reading: inout LogReading, for told: [JSONNode]
    ) async throws(ToolFailure) -> Int64 {
        let start: Int64 =
            if let from = choice.from { try await reading.begin(since: from) } else { 0 }
        guard start > 0 else {
            try await reading.read { entry throws(EvidenceFault) in
                note(entry)
                try take(entry)
            }
            return 0
        }
        first = min(start, Self.opening(told.map(Self.name(of:))) ?? start)
        // As long as nothing names what was opened before, one look is enough.
        var (reckoned, earliest) = (self, first)
        try await reading.read { entry throws(EvidenceFault) in
            earliest = min(earliest, Self.opening(entry.decided) ?? earliest)
            guard earliest == start else { return }
            reckoned.note(entry)
            if entry.mayDecide { try reckoned.take(entry) }
        }
        guard earliest < start else {
            self = reckoned
            return start
        }
        first = earliest
        reading.goBack(to: first)
        try await reading.read { entry throws(EvidenceFault) in
            if entry.index >= start {
                note(entry)
                guard entry.mayDecide else { return }
            }
            try take(entry)
        }
        return first
    }

    /// The earliest entry that opened one of some expectations.
    private static func opening(_ names: [String]) -> Int64? {
        names.compactMap(ReckonedExpectations.entry(of:)).filter { $0 >= 0 }.min()
    }
}

extension LoggedEntry {
    /// Whether it is withheld, wholly or in parts, or tells of expectations.
    fileprivate var mayDecide: Bool {
        facts == nil || hiddenCount > 0
            || parts.values.contains { ["expectation", "verdict"].contains($0.text("part")) }
    }

    /// The expectations that it gives a verdict, by their names without the log's origin.
    fileprivate var decided: [String] {
        parts.values
            .filter { part in
                part.text("part") == "verdict"
                    && !Reckoning.asides.contains(part.text("verdict") ?? "")
            }
            .map { EvidenceGathering.short($0.text("expectation")) }
    }
}
