// SPDX-License-Identifier: Apache-2.0

/// What stands in an `Authorization` field (RFC 9110 section 11.6.2).
enum Credentials: Sendable, Hashable {
    /// A bearer token: `Bearer`, one space or more, and the token (RFC 6750 section 2.1).
    case bearer([UInt8])
    /// `Bearer`, and nothing after it.
    case noToken
    /// Another scheme, or none.
    case otherScheme

    /// Reads the field; the scheme's name has no case.
    init(_ field: String) {
        let scheme = field.utf8.prefix { $0 != UInt8(ascii: " ") }
        // Setting this bit makes of a letter the small one, and of nothing else a letter.
        guard scheme.count == 6, zip(scheme, "bearer".utf8).allSatisfy({ $0 | 0x20 == $1 }) else {
            self = .otherScheme
            return
        }
        let token = field.utf8[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        self = token.isEmpty ? .noToken : .bearer(Array(token))
    }
}
