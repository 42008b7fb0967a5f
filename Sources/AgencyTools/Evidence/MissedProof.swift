// SPDX-License-Identifier: Apache-2.0

import Wire

/// Expectations of a log, reckoned from the facts and parts that its entries commit to, to be held against
/// what the broker tells of those that were missed.
struct MissedProof {
    private let choice: MissedChoice
    private var expectations = ReckonedExpectations()
    /// Entries whose facts are withheld, and their times in ms.
    private var withheld: [Int64: Int64] = [:]
    /// Those of them that are withheld as of restricted threads.
    private var restricted: Set<Int64> = []
    /// How many of them are withheld as purged.
    private var purged = 0
    /// Of how many parts only the leaf hash is told, in entries that may have opened what is asked for.
    private var hidden = 0

    /// Prepares to reckon what is asked for.
    init(_ choice: MissedChoice = MissedChoice()) { self.choice = choice }

    /// Takes the next entry of the log.
    mutating func take(_ entry: LoggedEntry) throws(EvidenceFault) {
        guard let facts = entry.facts else {
            withheld[entry.index] = entry.at
            if entry.withheld == "restricted" { restricted.insert(entry.index) }
            if entry.withheld == "purged" { purged += 1 }
            return
        }
        if Self.opening.contains(facts.text("kind") ?? ""), choice.mayConcern(facts) {
            hidden += entry.hiddenCount
        }
        try expectations.take(entry)
    }

    /// The kinds of entries that open expectations.
    private static let opening: Set = ["accepted", "issued", "refused", "silent"]

    /// The expectations that the list should tell of and does not: each is missed as it is reckoned, or was
    /// decided by what does not follow; and the broker may say that withheld entries explain it.
    ///
    /// - Parameter size: how many entries the log had before the list was asked for.
    func doubted(_ told: [JSONNode], before size: UInt64) -> [String] {
        guard let last = withheld.keys.max() else { return [] }
        return untold(beside: Set(told.map(Self.name(of:))))
            .filter { _, row in row.reckoning.opened < last && row.isSettled(before: size) }
            .map(\.name)
    }

    private func untold(
        beside names: Set<String>
    ) -> [(name: String, row: ReckonedExpectations.Row)] {
        expectations.found
            .filter { name, row in
                !names.contains(name) && (row.unexplained != nil || choice.includes(row))
            }
            .sorted { $0.key < $1.key }.map { (name: $0.key, row: $0.value) }
    }

    private static func name(of told: JSONNode) -> String {
        EvidenceGathering.short(told.text("expectation"))
    }

    /// Holds the list that the broker gave against what was reckoned.
    ///
    /// - Parameters:
    ///   - excuses: what the broker says of those that are doubted, by their names.
    ///   - size: how many entries the log had before the list was asked for; what was decided after that
    ///     may be told either way.
    func compare(
        _ told: [JSONNode], excuses: [String: JSONNode] = [:], before size: UInt64
    ) -> ProofComparison {
        var comparison = ProofComparison()
        (comparison.purged, comparison.hidden, comparison.excused) = (purged, hidden, [])
        var names: Set<String> = []
        for item in told {
            let name = Self.name(of: item)
            guard names.insert(name).inserted else {
                comparison.differences.append("\(name) is told twice")
                continue
            }
            if let row = expectations.found[name] {
                compare(item, name, row, before: size, &comparison)
            } else {
                compare(unknown: item, name, &comparison)
            }
        }
        for (name, row) in untold(beside: names) {
            compare(untold: row, name, excuses[name], before: size, &comparison)
        }
        return comparison
    }

    private func compare(
        _ item: JSONNode, _ name: String, _ row: ReckonedExpectations.Row, before size: UInt64,
        _ comparison: inout ProofComparison
    ) {
        guard row.isSettled(before: size) else {
            comparison.unchecked += 1
            return
        }
        do throws(EvidenceFault) {
            let isProven = try row.check(item, withheld: withheld)
            guard choice.includes(row, as: item) else {
                throw EvidenceFault(name, "is told, and is not among those that were asked for")
            }
            comparison.count(name, isProven: isProven)
        } catch {
            comparison.differences.append("\(error)")
        }
    }

    /// What was not read is of a restricted thread, and the entry that opened it is withheld for that.
    private func compare(
        unknown item: JSONNode, _ name: String, _ comparison: inout ProofComparison
    ) {
        let entry = ReckonedExpectations.entry(of: name) ?? -1
        if withheld[entry] == nil {
            comparison.differences.append("\(name) is told, and the log does not have it")
        } else if item["owed_by"] != nil || !restricted.contains(entry) {
            comparison.differences.append(
                "\(name) is told otherwise than as of a restricted thread, and the facts of the entry that "
                    + "opened it are withheld")
        } else {
            comparison.restricted += 1
        }
    }

    private func compare(
        untold row: ReckonedExpectations.Row, _ name: String, _ excuse: JSONNode?,
        before size: UInt64, _ comparison: inout ProofComparison
    ) {
        guard row.isSettled(before: size) else {
            comparison.unchecked += 1
            return
        }
        if let excuse, isExcused(row, name, by: excuse) {
            comparison.excused?.append(name)
            return
        }
        comparison.differences.append(
            row.unexplained?.fault.description
                ?? "\(name) was missed by \(row.reckoning.owedBy), and is not told")
    }

    /// Whether an expectation stands so that the list need not tell of it: by the entries that are shown
    /// and by withheld ones that are named, under the same bounds as where it is told.
    private func isExcused(
        _ row: ReckonedExpectations.Row, _ name: String, by excuse: JSONNode
    ) -> Bool {
        guard Self.name(of: excuse) == name, !choice.includes(row, as: excuse) else { return false }
        do throws(EvidenceFault) {
            return try !row.check(excuse, withheld: withheld)
        } catch { return false }
    }
}

extension ReckonedExpectations.Row {
    /// Whether no entry touched it that came while the list was made; what does not follow is held against
    /// the broker whenever it came.
    fileprivate func isSettled(before size: UInt64) -> Bool { last < size || unexplained != nil }
}

// MARK: What is read

extension MissedProof {
    /// Reads what the list rests on: the entries since the time from which misses are asked for, and before
    /// them those from the first on that opened something that was decided since, or is told.
    ///
    /// Whatever was missed in the period has its verdict there, which names the entry that opened it; and
    /// nothing is decided before it is opened. So no other entry can change the list. Where no time is asked
    /// for, all are read.
    ///
    /// - Returns: the first entry that was read.
    mutating func read(
        _ reading: inout LogReading, for told: [JSONNode]
    ) async throws(ToolFailure) -> Int64 {
        let start: Int64 =
            if let from = choice.from { try await reading.begin(since: from) } else { 0 }
        guard start > 0 else {
            try await reading.read { entry throws(EvidenceFault) in try take(entry) }
            return 0
        }
        var period: [LoggedEntry] = []
        try await reading.read { entry throws(EvidenceFault) in
            if entry.mayDecide { period.append(entry) }
        }
        let names = period.flatMap(\.decided) + told.map(Self.name(of:))
        let opened = names.compactMap(ReckonedExpectations.entry(of:)).filter { $0 >= 0 }
        let first = min(start, opened.min() ?? start)
        if first < start {
            reading.goBack(to: first)
            try await reading.read(before: start) { entry throws(EvidenceFault) in try take(entry) }
        }
        try LogReading.believing { () throws(EvidenceFault) in
            for entry in period { try take(entry) }
        }
        return first
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
