// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension EvidenceCheck {
    /// The thread as the broker tells it, held against the entries, and they against it.
    mutating func checkThread() throws(EvidenceFault) {
        let path = "thread.json"
        let thread = try json(path)
        try ToldMembers.thread.check(thread, path)
        guard let txn = thread.text("txn"), bundle.manifest.text("txn") == txn else {
            throw EvidenceFault(path, "is of another thread than the manifest says")
        }
        withheldMessages = Set(
            thread.list("steps").filter { ToldTerms.isArrival($0.text("kind")) }
                .compactMap { $0["index"]?.integer }.filter { withheld[$0] != nil })
        let (steps, expectations) = (thread.list("steps"), thread.list("expectations"))
        let provenSteps = try count(steps) { (step) throws(EvidenceFault) in
            try checkStep(step, in: txn, path)
        }
        let provenExpectations = try count(expectations) { (told) throws(EvidenceFault) in
            try checkMembers(ofExpectation: told, path)
            return try checkExpectation(told, path)
        }
        try checkNothingIsLeftOut(of: thread, txn, path)
        note(
            .proven, "thread",
            Words.count(provenSteps, "step", "steps") + " and "
                + Words.count(provenExpectations, "expectation", "expectations")
                + " agree with their entries, and each verdict follows from those that are here")
        let said = steps.count + expectations.count - provenSteps - provenExpectations
        note(
            .said, "thread",
            "that no message and no later verdict is left out, nor, of a message that not all parts of "
                + "are shown, who fell out; why a verdict was given, how far it was escalated, for whom "
                + "it is outstanding, what was purged, and what was corrected or retracted by messages "
                + "that are not here with all their parts"
                + (said == 0
                    ? ""
                    : ", and "
                        + Words.count(said, "step or expectation", "steps and expectations")
                        + " whose entries or parts are not shown"))
    }

    private func count(
        _ told: [JSONNode], where isProven: (JSONNode) throws(EvidenceFault) -> Bool
    ) throws(EvidenceFault) -> Int {
        var count = 0
        for node in told where try isProven(node) { count += 1 }
        return count
    }

    /// A step of the thread against its entry.
    ///
    /// - Returns: whether the bundle has all that decides what is told of it.
    private func checkStep(
        _ step: JSONNode, in txn: String, _ path: String
    ) throws(EvidenceFault) -> Bool {
        try checkMembers(of: step, path)
        guard let index = step["index"]?.integer, let entry = entries[index],
            let at = entry.leaf["at"]?.integer, step.text("at") == Instant(milliseconds: at).rfc3339
        else {
            throw EvidenceFault(
                path, "has a step whose entry the bundle does not have, or at another time")
        }
        guard let facts = entry.facts else { return false }
        guard let proof = step["proof"], proof["index"]?.integer == index else {
            throw EvidenceFault(path, "has a step without the proof that entry \(index) gives")
        }
        try checkProof(proof, path)
        guard ToldTerms.isArrival(step.text("kind")) else {
            guard step["amended"] == nil else {
                throw EvidenceFault(
                    path, "has a step of entry \(index) that was amended, and is no message")
            }
            return try checkHandoff(step, proof, in: txn, path)
        }
        guard facts.text("kind") == step.text("kind"), facts.text("iss") == step.text("agency"),
            facts.text("txn") == txn, facts["late"]?.value == step["late"]?.value,
            ToldTerms.isOfMessage(step, facts)
        else {
            throw EvidenceFault(path, "tells of a message what entry \(index) does not")
        }
        try checkAmended(step, message: index, path)
        return try checkRouting(of: step, entry, path)
    }

    private func checkMembers(of step: JSONNode, _ path: String) throws(EvidenceFault) {
        try ToldMembers.step.check(step, path)
        for one in step.list("recipients") { try ToldMembers.recipient.check(one, path) }
        for one in step.list("excluded") { try ToldMembers.exclusion.check(one, path) }
        for one in step.list("amended") { try ToldMembers.amendment.check(one, path) }
        if let purged = step["purged"] { try ToldMembers.purge.check(purged, path) }
    }

    private func checkMembers(
        ofExpectation told: JSONNode, _ path: String
    ) throws(EvidenceFault) {
        try ToldMembers.expectation.check(told, path)
        for one in told.list("amended") { try ToldMembers.amendment.check(one, path) }
    }

    /// What became of a handoff, against its part, and against the message that was handed on.
    ///
    /// - Returns: whether the bundle has the part that says to whom.
    private func checkHandoff(
        _ step: JSONNode, _ proof: JSONNode, in txn: String, _ path: String
    ) throws(EvidenceFault) -> Bool {
        let part = proof["part"]
        let place = EvidenceGathering.short(part?.text("handoff")).split(separator: ".")
            .compactMap { Int64($0) }
        guard part?.text("part") == "step", part?.text("step") == step.text("kind"),
            place.count == 2
        else {
            throw EvidenceFault(path, "tells of a step what its entry does not")
        }
        guard let message = entries[place[0]], let facts = message.facts else { return false }
        let handoff = message.parts[Int(place[1])]
        guard ToldTerms.isOfMessage(step, facts), facts.text("txn") == txn,
            handoff == nil || handoff?.text("to") == step.text("agency")
        else {
            throw EvidenceFault(
                path, "tells of a step what the handoff of entry \(place[0]) does not")
        }
        return handoff != nil
    }

    /// Who received it and why, and who was left out by which rule, where the bundle has the parts that
    /// say so.
    ///
    /// - Returns: whether it has those of all that are told.
    private func checkRouting(
        of step: JSONNode, _ entry: ShownEntry, _ path: String
    ) throws(EvidenceFault) -> Bool {
        guard let routing = entry.parts[0], routing.text("part") == "routing" else {
            return ["recipients", "excluded", "absent"].allSatisfy { step[$0] == nil }
        }
        let told = step.list("recipients")
        guard
            told.compactMap({ $0.text("agency") })
                == routing.list("recipients").compactMap(\.string),
            step["absent"]?.value == routing["absent"]?.value
        else {
            throw EvidenceFault(path, "names other recipients than entry \(entry.index) does")
        }
        let handoffs = entry.parts(called: "handoff")
        for handoff in handoffs {
            let shown = handoff.texts("to", "why", "agreement")
            guard told.contains(where: { $0.texts("agency", "why", "agreement") == shown }) else {
                throw EvidenceFault(
                    path, "tells otherwise than entry \(entry.index) why somebody received it")
            }
        }
        guard entry.hiddenCount != 0 || told.count == handoffs.count else {
            throw EvidenceFault(path, "names other handoffs than entry \(entry.index) does")
        }
        let excluded = entry.parts(called: "exclusion").map { $0.texts("agency", "rule") }
        let toldExcluded = step.list("excluded").map { $0.texts("agency", "rule") }
        guard toldExcluded.filter(excluded.contains) == excluded,
            entry.hiddenCount != 0 || toldExcluded == excluded
        else {
            throw EvidenceFault(path, "leaves out others than entry \(entry.index) does")
        }
        return told.count == handoffs.count && toldExcluded == excluded
    }
}

extension ShownEntry {
    /// The parts that are shown of one kind, in order.
    fileprivate func parts(called name: String) -> [JSONNode] {
        parts.sorted { $0.key < $1.key }.map(\.value).filter { $0.text("part") == name }
    }
}

extension JSONNode {
    /// Some members, each as its text.
    fileprivate func texts(_ names: String...) -> [String?] { names.map { text($0) } }
}
