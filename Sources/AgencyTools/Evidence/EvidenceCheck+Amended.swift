// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension EvidenceCheck {
    /// What is told to have been done to a message, against the parts that say so.
    ///
    /// Each part that is shown is told, and each mark that is told is shown, unless the later message is
    /// not here, or not with all of its parts.
    ///
    /// - Parameter message: the entry of the message.
    func checkAmended(
        _ told: JSONNode, message: Int64, _ path: String
    ) throws(EvidenceFault) {
        let shown = amended[message] ?? []
        var marks: Set<ToldAmendment> = []
        for one in told.list("amended") {
            let mark = ToldAmendment(
                entry: one["index"]?.integer ?? -1, kind: one.text("kind") ?? "")
            guard marks.insert(mark).inserted else {
                throw EvidenceFault(path, "tells twice that entry \(message) was \(mark)")
            }
            try check(mark, one, of: message, isShown: shown.contains(mark), path)
        }
        if let missing = shown.subtracting(marks).min(by: { $0.entry < $1.entry }) {
            throw EvidenceFault(path, "does not tell that entry \(message) was \(missing)")
        }
    }

    /// Gathers what is done to messages by the parts that are shown.
    mutating func gatherAmendments() {
        for (index, entry) in entries {
            for part in entry.parts.values where part.text("part") == "amendment" {
                guard let message = part["message"]?.integer else { continue }
                let kind = part.text("kind") ?? ""
                amended[message, default: []].insert(ToldAmendment(entry: index, kind: kind))
            }
        }
    }

    private func check(
        _ mark: ToldAmendment, _ told: JSONNode, of message: Int64, isShown: Bool,
        _ path: String
    ) throws(EvidenceFault) {
        guard let entry = entries[mark.entry] else {
            guard bundle.manifest.text("as") != "overseer" else {
                throw EvidenceFault(
                    path, "tells that entry \(message) was \(mark), which is not here")
            }
            return
        }
        guard let at = entry.leaf["at"]?.integer,
            told.text("at") == Instant(milliseconds: at).rfc3339
        else {
            throw EvidenceFault(
                path, "tells another time at which entry \(message) was \(mark.kind)")
        }
        guard let facts = entry.facts else { return }
        guard told["jti"] == nil || told.text("jti") == facts.text("jti"),
            ToldTerms.typeName(of: facts) == "record.\(mark.kind)"
        else {
            throw EvidenceFault(
                path, "tells that entry \(message) was \(mark), whose message is another")
        }
        if let proof = told["proof"] {
            guard proof["index"]?.integer == mark.entry else {
                throw EvidenceFault(path, "has the proof of another amendment")
            }
            try checkProof(proof, path)
        }
        guard isShown || entry.hiddenCount != 0 else {
            throw EvidenceFault(
                path, "tells that entry \(message) was \(mark), which does not say so")
        }
    }
}

/// That a message was corrected or retracted, and by which entry.
struct ToldAmendment: Hashable, CustomStringConvertible {
    let entry: Int64
    let kind: String

    var description: String { "\(kind) by entry \(entry)" }
}
