// SPDX-License-Identifier: Apache-2.0

/// What kind of message an event is, and so which schema its payload must meet.
///
/// Event types are facts in the past tense, such as `referral.made`, and carry the major version
/// of their schema: `https://w3id.org/baton/event/referral.made/v1`.
package struct EventType: Sendable, Hashable, CustomStringConvertible {
    /// The most bytes that a name may have.
    package static let longestName = 64
    /// The highest major version that a URI may carry.
    package static let highestMajor = 999

    /// Lower-case words joined by dots and hyphens, such as `strategy-discussion.held`.
    package let name: String
    /// The major version of the schema, 1 or higher.
    package let major: Int
    /// The whole URI, the name of the member in the claim `events`.
    package let uri: String

    /// Makes the type from its parts, which are the program's own and must be well formed.
    package init(name: String, major: Int) {
        precondition(Self.flaw(inName: name) == nil, "an event type's name is lower-case words")
        precondition((1...Self.highestMajor).contains(major), "a major version is 1 to 999")
        self.name = name
        self.major = major
        uri = Namespace.event(name, major: major)
    }

    /// Takes a name that others wrote, as rule packs and agreements hold it, for version 1.
    package init(named name: String) throws(IdentifierError) {
        if let flaw = Self.flaw(inName: name) { throw IdentifierError(.eventType, name, flaw) }
        self.init(name: name, major: 1)
    }

    /// Takes a URI from the claim `events`, or says what is wrong with it.
    package init(uri: String) throws(IdentifierError) {
        let bytes = uri.utf8
        if bytes.isEmpty { throw IdentifierError(.eventType, uri, .empty) }
        guard uri.hasPrefix(Namespace.events) else {
            throw IdentifierError(.eventType, uri, .outsideNamespace)
        }
        let rest = bytes.dropFirst(Namespace.events.utf8.count)
        guard let slash = rest.lastIndex(of: UInt8(ascii: "/")),
            let major = Self.major(rest[rest.index(after: slash)...])
        else { throw IdentifierError(.eventType, uri, .notAVersion) }
        let name = String(Substring(rest[..<slash]))
        if let flaw = Self.flaw(inName: name) { throw IdentifierError(.eventType, uri, flaw) }
        self.name = name
        self.major = major
        self.uri = uri
    }

    /// The URI.
    package var description: String { uri }

    /// Compares the URIs, which say everything.
    package static func == (left: EventType, right: EventType) -> Bool { left.uri == right.uri }

    /// Hashes the URI, which says everything.
    package func hash(into hasher: inout Hasher) { hasher.combine(uri) }

    private static func major(_ text: Substring.UTF8View) -> Int? {
        guard text.first == UInt8(ascii: "v"), (2...4).contains(text.count) else { return nil }
        var value = 0
        for byte in text.dropFirst() {
            guard let digit = byte.decimalDigit, value > 0 || digit > 0 else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func flaw(inName name: String) -> IdentifierError.Flaw? {
        if name.isEmpty { return .empty }
        let length = name.utf8.count
        if length > longestName { return .tooLong(bytes: length, atMost: longestName) }
        let separators = [UInt8(ascii: "."), UInt8(ascii: "-")]
        return Words.areWellFormed(name.utf8, separators: separators) ? nil : .notAName
    }
}
