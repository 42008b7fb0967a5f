// SPDX-License-Identifier: Apache-2.0

/// What the messages of each event type say, as far as a rule or a subscription may ask for it.
///
/// It is gathered from the schemas, which this room does not see. A rule that asks for what no message
/// says would never open, or never be met, and nobody would notice: so packs are read against it.
package struct EventVocabulary: Sendable, Hashable {
    /// What messages of one type say.
    package struct Entry: Sendable, Hashable {
        /// The coded particulars, by name.
        package let particulars: [String: Codes]
        /// The JSON Pointers of every member, wherever it is inside the payload.
        package let members: Set<String>
        /// The JSON Pointers of the members that tell a day or a time.
        package let times: Set<String>
        /// The names of the types that such a message may answer; `*` stands for any.
        package let answers: Set<String>

        /// Says what messages of a type say.
        package init(
            particulars: [String: Codes], members: Set<String>, times: Set<String>,
            answers: Set<String>
        ) {
            self.particulars = particulars
            self.members = members
            self.times = times
            self.answers = answers
        }
    }

    /// The values that a particular may have.
    package struct Codes: Sendable, Hashable {
        /// The values listed; none where any will do, as for a day.
        package let listed: [String]
        /// Whether others may stand beside them that begin with `x-`.
        package let isOpen: Bool

        /// The beginning of a code that somebody added to an open list.
        package static let addition = "x-"

        /// Lists values.
        package init(listed: [String], isOpen: Bool) {
            self.listed = listed
            self.isOpen = isOpen
        }

        /// Whether a message may have this value.
        func allow(_ value: String) -> Bool {
            listed.isEmpty || listed.contains(value) || isOpen && value.hasPrefix(Self.addition)
        }

        /// The choice, as a fault offers it.
        var choice: String {
            oneOf(listed) + (isOpen ? ", or one that begins with \(Self.addition)" : "")
        }

        /// The values that one or the other may have.
        func joined(with other: Codes) -> Codes {
            let isFree = listed.isEmpty || other.listed.isEmpty
            return Codes(
                listed: isFree ? [] : listed + other.listed.filter { !listed.contains($0) },
                isOpen: isOpen || other.isOpen)
        }
    }

    private let entries: [String: Entry]

    /// Gathers entries by the name of the event type: those of agencies, without the broker's own.
    package init(_ entries: [String: Entry]) { self.entries = entries }

    /// The names of the event types, in order.
    package var names: [String] { entries.keys.sorted() }

    /// What messages of a type say; nil where agencies send none such.
    package subscript(_ name: String) -> Entry? { entries[name] }

    /// Whether a message of this type can come under the same root as one of these, after it.
    ///
    /// Expectations are met by what hangs under the root of what opened them, through answers.
    package func canFollow(_ name: String, anyOf openers: Set<String>) -> Bool {
        let above = ancestors(of: name)
        return openers.contains { opener in
            above.contains(opener) || !above.isDisjoint(with: ancestors(of: opener))
        }
    }

    /// The types under which a message of this type can hang, at any depth.
    private func ancestors(of name: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = Array(entries[name]?.answers ?? [])
        while let next = waiting.popLast() {
            if next == "*" { return Set(entries.keys) }
            if found.insert(next).inserted { waiting += entries[next]?.answers ?? [] }
        }
        return found
    }
}
