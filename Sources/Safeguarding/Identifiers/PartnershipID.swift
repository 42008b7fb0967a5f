// SPDX-License-Identifier: Apache-2.0

/// The https URI of a safeguarding partnership, the context in which a message is shared.
///
/// It has the shape of an agency's URI and is never one: `aud` holds exactly one of these.
package struct PartnershipID: Sendable, Hashable, CustomStringConvertible {
    /// The URI, exactly as it was given.
    package let uri: String

    /// Takes a URI for a partnership's, or says what is wrong with it.
    package init(_ uri: String) throws(IdentifierError) {
        try HTTPSIdentity.check(uri, as: .partnership)
        self.uri = uri
    }

    /// Takes any text, only to look it up among identities that were checked.
    ///
    /// Strings are equal by canonical equivalence: who finds something compares its length in bytes.
    init(unchecked uri: String) { self.uri = uri }

    /// The URI.
    package var description: String { uri }
}

extension PartnershipID: Comparable {
    /// Orders partnerships by the bytes of their URIs, so that lists are stable.
    package static func < (left: PartnershipID, right: PartnershipID) -> Bool {
        left.uri < right.uri
    }
}
