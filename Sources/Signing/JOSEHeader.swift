// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A token's header that keeps every rule: which algorithm, and which key.
package struct JOSEHeader: Sendable, Hashable {
    /// How many characters a `kid` may have.
    package static let keyIDLength = 128
    /// How many certificates an `x5c` may hold.
    package static let chainLength = 8

    /// The algorithm, one of those allowed.
    package let algorithm: SignatureAlgorithm
    /// The name of the key, when the header has one.
    package let keyID: String?
    /// The SHA-256 of the signer's certificate, when the header has `x5t#S256`.
    package let certificateDigest: SHA256Digest?
    /// The certificates of `x5c` in DER, the signer's first; empty when the header has none.
    package let certificates: [[UInt8]]

    /// Reads a header, or throws every rule that it breaks.
    package init(
        _ header: JSONNode, type: TokenType, allowing algorithms: [SignatureAlgorithm]
    ) throws(HeaderFaults) {
        var reader = JOSEHeaderReader(header: header)
        let algorithm = reader.algorithm(allowing: algorithms)
        reader.requireType(type)
        keyID = reader.keyID()
        certificateDigest = reader.certificateDigest()
        certificates = reader.certificates()
        reader.requireKeyNamed()
        reader.refuseForbiddenMembers()
        guard reader.faults.isEmpty, let algorithm else {
            throw HeaderFaults(faults: reader.faults)
        }
        self.algorithm = algorithm
    }

    /// Whether a header may name a key so: 1 to `keyIDLength` characters of `A-Z a-z 0-9 . _ ~ -`.
    package static func isKeyID(_ name: String) -> Bool {
        (1...keyIDLength).contains(name.utf8.count) && name.utf8.allSatisfy(isKeyIDByte)
    }

    private static func isKeyIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A header that keeps the rules, to be signed.
    package static func value(
        algorithm: SignatureAlgorithm, type: TokenType, keyID: String
    ) -> JSONValue {
        JSONValue(strings: [
            ("alg", algorithm.rawValue), ("kid", keyID), ("typ", type.rawValue),
        ])
    }
}
