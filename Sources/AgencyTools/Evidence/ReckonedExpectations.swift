// SPDX-License-Identifier: Apache-2.0

import Wire

/// The expectations of a log, reckoned from the facts and parts that its entries commit to.
struct ReckonedExpectations {
    /// Each by its name, without the log's origin.
    private(set) var found: [String: Row] = [:]
    /// The names of expectations that were not read or are withheld, and on which verdicts are shown.
    private(set) var strays: Set<String> = []
    /// How many entries the log had before a list was asked for.
    private let size: UInt64

    /// Prepares to reckon.
    ///
    /// - Parameter size: how many entries the log had before the list was asked for: how each stood then and
    ///   since is kept.
    init(before size: UInt64 = .max) { self.size = size }

    /// An expectation, and the entry that opened it.
    struct Row {
        /// How it stands.
        var reckoning: Reckoning
        /// The facts of the entry that opened it.
        let facts: JSONNode
        /// The entry that touched it last.
        var last: Int64
        /// The first verdict that does not follow from those before it, and its entry: it is wrong, or
        /// something before it is withheld.
        var unexplained: (fault: EvidenceFault, entry: Int64)?
        /// How it stood before each entry that touched it while a list was made, from the first on.
        fileprivate(set) var earlier: [Row] = []

        /// How it may be told: as it stood before the list was asked for, and at any time since.
        var states: [Row] { earlier + [self] }

        /// What it was opened with.
        var terms: ToldTerms { ToldTerms(part: reckoning.terms, facts: facts) }

        /// Holds what is told of it against what was reckoned.
        ///
        /// - Parameter withheld: the times in ms of all entries that are withheld, by their indexes; what is
        ///   told may name some as having decided it.
        /// - Returns: whether all of it is proven.
        func check(
            _ told: JSONNode, withheld: [Int64: Int64]
        ) throws(EvidenceFault) -> Bool {
            do throws(EvidenceFault) {
                if let unexplained { throw unexplained.fault }
                try reckoning.check(told)
                return true
            } catch {
                let named = told.list("withheld_verdicts")
                guard
                    let hidden = WithheldVerdicts(
                        named, since: reckoning.opened, among: withheld),
                    unexplained.map({ hidden.precede($0.entry) }) ?? true
                else { throw error }
                try reckoning.check(told, decidedBy: hidden)
                return false
            }
        }
    }

    /// The entry that opened what a name without the log's origin names, `<index>.<part>`.
    static func entry(of name: String) -> Int64? {
        name.split(separator: ".").first.flatMap { Int64($0) }
    }

    /// Takes the next entry of the log.
    ///
    /// - Parameter opening: whether what it opens is wanted; verdicts are taken in any case, and only where
    ///   all is wanted is it noted that one is about nothing that was read.
    mutating func take(_ entry: LoggedEntry, opening: Bool = true) throws(EvidenceFault) {
        for (number, part) in entry.parts.sorted(by: { $0.key < $1.key }) {
            switch part.text("part") {
            case "expectation" where opening: try open(part, entry, number)
            case "verdict": try decide(part, entry, isWhole: opening)
            default: break
            }
        }
    }

    private mutating func open(
        _ part: JSONNode, _ entry: LoggedEntry, _ number: Int
    ) throws(EvidenceFault) {
        guard let facts = entry.facts else { return }
        let name = "\(entry.index).\(number)"
        found[name] = Row(
            reckoning: try Reckoning(name, terms: part, in: entry.index, "entry \(entry.index)"),
            facts: facts,
            last: entry.index)
    }

    private mutating func decide(
        _ part: JSONNode, _ entry: LoggedEntry, isWhole: Bool
    ) throws(EvidenceFault) {
        let name = EvidenceGathering.short(part.text("expectation"))
        guard var row = found[name] else {
            if isWhole { strays.insert(name) }
            return
        }
        if entry.index >= size {
            var before = row
            before.earlier = []
            row.earlier.append(before)
        }
        let fault = try row.reckoning.follow(part, of: entry.index, at: entry.at)
        if let fault, row.unexplained == nil { row.unexplained = (fault, entry.index) }
        row.last = entry.index
        found[name] = row
    }
}
