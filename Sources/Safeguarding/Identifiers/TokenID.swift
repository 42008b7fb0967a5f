// SPDX-License-Identifier: Apache-2.0

/// A message's own identifier, the claim `jti`, unique for ever among its issuer's messages.
package struct TokenID: Sendable, Hashable, CustomStringConvertible {
    /// The fewest characters of a `jti`.
    package static let shortest = 16
    /// The most characters of a `jti`.
    package static let longest = 128

    /// The text, exactly as it was signed.
    package let text: String

    /// Takes 16 to 128 characters of `[A-Za-z0-9._~-]`, or says what is wrong.
    package init(_ text: String) throws(IdentifierError) {
        if let flaw = Self.flaw(in: text.utf8.span) { throw IdentifierError(.token, text, flaw) }
        self.text = text
    }

    /// The text.
    package var description: String { text }

    private static func flaw(in bytes: Span<UInt8>) -> IdentifierError.Flaw? {
        if bytes.isEmpty { return .empty }
        for offset in bytes.indices where !isAllowed(bytes[offset]) {
            return .forbiddenByte(bytes[offset], offset: offset)
        }
        if bytes.count < shortest { return .tooShort(bytes: bytes.count, atLeast: shortest) }
        return bytes.count > longest ? .tooLong(bytes: bytes.count, atMost: longest) : nil
    }

    /// RFC 3986 section 2.3 `unreserved`, so that a `jti` stands in a path as it is.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: byte.isLowerCaseLetter || byte.isUpperCaseLetter || byte.decimalDigit != nil
        }
    }
}

extension TokenID: Comparable {
    /// Orders identifiers by their bytes, so that lists are stable.
    package static func < (left: TokenID, right: TokenID) -> Bool { left.text < right.text }
}
