// SPDX-License-Identifier: Apache-2.0

extension SourceReader {
    /// Which of several types must have a particular that is asked for.
    package enum Asked: Sendable {
        /// Each of them: a message of a type without it would never do.
        case each
        /// One of them: the condition is for messages of that type.
        case any
    }

    /// Reads conditions on particulars, `{grade: [red, amber]}`, as rules and subscriptions do.
    ///
    /// A value is text, a number or a truth value, and is compared as it is written. What no message of
    /// these types says is refused where it stands; no types, and a reader without a vocabulary, ask for
    /// nothing.
    package mutating func conditions(
        _ node: SourceNode, on types: Set<String>, of asked: Asked
    ) -> Conditions {
        var allowed: [String: Set<String>] = [:]
        let entries = attempt { () throws(SourceFault) in try node.entries() } ?? []
        for entry in entries {
            let codes = codes(entry.key, on: types, of: asked)
            let values = values(of: entry.value) { (node) throws(SourceFault) in
                let value = try node.code()
                guard codes?.allow(value) ?? true else {
                    throw node.fault(
                        "`\(value)` is no value of the particular `\(entry.name)`",
                        write: codes?.choice ?? "another")
                }
                return value
            }
            allowed[entry.name] = Set(values)
        }
        return Conditions(allowed)
    }

    /// The values that a particular of these types may have; nil where that is not known, and a fault
    /// where they have no such particular.
    private mutating func codes(
        _ name: SourceNode, on types: Set<String>, of asked: Asked
    ) -> EventVocabulary.Codes? {
        guard let vocabulary, case .text(let text) = name.content else { return nil }
        let known = types.compactMap { vocabulary[$0]?.particulars }
        guard !known.isEmpty else { return nil }
        let having = known.compactMap { $0[text] }
        if having.isEmpty || asked == .each && having.count < known.count {
            note(
                name.fault(
                    "no message of these types has the particular `\(text)`",
                    write: Self.choice(among: known, asked)))
        }
        return having.first.map { having.dropFirst().reduce($0) { $0.joined(with: $1) } }
    }

    private static func choice(
        among known: [[String: EventVocabulary.Codes]], _ asked: Asked
    ) -> String {
        let sets = known.map { Set($0.keys) }
        let names = sets.dropFirst().reduce(sets.first ?? []) { names, more in
            asked == .each ? names.intersection(more) : names.union(more)
        }
        return names.isEmpty
            ? "no `where`" : "no `where`, or one of: \(names.sorted().joined(separator: ", "))"
    }
}
