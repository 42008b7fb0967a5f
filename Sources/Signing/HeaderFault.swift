// SPDX-License-Identifier: Apache-2.0

/// One rule that a token's header breaks; a refusal lists all of them.
package enum HeaderFault: Hashable, Sendable {
    /// There is no `alg`, or it is no string.
    case noAlgorithm
    /// Baton does not speak this `alg`; `none` and shared secrets are not spoken on purpose.
    case unknownAlgorithm(String)
    /// Baton speaks this `alg`, but does not take it here.
    case algorithmNotAllowed(SignatureAlgorithm)
    /// The `typ` is absent, no string, or names another kind of token.
    case wrongType(String?, expected: TokenType)
    /// Neither `kid` nor `x5t#S256` nor `x5c` says which key signed.
    case noKeyNamed
    /// The `kid` is not 1 to `JOSEHeader.keyIDLength` characters of `A-Z a-z 0-9 . _ ~ -`.
    case malformedKeyID
    /// The `x5t#S256` is not the base64url of 32 bytes.
    case malformedThumbprint
    /// The `x5c` is not an array of 1 to `JOSEHeader.chainLength` strings of standard base64.
    case malformedChain
    /// The header has `crit`, in whatever form: Baton knows no extension.
    case critical
    /// The header has a member that would bring a key of its own or change what is signed.
    case forbiddenMember(String)
}

extension HeaderFault: CustomStringConvertible {
    /// What is wrong and what to write instead.
    package var description: String {
        switch self {
        case .noAlgorithm: "the header lacks alg, a string"
        case .unknownAlgorithm(let name):
            "alg \(name) is not spoken here: use ES256, ES384, PS256, EdDSA or Ed25519"
        case .algorithmNotAllowed(let algorithm): "alg \(algorithm.rawValue) is not allowed here"
        case .wrongType(let found, let expected):
            "typ is \(found ?? "not a string or absent"): write \(expected.rawValue)"
        case .noKeyNamed: "the header names no key: write kid, the key's RFC 7638 thumbprint"
        case .malformedKeyID:
            "kid must have 1 to \(JOSEHeader.keyIDLength) characters of A-Z a-z 0-9 . _ ~ -"
        case .malformedThumbprint: "x5t#S256 must be 32 bytes in base64url without padding"
        case .malformedChain:
            "x5c must be an array of 1 to \(JOSEHeader.chainLength) certificates in base64"
        case .critical: "the header has crit: no extension is understood here, leave it out"
        case .forbiddenMember("b64"):
            "the header has b64: the payload is always base64url (RFC 7797 is not spoken), leave it out"
        case .forbiddenMember("zip"):
            "the header has zip: a signed payload is never compressed, leave it out"
        case .forbiddenMember(let name):
            "the header has \(name): keys come from the trust list alone, leave it out"
        }
    }
}
