// SPDX-License-Identifier: Apache-2.0

internal import Wire

extension PublicComponents {
    /// The members that make the key what it is, which are those of its thumbprint (RFC 7638).
    var requiredMembers: [(String, String)] {
        switch self {
        case .elliptic(let curve, let x, let y):
            [
                ("crv", curve.rawValue), ("kty", "EC"), ("x", Base64URL.encode(x)),
                ("y", Base64URL.encode(y)),
            ]
        case .edwards(let x): [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64URL.encode(x))]
        case .rsa(let modulus, let exponent):
            [("e", Base64URL.encode(exponent)), ("kty", "RSA"), ("n", Base64URL.encode(modulus))]
        }
    }

    /// The SHA-256 thumbprint of RFC 7638, in base64url.
    var thumbprint: String {
        SHA256.digest(of: JSONValue(strings: requiredMembers).canonical).description
    }
}

extension PrivateComponents {
    /// The private members of the key's JSON Web Key.
    var members: [(String, String)] {
        switch self {
        case .scalar(let scalar): [("d", Base64URL.encode(scalar))]
        case .rsa(let numbers):
            [
                ("d", Base64URL.encode(numbers.d)), ("p", Base64URL.encode(numbers.p)),
                ("q", Base64URL.encode(numbers.q)), ("dp", Base64URL.encode(numbers.dp)),
                ("dq", Base64URL.encode(numbers.dq)), ("qi", Base64URL.encode(numbers.qi)),
            ]
        }
    }
}

extension JSONValue {
    /// An object whose members are all strings.
    init(strings members: [(String, String)]) {
        self = .object(members.map { JSONMember($0.0, .string($0.1)) })
    }
}
