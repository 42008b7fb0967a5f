// SPDX-License-Identifier: Apache-2.0

/// Why a signature was refused.
package enum SignatureError: Error, Hashable {
    /// The key is for other algorithms than the header names.
    case algorithmNotOfKey(SignatureAlgorithm)
    /// A signature of this key and algorithm has one length, and this is another.
    case wrongLength(Int, expected: Int)
    /// One of the two numbers of an ECDSA signature is zero or not below the curve's order.
    case numberOutOfRange
    /// The key did not make this signature over these bytes.
    case mismatch
}

extension SignatureError: CustomStringConvertible {
    /// What is wrong and what to look at, for the sender.
    package var description: String {
        switch self {
        case .algorithmNotOfKey(let algorithm):
            "the key does not verify \(algorithm.rawValue): sign with the algorithm of the key"
        case .wrongLength(let count, let expected):
            "the signature has \(count) bytes, not \(expected): ECDSA is written r and s, not DER"
        case .numberOutOfRange:
            "r or s of the signature is zero or too large: sign again"
        case .mismatch:
            "the signature does not verify: sign the very bytes that are sent, with the key named"
        }
    }
}
