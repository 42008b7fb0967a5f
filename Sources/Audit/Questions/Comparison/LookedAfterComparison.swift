// SPDX-License-Identifier: Apache-2.0

/// Looked-after children as list 8 of Annex A has them, held against the episodes here: how often each
/// was missing in twelve months, and whether a return interview was offered and accepted after the last.
struct LookedAfterComparison {
    /// What came of it, the lines of the file first.
    let lines: [Line]

    /// A child here.
    struct Here: Sendable, Hashable {
        /// In how many episodes it was missing in the twelve months before the period ends.
        var episodes = 0
        /// Whether a return interview was offered after the last one.
        var wasOffered = false
        /// Whether it was accepted.
        var wasAccepted = false
        /// Whether a message said that a council had placed it.
        var isPlaced = false
    }

    /// A child of one of both, or of both.
    struct Line: Sendable {
        let there: ReturnedEpisodes.Child?
        /// The person; nil where nobody here is known by that identifier.
        let person: Int?
        let here: Here?

        /// What both do not say alike: the episodes, and the interview after the last of them.
        var differences: [String] {
            guard let there, let here else { return [] }
            guard there.episodes == here.episodes else { return ["episodes"] }
            guard here.episodes > 0 else { return [] }
            var differences: [String] = []
            if there.wasOffered.map({ $0 != here.wasOffered }) ?? false {
                differences.append("offered")
            }
            if there.wasAccepted.map({ $0 != here.wasAccepted }) ?? false {
                differences.append("accepted")
            }
            return differences
        }
    }

    /// Compares.
    ///
    /// A child of the file of whom nothing is known here was in no episode here. Of children here who are
    /// not in the file only those are told whom a council had placed: the file has no others.
    ///
    /// - Parameters:
    ///   - here: by person.
    ///   - person: the number of the person of a keyed name; nil when nobody here has it.
    init(
        _ children: [ReturnedEpisodes.Child], with here: [Int: Here], person: ([UInt8]) -> Int?
    ) {
        var rest = here
        var lines = children.map { child in
            let person = child.child.lazy.compactMap(person).first
            let known = person.flatMap { rest.removeValue(forKey: $0) }
            return Line(
                there: child, person: person,
                here: known ?? (child.episodes == 0 ? Here() : nil))
        }
        lines += rest.filter(\.value.isPlaced).sorted { $0.key < $1.key }.map {
            Line(there: nil, person: $0.key, here: $0.value)
        }
        self.lines = lines
    }
}
