// SPDX-License-Identifier: Apache-2.0

/// The numbers of a public key, as a JSON Web Key writes them.
enum PublicComponents: Sendable, Hashable {
    case elliptic(EllipticCurve, x: [UInt8], y: [UInt8])
    case edwards(x: [UInt8])
    case rsa(modulus: [UInt8], exponent: [UInt8])
}

/// The numbers that make a public key a private one.
enum PrivateComponents: Sendable {
    case scalar([UInt8])
    case rsa(RSANumbers)

    /// The numbers of a two-prime RSA key (RFC 7518 section 6.3.2).
    struct RSANumbers: Sendable {
        var d: [UInt8]
        var p: [UInt8]
        var q: [UInt8]
        var dp: [UInt8]
        var dq: [UInt8]
        var qi: [UInt8]
    }
}

extension PublicComponents {
    /// The names that a JSON Web Key of this type keeps secret.
    static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// The members that a type of key gives a meaning to (RFC 7518 section 6, RFC 8037 section 2).
    static let typedMembers = ["crv", "x", "y", "n", "e"] + privateMembers

    /// Those of them that this type has.
    var ownMembers: Set<String> {
        switch self {
        case .elliptic: ["crv", "x", "y", "d"]
        case .edwards: ["crv", "x", "d"]
        case .rsa: ["n", "e", "d", "p", "q", "dp", "dq", "qi", "oth"]
        }
    }

    /// What `kty` calls this type.
    var typeName: String {
        switch self {
        case .elliptic: "EC"
        case .edwards: "OKP"
        case .rsa: "RSA"
        }
    }

    /// The key in the DER form of X.509, SubjectPublicKeyInfo; Ed25519 goes to OpenSSL as it is.
    var subjectPublicKeyInfo: [UInt8] {
        switch self {
        case .elliptic(let curve, let x, let y):
            let type = DER.objectIdentifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01])
            return DER.sequence(
                DER.sequence(type, curve.objectIdentifier), DER.bitString([0x04] + x + y))
        case .edwards(let x):
            return DER.sequence(
                DER.sequence(DER.objectIdentifier([0x2B, 0x65, 0x70])), DER.bitString(x))
        case .rsa(let modulus, let exponent):
            let type = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01] as [UInt8]
            let key = DER.sequence(DER.integer(modulus), DER.integer(exponent))
            return DER.sequence(
                DER.sequence(DER.objectIdentifier(type), DER.null), DER.bitString(key))
        }
    }
}
