// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Why bytes are not a JWS in compact form (RFC 7515 section 7.1).
package enum JWSError: Error, Hashable {
    /// The token is longer than `CompactJWS.Limits.tokenBytes`.
    case tokenTooLong(Int, limit: Int)
    /// The decoded header is longer than `CompactJWS.Limits.headerBytes`.
    case headerTooLong(Int, limit: Int)
    /// A compact JWS has three parts between two dots; five would be encrypted.
    case notThreeParts(Int)
    /// A part has no bytes; Baton takes no detached payload and no unsigned token.
    case empty(JWSPart)
    /// A part is not canonical base64url without padding.
    case notBase64URL(JWSPart)
    /// The header is not strict JSON.
    case headerNotJSON(JSONError)
    /// The header is JSON, but no object.
    case headerNotAnObject
}

/// The parts of a compact JWS.
package enum JWSPart: String, Sendable, Hashable, CaseIterable {
    /// The protected header.
    case header
    /// What is signed beside the header.
    case payload
    /// The signature over both.
    case signature
}

extension JWSError: CustomStringConvertible {
    /// What is wrong and what to send instead.
    package var description: String {
        switch self {
        case .tokenTooLong(let count, let limit): "the token has \(count) bytes, more than \(limit)"
        case .headerTooLong(let count, let limit):
            "the header has \(count) bytes, more than \(limit)"
        case .notThreeParts(let count):
            "the token has \(count) parts, not 3: send a JWS in compact form, neither JSON nor JWE"
        case .empty(let part): "the \(part.rawValue) is empty"
        case .notBase64URL(let part):
            "the \(part.rawValue) is not base64url without padding, in its one canonical form"
        case .headerNotJSON(let error): "the header is not JSON: \(error)"
        case .headerNotAnObject: "the header is not a JSON object"
        }
    }
}
