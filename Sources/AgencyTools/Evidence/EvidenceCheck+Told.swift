// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog
import Wire

extension EvidenceCheck {
    /// The thread as the broker tells it, held against the entries.
    mutating func checkThread() throws(EvidenceFault) {
        let path = "thread.json"
        let thread = try json(path)
        guard let txn = thread.text("txn"), bundle.manifest.text("txn") == txn else {
            throw EvidenceFault(path, "is of another thread than the manifest says")
        }
        for list in ["steps", "expectations"] where thread[list]?.kind != .array {
            throw EvidenceFault(path, "does not list its \(list)")
        }
        var (proven, said) = (0, 0)
        for step in thread.list("steps") {
            if try checkStep(step, in: txn, path) { proven += 1 } else { said += 1 }
        }
        let steps = proven
        for expectation in thread.list("expectations") {
            if try checkExpectation(expectation, path) { proven += 1 } else { said += 1 }
        }
        try checkNothingIsLeftOut(of: thread, txn, path)
        note(
            .proven, "thread",
            "\(steps) steps and \(proven - steps) expectations say what their entries say, and each verdict "
                + "follows from those that are here")
        note(
            .said, "thread",
            "that no later verdict is left out"
                + (said == 0
                    ? "" : ", and \(said) steps and expectations whose entries are not shown"))
    }

    /// An expectation against the part that opened it and the parts that decided it.
    ///
    /// - Returns: whether its entries are shown.
    private func checkExpectation(
        _ expectation: JSONNode, _ path: String
    ) throws(EvidenceFault) -> Bool {
        let name = expectation.text("expectation") ?? "nothing"
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
        try checkTerms(of: expectation, terms, opened: index, path)
        try Reckoning(name, terms: terms, in: index, verdicts: verdicts, path).check(expectation)
        return true
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
