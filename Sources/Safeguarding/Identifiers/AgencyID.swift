// SPDX-License-Identifier: Apache-2.0

/// The https URI by which an agency signs, and by which it is addressed.
///
/// It is compared byte by byte and has one spelling: ASCII, host in lower case, no user, query,
/// fragment or trailing slash. The broker's own URI has the same shape.
package struct AgencyID: Sendable, Hashable, CustomStringConvertible {
    /// The URI, exactly as it was given.
    package let uri: String
    /// By which it is looked up: for each message that happens two dozen times.
    private let code: Int

    /// Takes a URI for an agency's, or says what is wrong with it.
    package init(_ uri: String) throws(IdentifierError) {
        try HTTPSIdentity.check(uri, as: .agency)
        self.init(unchecked: uri)
    }

    /// Takes any text, only to look it up among identities that were checked.
    ///
    /// Strings are equal by canonical equivalence: who finds something compares its length in bytes.
    init(unchecked uri: String) {
        self.uri = uri
        code = uri.hashValue
    }

    /// Whether two URIs are one.
    package static func == (left: AgencyID, right: AgencyID) -> Bool {
        left.code == right.code && left.uri == right.uri
    }

    /// Hashes what was worked out from the URI when it was taken up.
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// The URI.
    package var description: String { uri }
}

extension AgencyID: Comparable {
    /// Orders agencies by the bytes of their URIs, so that lists are stable.
    package static func < (left: AgencyID, right: AgencyID) -> Bool { left.uri < right.uri }
}
