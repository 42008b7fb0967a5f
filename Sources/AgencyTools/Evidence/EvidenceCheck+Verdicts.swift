// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension EvidenceCheck {
    /// Gathers the verdicts that are shown, in the order of the log, and the entries that are withheld.
    mutating func gatherVerdicts() {
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let at = entry.leaf["at"]?.integer ?? 0
            if entry.facts == nil { withheld[index] = at }
            for (number, part) in entry.parts.sorted(by: { $0.key < $1.key })
            where part.text("part") == "verdict" {
                let name = EvidenceGathering.short(part.text("expectation"))
                verdicts[name, default: []].append(
                    ShownVerdict(entry: index, number: Int64(number), at: at, part: part))
            }
        }
    }

    /// How an expectation stands, against all verdicts on it that the bundle shows, told or not.
    ///
    /// - Parameters:
    ///   - name: what it is called.
    ///   - terms: the part that opened it.
    ///   - opener: the entry of that part.
    /// - Returns: whether nothing that is named as having decided it is withheld, nor what changed its owner
    ///   or its due time.
    func checkVerdicts(
        on told: JSONNode, _ name: String, _ terms: JSONNode, in opener: Int64, _ path: String
    ) throws(EvidenceFault) -> Bool {
        let proofs = told.list("verdict_proofs")
        let places = Set(proofs.map { ShownVerdict.Place($0) })
        var reckoning = try Reckoning(name, terms: terms, in: opener, path)
        var standing = StandingVerdicts()
        var unexplained: (fault: EvidenceFault, entry: Int64)?
        let shown = verdicts[EvidenceGathering.short(name)] ?? []
        let said = try said(of: told, reckoning, by: shown)
        reckoning.believe(said)
        for verdict in shown {
            let fault = try reckoning.follow(verdict.part, of: verdict.entry, at: verdict.at)
            // Before one that is not told any more others may have come that are not here.
            if let fault, unexplained == nil, places.contains(verdict.place) {
                unexplained = (fault, verdict.entry)
            }
            standing.take(verdict)
        }
        guard told["withheld_verdicts"] == nil else {
            let hidden = try withheldVerdicts(of: told, name, since: opener, path)
            do throws(EvidenceFault) {
                if let unexplained { throw unexplained.fault }
                try reckoning.check(told)
            } catch {
                guard unexplained.map({ hidden.precede($0.entry) }) ?? true else { throw error }
                try reckoning.check(told, decidedBy: hidden)
            }
            return false
        }
        do throws(EvidenceFault) {
            if let left = standing.places.first(where: { !places.contains($0) }) {
                throw EvidenceFault(
                    path,
                    "leaves out the verdict on \(EvidenceGathering.short(name)) that part \(left) gives"
                )
            }
            if let unexplained { throw unexplained.fault }
            try reckoning.check(told)
            return said == nil
        } catch {
            guard let first = shown.first(where: { !places.contains($0.place) }),
                mayBeTakenBack(since: first.entry)
            else { throw error }
            try Reckoning(
                name, terms: terms, in: opener, verdicts: proofs, saying: said, path
            ).check(told)
            return false
        }
    }

    /// What of owner and due time may only be said, as no part that is shown says it.
    private func said(
        of told: JSONNode, _ opened: Reckoning, by shown: [ShownVerdict]
    ) throws(EvidenceFault) -> Reckoning.Said? {
        var reckoning = opened
        for verdict in shown {
            _ = try reckoning.follow(verdict.part, of: verdict.entry, at: verdict.at)
        }
        // A party's bundle has not all entries; whoever oversees is given those that came later.
        let isParty = bundle.manifest.text("as") != "overseer"
        return reckoning.said(in: told) { entry in
            isParty && entry == opened.opened
                || entries.contains { index, shown in
                    index > entry && (shown.facts == nil || shown.hiddenCount != 0)
                }
        }
    }

    /// Whether a message of the thread came after an entry of which nothing is shown: it may have opened
    /// again what that entry decided, which is told of no expectation.
    private func mayBeTakenBack(since entry: Int64) -> Bool {
        withheldMessages.contains { $0 > entry }
    }

    /// The entries that decided an expectation and are not for this reader.
    private func withheldVerdicts(
        of told: JSONNode, _ name: String, since opener: Int64, _ path: String
    ) throws(EvidenceFault) -> WithheldVerdicts {
        guard let named = told["withheld_verdicts"], named.kind == .array,
            let hidden = WithheldVerdicts(Array(named.elements), since: opener, among: withheld)
        else {
            throw EvidenceFault(path, "says that a verdict on \(name) is withheld, and none is")
        }
        return hidden
    }
}

/// A verdict that an entry of a bundle shows.
struct ShownVerdict {
    let entry: Int64
    let number: Int64
    /// The time of the entry, in ms.
    let at: Int64
    let part: JSONNode

    /// Where the log has it.
    var place: Place { Place(entry: entry, number: number) }

    /// The entry and the number of a part.
    struct Place: Hashable, CustomStringConvertible {
        let entry: Int64
        let number: Int64

        init(entry: Int64, number: Int64) { (self.entry, self.number) = (entry, number) }

        /// The place of what a proof shows.
        init(_ proof: JSONNode) {
            self.init(
                entry: proof["index"]?.integer ?? -1, number: proof["part_number"]?.integer ?? -1)
        }

        var description: String { "\(entry).\(number)" }
    }
}

/// The verdicts by which an expectation stands, each of which is told with its proof: its miss, and what
/// settled it or stopped its clock.
private struct StandingVerdicts {
    private var missed: ShownVerdict.Place?
    private var settled: ShownVerdict.Place?

    var places: [ShownVerdict.Place] { [missed, settled].compactMap(\.self) }

    mutating func take(_ verdict: ShownVerdict) {
        switch verdict.part.text("verdict") {
        case "missed": missed = verdict.place
        case "met": (missed, settled) = (nil, verdict.place)
        case "met_late", "withdrawn", "not_applicable", "paused": settled = verdict.place
        case "reopened", "resumed": settled = nil
        default: break
        }
    }
}
