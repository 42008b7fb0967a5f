// SPDX-License-Identifier: Apache-2.0

/// The kinds of token that Baton reads, told apart by `typ` so that one never passes for another
/// (RFC 8725 section 3.11).
package enum TokenType: String, Sendable, Hashable, CaseIterable {
    /// A Security Event Token: `typ` must say so (RFC 8417 section 2.3).
    case securityEvent = "secevent+jwt"
    /// A node's bearer token: `typ` is `JWT` or absent (RFC 7519 section 5.1).
    case bearer = "JWT"

    /// Whether a header with this `typ` is of the kind, compared as media types are: without case,
    /// with or without `application/`.
    func admits(_ type: String?) -> Bool {
        guard let type else { return self == .bearer }
        let name = type.lowercased()
        return name == rawValue.lowercased() || name == "application/\(rawValue.lowercased())"
    }
}
