// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension EvidenceCheck {
    /// The kinds of steps by which a message came.
    private static let arrivals = ["accepted", "issued"]

    /// A step of the thread against its entry.
    ///
    /// - Returns: whether the entry shows its facts.
    func checkStep(
        _ step: JSONNode, in txn: String, _ path: String
    ) throws(EvidenceFault) -> Bool {
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
        guard Self.arrivals.contains(step.text("kind") ?? "") else {
            try checkHandoff(step, proof, in: txn, path)
            return true
        }
        guard facts.text("kind") == step.text("kind"), facts.text("iss") == step.text("agency"),
            Self.isMessage(of: facts, step, in: txn)
        else {
            throw EvidenceFault(path, "tells of a message what entry \(index) does not")
        }
        try checkRouting(of: step, entry, path)
        return true
    }

    /// Whether what is told is of the message that facts are of.
    private static func isMessage(of facts: JSONNode, _ told: JSONNode, in txn: String?) -> Bool {
        facts.text("jti") == told.text("jti") && facts.text("iss") == told.text("iss")
            && facts.text("txn") == txn
            && facts.text("type").flatMap { try? EventType(uri: $0) }?.name == told.text("type")
    }

    /// A step that a recipient took, against the part that records it and the message that it had.
    private func checkHandoff(
        _ step: JSONNode, _ proof: JSONNode, in txn: String, _ path: String
    ) throws(EvidenceFault) {
        let index = step["index"]?.integer ?? -1
        guard let part = proof["part"], part.text("part") == "step", let kind = step.text("kind"),
            part.text("step") == kind
        else { throw EvidenceFault(path, "tells of a step what entry \(index) does not") }
        let place = EvidenceGathering.short(part.text("handoff")).split(separator: ".")
            .compactMap { Int64($0) }
        guard place.count == 2 else {
            throw EvidenceFault(path, "has a step of a handoff that has no name")
        }
        guard let message = entries[place[0]], let facts = message.facts else { return }
        let recipient = message.parts[Int(place[1])]?.text("to")
        guard Self.isMessage(of: facts, step, in: txn),
            recipient == nil || recipient == step.text("agency")
        else { throw EvidenceFault(path, "tells of a step of another handoff than entry \(index)") }
    }

    /// Who received it, and who was left out, where the bundle has the parts that say so.
    private func checkRouting(
        of step: JSONNode, _ entry: ShownEntry, _ path: String
    ) throws(EvidenceFault) {
        guard let routing = entry.parts[0], routing.text("part") == "routing" else { return }
        let told = step.list("recipients").compactMap { $0.text("agency") }
        guard told == routing.list("recipients").compactMap(\.string),
            step["absent"]?.value == routing["absent"]?.value
        else {
            throw EvidenceFault(path, "names other recipients than entry \(entry.index) does")
        }
        guard entry.hiddenCount == 0 else { return }
        let parts = entry.parts.sorted { $0.key < $1.key }.map(\.value)
        guard
            parts.members("to", "why", "agreement", of: "handoff")
                == step.list("recipients").members("agency", "why", "agreement")
        else {
            throw EvidenceFault(path, "tells why they received it otherwise than \(entry.index)")
        }
        guard
            parts.members("agency", "rule", of: "exclusion")
                == step.list("excluded").members("agency", "rule")
        else {
            throw EvidenceFault(path, "leaves out others than entry \(entry.index) does")
        }
    }

    /// What is told of an expectation's terms, and of the message that opened it.
    func checkTerms(
        of told: JSONNode, _ terms: JSONNode, opened index: Int64, _ path: String
    ) throws(EvidenceFault) {
        let name = told.text("expectation") ?? "nothing"
        for member in ["rule", "pack", "calendar", "force", "owed_to", "duty"]
        where terms.text(member) != told.text(member) {
            throw EvidenceFault(path, "tells of the \(member) of \(name) what its entry does not")
        }
        let from = terms["from"]?.integer.map { Instant(milliseconds: $0).rfc3339 }
        guard from == told.text("from"),
            terms.list("expects").map(\.string) == told.list("expects").map(\.string),
            terms["unverified"]?.value == told["unverified"]?.value
        else {
            throw EvidenceFault(path, "tells of \(name) what its entry does not")
        }
        guard let facts = entries[index]?.facts,
            Self.arrivals.contains(facts.text("kind") ?? "")
        else { return }
        guard Self.isMessage(of: facts, told, in: told.text("txn")) else {
            throw EvidenceFault(path, "says that another message opened \(name) than its entry")
        }
    }

    /// Whoever is shown the routing of a message is told of the message, and of every expectation
    /// of it that the bundle shows.
    func checkNothingIsLeftOut(
        of thread: JSONNode, _ txn: String, _ path: String
    ) throws(EvidenceFault) {
        let steps = thread.list("steps").filter { Self.arrivals.contains($0.text("kind") ?? "") }
        let messages = Set(steps.compactMap { $0["index"]?.integer })
        let expectations = Set(
            thread.list("expectations").map { EvidenceGathering.short($0.text("expectation")) })
        for (index, entry) in entries
        where Self.arrivals.contains(entry.facts?.text("kind") ?? "")
            && entry.facts?.text("txn") == txn && entry.parts[0]?.text("part") == "routing"
        {
            guard messages.contains(index) else {
                throw EvidenceFault(path, "leaves out the message of entry \(index)")
            }
            for (number, part) in entry.parts where part.text("part") == "expectation" {
                guard expectations.contains("\(index).\(number)") else {
                    throw EvidenceFault(path, "leaves out the expectation \(index).\(number)")
                }
            }
        }
    }
}

extension [JSONNode] {
    /// Some members of each that is a part of a kind, or of each.
    fileprivate func members(_ names: String..., of kind: String? = nil) -> [[String?]] {
        filter { kind == nil || $0.text("part") == kind }
            .map { node in names.map { node.text($0) } }
    }
}
