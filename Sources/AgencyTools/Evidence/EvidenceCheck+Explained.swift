// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension EvidenceCheck {
    /// The entries and the clocks of an explanation, against the entries and the terms that it rests on.
    ///
    /// What a message says of its own times may be withheld; what is told of them must be so. Where a verdict
    /// is withheld, what decided it is only said.
    func checkTimes(of explanation: JSONNode, _ path: String) throws(EvidenceFault) {
        guard let proof = explanation["proof"], let opener = proof["index"]?.integer else { return }
        let verdicts = explanation.list("verdict_proofs").compactMap { $0["index"]?.integer }
        let isWhole = explanation["withheld_verdicts"] == nil
        var listed: [Int64] = []
        for line in try explanation.needed("entries", of: path) {
            guard let index = line["index"]?.integer else {
                throw EvidenceFault(path, "names an entry without its index")
            }
            listed.append(index)
            if let entry = entries[index] {
                try check(line, "at", is: entry.leaf["at"]?.integer, path)
            }
        }
        // Beside what decided it stand the entries that passed it on or stopped its clock.
        guard listed.first == opener, Set(listed).isSuperset(of: verdicts) else {
            throw EvidenceFault(path, "names other entries than those that it rests on")
        }
        guard let clocks = explanation["clocks"] else { throw EvidenceFault(path, "has no clocks") }
        for name in clocks.members.compactMap(\.name.string) where !Self.clocks.contains(name) {
            throw EvidenceFault(path, "has a clock `\(name)`, which there is not")
        }
        try check(clocks, "opening_received_at", is: entries[opener]?.leaf["at"]?.integer, path)
        try check(clocks, "counted_from", is: proof["part"]?["from"]?.integer, path)
        for (clock, member) in [("due", "due"), ("counted_until", "met_at")]
        where clocks[clock]?.value != explanation[member]?.value {
            throw EvidenceFault(path, "has a clock `\(clock)` that is not its `\(member)`")
        }
        try checkMessage(of: opener, as: "opening", clocks, path)
        guard isWhole, verdicts.allSatisfy({ entries[$0]?.facts != nil }) else { return }
        let answer = verdicts.last { ToldTerms.isArrival(entries[$0]?.facts?.text("kind")) }
        try check(
            clocks, "answer_received_at",
            is: answer.flatMap { entries[$0]?.leaf["at"]?.integer }, path)
        try checkMessage(of: answer, as: "answer", clocks, path)
    }

    /// The clocks that an explanation can tell of.
    private static let clocks: Set = [
        "answer_issued_at", "answer_occurred_at", "answer_received_at",
        "counted_from", "counted_until", "due",
        "opening_issued_at", "opening_occurred_at", "opening_received_at",
    ]

    /// What is told of the times that a message gives itself; nothing may be told where there is none.
    private func checkMessage(
        of entry: Int64?, as name: String, _ clocks: JSONNode, _ path: String
    ) throws(EvidenceFault) {
        if let entry, entries[entry]?.facts == nil { return }
        let facts = entry.flatMap { entries[$0]?.facts }
        for (clock, fact) in [("issued", "iat"), ("occurred", "toe")]
        where clocks["\(name)_\(clock)_at"] != nil {
            let time = facts?[fact]?.integer.map { Instant(seconds: $0).milliseconds }
            try check(clocks, "\(name)_\(clock)_at", is: time, path)
        }
    }

    private func check(
        _ told: JSONNode, _ member: String, is time: Int64?, _ path: String
    ) throws(EvidenceFault) {
        let isTime = told[member] == nil || Reckoning.milliseconds(told, member) != nil
        guard isTime, Reckoning.milliseconds(told, member) == time else {
            throw EvidenceFault(path, "tells of `\(member)` what its entries do not")
        }
    }
}
