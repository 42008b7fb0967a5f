// SPDX-License-Identifier: Apache-2.0

import Wire

extension EvidenceCheck {
    /// What the entries show of a thread is told once: each message whose routing is shown, each expectation
    /// and each step of a handoff whose part is, and each expectation on which a verdict is.
    func checkNothingIsLeftOut(
        of thread: JSONNode, _ txn: String, _ path: String
    ) throws(EvidenceFault) {
        let told = try ToldPlaces(thread, path)
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let facts = entry.facts, facts.text("txn") == txn else { continue }
            let isRouted =
                ToldTerms.isArrival(facts.text("kind"))
                && entry.parts[0]?.text("part") == "routing"
            guard !isRouted || told.messages.contains(index) else {
                throw EvidenceFault(path, "leaves out the message of entry \(index)")
            }
            for (number, part) in entry.parts.sorted(by: { $0.key < $1.key })
            where part.text("part") == "expectation" {
                try check("\(index).\(number)", isAmong: told, path)
            }
        }
        let shown = shownParts(in: txn)
        for (_, part) in shown where part.text("part") == "verdict" {
            try check(EvidenceGathering.short(part.text("expectation")), isAmong: told, path)
        }
        for (step, place) in Self.steps(among: shown).sorted(by: { $0.key < $1.key })
        where told.steps[step] != place {
            throw EvidenceFault(path, "leaves out the step \(step), which is part \(place)")
        }
    }

    private func check(
        _ expectation: String, isAmong told: ToldPlaces, _ path: String
    ) throws(EvidenceFault) {
        guard told.expectations.contains(expectation) else {
            throw EvidenceFault(path, "leaves out the expectation \(expectation)")
        }
    }

    /// The verdicts and steps that are shown, in the order of the log, each with its place: those about what
    /// a message of the thread opened.
    private func shownParts(in txn: String) -> [(place: String, part: JSONNode)] {
        var found: [(place: String, part: JSONNode)] = []
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }) {
            for (number, part) in entry.parts.sorted(by: { $0.key < $1.key }) {
                guard let name = Self.named[part.text("part") ?? ""] else { continue }
                let about = EvidenceGathering.short(part.text(name))
                guard let opener = ReckonedExpectations.entry(of: about),
                    entries[opener]?.facts?.text("txn") == txn
                else { continue }
                found.append(("\(index).\(number)", part))
            }
        }
        return found
    }

    /// The member of a part that names what it is about, by the kind of the part.
    private static let named = ["verdict": "expectation", "step": "handoff"]

    /// The steps of handoffs among parts, each with its place: its first, but for a refusal, which is told
    /// by its last.
    private static func steps(
        among shown: [(place: String, part: JSONNode)]
    ) -> [String: String] {
        var places: [String: String] = [:]
        for (place, part) in shown where part.text("part") == "step" {
            let name = ToldPlaces.name(ofStep: part)
            if places[name] == nil || part.text("step") == "refused" { places[name] = place }
        }
        return places
    }
}

/// Where the log has what a thread tells: nothing of it is told twice.
private struct ToldPlaces {
    /// The entries of the messages.
    private(set) var messages: Set<Int64> = []
    /// The names of the expectations, without the log's origin.
    private(set) var expectations: Set<String> = []
    /// The parts `<entry>.<number>` of the steps that are told with one, by their names.
    private(set) var steps: [String: String] = [:]

    init(_ thread: JSONNode, _ path: String) throws(EvidenceFault) {
        for expectation in thread.list("expectations") {
            let name = EvidenceGathering.short(expectation.text("expectation"))
            guard expectations.insert(name).inserted else {
                throw EvidenceFault(path, "tells the expectation \(name) twice")
            }
        }
        for step in thread.list("steps") {
            let index = step["index"]?.integer ?? -1
            let isNew =
                ToldTerms.isArrival(step.text("kind"))
                ? messages.insert(index).inserted : add(step, in: index)
            guard isNew else {
                throw EvidenceFault(path, "tells twice of a step of entry \(index)")
            }
        }
    }

    /// - Returns: whether the step was not told before.
    private mutating func add(_ step: JSONNode, in index: Int64) -> Bool {
        guard let proof = step["proof"], let part = proof["part"] else { return true }
        let name = Self.name(ofStep: part)
        let place = "\(index).\(proof["part_number"]?.integer ?? -1)"
        return steps.updateValue(place, forKey: name) == nil
    }

    /// What a step is called: its handoff, and what happened to that.
    static func name(ofStep part: JSONNode) -> String {
        "\(EvidenceGathering.short(part.text("handoff"))) \(part.text("step") ?? "")"
    }
}
