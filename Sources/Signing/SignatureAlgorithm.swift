// SPDX-License-Identifier: Apache-2.0

/// The signature algorithms that Baton speaks, by their JOSE names (RFC 7518, RFC 8037, RFC 9864).
///
/// There is no `none` and no shared secret here, so that neither can be chosen by a header.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// ECDSA on P-256 with SHA-256: what Baton itself emits.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
    /// RSASSA-PSS with SHA-256, a salt as long as the hash, MGF1 with the same hash.
    case ps256 = "PS256"
    /// RSASSA-PKCS1-v1_5 with SHA-256, for issuers that cannot do better.
    case rs256 = "RS256"
    /// Ed25519 under its older name.
    case edDSA = "EdDSA"
    /// Ed25519 under the name that RFC 9864 gives it.
    case ed25519 = "Ed25519"

    /// The digest inside the signature; Ed25519 brings its own.
    var digestName: String? {
        switch self {
        case .es256, .ps256, .rs256: "SHA256"
        case .es384: "SHA384"
        case .edDSA, .ed25519: nil
        }
    }
}
