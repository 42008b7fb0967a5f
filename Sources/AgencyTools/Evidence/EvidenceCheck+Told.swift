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
        if let opener = proof["index"]?.integer {
            try checkAmended(expectation, message: opener, path)
        }
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
        return try checkVerdicts(on: expectation, name, terms, in: index, path)
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
            return try checkSalts(of: proof, nil, in: entry, path)
        }
        guard let number = proof["part_number"]?.integer,
            entry.parts[Int(number)]?.value == part.value
        else { throw EvidenceFault(path, "rests on a part that entry \(index) does not have so") }
        try checkSalts(of: proof, Int(number), in: entry, path)
        let hashes = try proof.needed("path", of: path)
        guard let salt = entry.salts[Int(number)],
            hashes.compactMap(\.digest).count == hashes.count,
            let root = PartPath.root(
                from: MerkleTree.leafHash(of: salt, part.canonical), number,
                hashes.compactMap(\.digest)),
            root == entry.facts?["parts"]?.digest
        else {
            throw EvidenceFault(
                path,
                "has a path from part \(number) of entry \(index) that does not lead to its facts")
        }
    }

    /// The salts that a proof tells again, against those of the entry: whoever takes the proof alone and
    /// checks it has to come to the same.
    private func checkSalts(
        of proof: JSONNode, _ number: Int?, in entry: ShownEntry, _ path: String
    ) throws(EvidenceFault) {
        guard proof["facts_salt"]?.digest == entry.factsSalt,
            proof["part_salt"]?.digest == number.flatMap({ entry.salts[$0] }),
            (proof["part_salt"] == nil) == (number == nil)
        else { throw EvidenceFault(path, "has other salts than entry \(entry.index)") }
    }

    /// The explanations, one for each expectation; what they say in words is the broker's.
    mutating func checkExplanations() throws(EvidenceFault) {
        let paths = bundle.paths(in: "explanations", ending: ".json").map(\.path)
        let told = try bundle.json("thread.json").list("expectations").map {
            EvidenceGathering.short($0.text("expectation"))
        }
        let explained = Set(
            paths.map { $0.dropFirst("explanations/".count).dropLast(".json".count) })
        for name in told where !explained.contains(name[...]) {
            throw EvidenceFault(
                "explanations/\(name).json", "is missing, and the thread tells of it")
        }
        for path in paths {
            let explanation = try json(path)
            guard
                path
                    == "explanations/\(EvidenceGathering.short(explanation.text("expectation"))).json"
            else { throw EvidenceFault(path, "explains another expectation") }
            guard told.contains(EvidenceGathering.short(explanation.text("expectation"))) else {
                throw EvidenceFault(path, "explains what the thread does not tell of")
            }
            _ = try checkExpectation(explanation, path)
            try checkTimes(of: explanation, path)
        }
        if !paths.isEmpty {
            note(
                .said, "explanations",
                Words.count(paths.count, "explanation rests", "explanations rest")
                    + " on these entries, with their times; the words, the rule's text and the arithmetic "
                    + "among them, are the broker's")
        }
    }

    /// Who read it, against the entries, where the bundle has those; and each of those is told.
    mutating func checkReads() throws(EvidenceFault) {
        let path = "reads.json"
        var (told, proven) = (Set<Int64>(), 0)
        for read in try json(path).needed("items", of: path) {
            guard let index = read["index"]?.integer, told.insert(index).inserted else {
                throw EvidenceFault(path, "has a read without its entry, or one twice")
            }
            guard let entry = entries[index], let facts = entry.facts else { continue }
            try check(read, index, against: entry, facts, path)
            proven += 1
        }
        let thread = bundle.manifest.text("txn")
        for (index, entry) in entries.sorted(by: { $0.key < $1.key })
        where entry.facts?.text("kind") == "read" && entry.facts?.text("txn") == thread {
            guard told.contains(index) else {
                throw EvidenceFault(path, "leaves out the read of entry \(index)")
            }
        }
        if proven > 0 {
            note(
                .proven, "reads",
                Words.count(proven, "read is an entry", "reads are entries") + " of the log")
        }
        let said = told.count - proven
        note(
            .said, "reads",
            (said == 0
                ? ""
                : Words.count(said, "read is", "reads are") + " listed on the broker's word, and ")
                + "that there were no others is the broker's word: one that was taken out together with "
                + "its entry is missed by nothing here")
    }

    private func check(
        _ read: JSONNode, _ index: Int64, against entry: ShownEntry, _ facts: JSONNode,
        _ path: String
    ) throws(EvidenceFault) {
        let at = entry.leaf["at"]?.integer.map { Instant(milliseconds: $0).rfc3339 }
        guard facts.text("kind") == "read", read.text("at") == at else {
            throw EvidenceFault(path, "tells of entry \(index), which is no read of that time")
        }
        let members = [
            ("agency", "by"), ("question", "question"), ("txn", "txn"), ("person", "person"),
            ("purpose", "purpose"), ("reference", "reference"), ("message", "message"),
            ("given", "given"),
        ]
        for (member, fact) in members where read[member]?.value != facts[fact]?.value {
            throw EvidenceFault(
                path, "tells of the \(member) of read \(index) what its entry does not")
        }
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
