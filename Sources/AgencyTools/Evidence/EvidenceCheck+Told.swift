// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog
import Wire

extension EvidenceCheck {
    /// An expectation against the part that opened it and the parts that decided it.
    ///
    /// - Returns: whether its entries are shown.
    func checkExpectation(
        _ expectation: JSONNode, _ path: String
    ) throws(EvidenceFault) -> Bool {
        let name = expectation.text("expectation") ?? "nothing"
        try ToldTerms.checkBreak(expectation, path)
        guard let proof = expectation["proof"] else {
            let opener = Int64(EvidenceGathering.short(name).prefix { $0 != "." }) ?? -1
            guard entries[opener]?.facts == nil else {
                throw EvidenceFault(path, "has \(name) without the proof that its entry gives")
            }
            return false
        }
        try checkProof(proof, path)
        let verdicts = expectation.list("verdict_proofs")
        for verdict in verdicts { try checkProof(verdict, path) }
        let places = verdicts.map { ($0["index"]?.integer ?? -1, $0["part_number"]?.integer ?? -1) }
        guard zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw EvidenceFault(path, "has the verdicts on \(name) in another order than the log")
        }
        guard let terms = proof["part"], terms.text("part") == "expectation",
            let index = proof["index"]?.integer, let number = proof["part_number"]?.integer,
            isName(name, of: index, number)
        else {
            throw EvidenceFault(path, "has an expectation \(name) without the part that opened it")
        }
        if let facts = proof["facts"] {
            try ToldTerms(part: terms, facts: facts).check(expectation, path)
        }
        guard expectation["withheld_verdicts"] == nil else {
            try checkWithheld(expectation.list("withheld_verdicts"), on: name, of: index, path)
            return false
        }
        try Reckoning(name, terms: terms, in: index, verdicts: verdicts, path).check(expectation)
        return true
    }

    /// The entries that decided an expectation and are not for this reader: how it stands is then only said.
    private func checkWithheld(
        _ verdicts: [JSONNode], on name: String, of opener: Int64, _ path: String
    ) throws(EvidenceFault) {
        for verdict in verdicts {
            guard let index = verdict.integer, index > opener, let entry = entries[index],
                entry.facts == nil
            else {
                throw EvidenceFault(path, "says that a verdict on \(name) is withheld, and none is")
            }
        }
    }

    /// What the broker gave as proof, against the entry as the bundle has it.
    func checkProof(_ proof: JSONNode, _ path: String) throws(EvidenceFault) {
        guard let index = proof["index"]?.integer, let entry = entries[index],
            proof["entry"]?.value == entry.leaf.value,
            proof["facts"]?.value == entry.facts?.value
        else { throw EvidenceFault(path, "rests on an entry that the bundle does not have so") }
        guard let part = proof["part"] else {
            guard proof["part_number"] == nil else {
                throw EvidenceFault(path, "names a part of entry \(index) and does not show it")
            }
            return
        }
        guard let number = proof["part_number"]?.integer,
            entry.parts[Int(number)]?.value == part.value
        else { throw EvidenceFault(path, "rests on a part that entry \(index) does not have so") }
    }

    /// The explanations, one for each expectation; what they say in words is the broker's.
    mutating func checkExplanations() throws(EvidenceFault) {
        let paths = bundle.paths(in: "explanations", ending: ".json").map(\.path)
        for path in paths {
            let explanation = try json(path)
            guard
                path
                    == "explanations/\(EvidenceGathering.short(explanation.text("expectation"))).json"
            else { throw EvidenceFault(path, "explains another expectation") }
            _ = try checkExpectation(explanation, path)
        }
        if !paths.isEmpty {
            note(
                .said, "explanations",
                "\(paths.count) explanations rest on these entries; their words are the broker's")
        }
    }

    /// Who read it, against the entries, where the bundle has those.
    mutating func checkReads() throws(EvidenceFault) {
        let path = "reads.json"
        var (proven, said) = (0, 0)
        for read in try json(path).list("items") {
            guard let index = read["index"]?.integer, let facts = entries[index]?.facts else {
                said += 1
                continue
            }
            for member in ["agency", "question", "txn", "person", "purpose", "reference"]
            where Self.toldInFacts(member, facts) != read.text(member) {
                throw EvidenceFault(
                    path, "tells of the \(member) of read \(index) what its entry does not")
            }
            proven += 1
        }
        if proven > 0 { note(.proven, "reads", "\(proven) reads are entries of the log") }
        if said > 0 { note(.said, "reads", "\(said) reads are listed on the broker's word") }
    }

    private static func toldInFacts(_ member: String, _ facts: JSONNode) -> String? {
        facts.text(member == "agency" ? "by" : member)
    }
}

extension EvidenceCheck {
    /// Whether a name is that of a part, under the log's origin or one that it went on under.
    fileprivate func isName(_ name: String, of entry: Int64, _ part: Int64) -> Bool {
        let end = "/\(entry).\(part)"
        return name.hasSuffix(end)
            && LogOrigin.number(of: name.dropLast(end.count), base: origin) != nil
    }
}
