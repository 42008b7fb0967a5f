// SPDX-License-Identifier: Apache-2.0

/// Why a text is not the identifier it was meant to be, and what to write instead.
package struct IdentifierError: Error, Sendable, Hashable {
    /// What the text was meant to be.
    package let kind: IdentifierKind
    /// The text, as it was given.
    package let text: String
    /// What is wrong with it.
    package let flaw: Flaw

    /// Everything that can be wrong with an identifier.
    package enum Flaw: Sendable, Hashable {
        /// The text is empty.
        case empty
        /// The text has fewer bytes than the limit asks for.
        case tooShort(bytes: Int, atLeast: Int)
        /// The text has more bytes than the limit allows.
        case tooLong(bytes: Int, atMost: Int)
        /// The text holds a byte that its kind does not allow.
        case forbiddenByte(UInt8, offset: Int)
        /// The URI does not begin with `https://`.
        case notHTTPS
        /// The URI has nothing between `https://` and the path.
        case noHost
        /// The host is written with capital letters.
        case upperCaseHost
        /// The URI names a user before an `@`.
        case userInfo
        /// What follows the host's colon is not a port number.
        case port
        /// The URI has a query.
        case query
        /// The URI has a fragment.
        case fragment
        /// The URI ends in a slash.
        case trailingSlash
        /// A `%` is not followed by two hexadecimal digits.
        case percentEncoding(offset: Int)
        /// The URI lies outside Baton's namespace of event types.
        case outsideNamespace
        /// The name is not lower-case words joined by dots and hyphens.
        case notAName
        /// The URI does not end in `/v` and a number from 1 to 999.
        case notAVersion
        /// The text is not a UUID.
        case notAUUID
        /// The UUID is written with capital letters.
        case upperCaseUUID
    }

    /// Says what is wrong with a text.
    package init(_ kind: IdentifierKind, _ text: String, _ flaw: Flaw) {
        self.kind = kind
        self.text = text
        self.flaw = flaw
    }
}

/// The kinds of identifier that Baton reads from others.
package enum IdentifierKind: String, Sendable, Hashable, CaseIterable {
    /// The URI of an agency, or of the broker itself.
    case agency
    /// The URI of a partnership.
    case partnership
    /// The URI or name of an event type.
    case eventType = "event type"
    /// A message's own identifier, the claim `jti`.
    case token = "jti"
    /// A thread's identifier, the claim `txn`.
    case thread = "txn"
    /// The identifier of a person within a thread.
    case subject
    /// The name of a role.
    case role
}
