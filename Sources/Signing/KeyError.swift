// SPDX-License-Identifier: Apache-2.0

/// Why a JSON Web Key (RFC 7517) was not taken.
package enum KeyError: Error, Hashable {
    /// A JSON Web Key is a JSON object.
    case notAnObject
    /// A JWK Set is an object with an array `keys`.
    case notAKeySet
    /// A member that this type of key must have is not there.
    case missing(member: String)
    /// The member must be a string.
    case notAString(member: String)
    /// The member is not canonical base64url.
    case notBase64URL(member: String)
    /// The member's bytes are not as many as the curve asks for.
    case wrongLength(member: String, Int, expected: Int)
    /// The member starts with a zero byte, which RFC 7518 section 2 forbids for a number.
    case leadingZero(member: String)
    /// Baton does not know this `kty`; shared secrets (`oct`) are not known on purpose.
    case unknownKeyType(String)
    /// Baton does not know this `crv`, or it is not one of this `kty`.
    case unknownCurve(String)
    /// Baton does not know this `alg`.
    case unknownAlgorithm(String)
    /// The `alg` is not one of this type of key.
    case algorithmNotOfKey(SignatureAlgorithm)
    /// `use` is there and is not `sig`.
    case notForSignatures(use: String)
    /// `key_ops` is there and does not allow what the key is for.
    case operationsNotAllowed([String])
    /// A public key carries a private member: whoever sent it has given it away.
    case privateMember(String)
    /// A member that only keys of another type have: it could be read as either.
    case memberOfAnotherType(String, kty: String)
    /// The coordinates are not those of a point on the curve.
    case notOnCurve
    /// The point has an order so small that anybody can sign for it.
    case smallOrder
    /// The modulus is shorter or longer than `RSALimits.modulusBits`.
    case modulusBits(Int)
    /// The modulus is even, has small factors, or is prime or a power of one.
    case unsoundModulus
    /// The modulus was made by the faulty generator of CVE-2017-15361 (ROCA) and can be factored.
    case factorableModulus
    /// The two factors of the modulus lie so close together that anybody finds them (CVE-2022-26320).
    case closeFactors
    /// The public exponent is even, or not within `RSALimits`.
    case exponent
    /// The private members do not belong to the public ones.
    case privateNotOfPublic
    /// Two keys of one set have the same `kid`.
    case duplicateKeyID(String)
}

extension KeyError: CustomStringConvertible {
    /// What is wrong and what to write, for whoever made the key file.
    package var description: String {
        switch self {
        case .notAnObject: "a key is a JSON object"
        case .notAKeySet: "a key set is a JSON object with an array keys"
        case .missing(let member): "the key lacks \(member)"
        case .notAString(let member): "\(member) must be a string"
        case .notBase64URL(let member): "\(member) is not base64url without padding"
        case .wrongLength(let member, let count, let expected):
            "\(member) has \(count) bytes, not \(expected)"
        case .leadingZero(let member): "\(member) starts with a zero byte: write the shortest form"
        case .duplicateKeyID(let kid): "two keys have the kid \(kid): give each its own"
        case .unknownKeyType(let name): "kty \(name) is not spoken here: use EC, OKP or RSA"
        case .unknownCurve(let name):
            "crv \(name) is not spoken here: use P-256 or P-384 with EC, Ed25519 with OKP"
        case .unknownAlgorithm(let name):
            "alg \(name) is not spoken here: use ES256, ES384, PS256, RS256, EdDSA or Ed25519"
        case .algorithmNotOfKey(let algorithm): "alg \(algorithm.rawValue) is not one of this key"
        case .notForSignatures(let use): "use is \(use): a key that signs has use sig"
        case .operationsNotAllowed(let operations):
            "key_ops \(operations) does not fit: verify for a public key, sign for a private one"
        case .privateMember(let name):
            "a public key carries the private member \(name): revoke this key and make another"
        case .memberOfAnotherType(let name, let type):
            "\(name) is no member of a key of kty \(type): a key has the members of one type"
        case .notOnCurve: "x and y are not a point of the curve"
        case .smallOrder: "x is a point of small order, for which anybody can sign"
        case .modulusBits(let bits):
            "the modulus has \(bits) bits, not \(RSALimits.modulusBits.lowerBound)"
                + " to \(RSALimits.modulusBits.upperBound)"
        case .unsoundModulus: "the modulus is no product of two large primes"
        case .factorableModulus:
            "the modulus can be factored (CVE-2017-15361): revoke this key and make another"
        case .closeFactors:
            "the modulus has two factors side by side (CVE-2022-26320): revoke this key and make"
                + " another"
        case .exponent:
            "the exponent must be odd, at least \(RSALimits.smallestExponent) and at most "
                + "\(RSALimits.exponentByteCount) bytes long"
        case .privateNotOfPublic: "the private members are not those of the public key"
        }
    }
}
