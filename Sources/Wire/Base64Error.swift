// SPDX-License-Identifier: Apache-2.0

/// Why text is not the one base64 form of some bytes.
package enum Base64Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// A character outside the alphabet: white space, the other alphabet's, padding in base64url.
    case notInAlphabet(UInt8, offset: Int)
    /// No bytes have an encoding of this length.
    case impossibleLength(Int)
    /// The last character has bits that belong to no byte and are not zero.
    case trailingBits(offset: Int)

    /// What is wrong, where, and what to write.
    package var description: String {
        switch self {
        case .notInAlphabet(let byte, let offset):
            "Byte \(offset) is 0x\(Hex.encode([byte])), which is not in the base64 alphabet used "
                + "here; encode again without white space or padding of another alphabet."
        case .impossibleLength(let length):
            "No bytes have a base64 form of \(length) characters; send all of it."
        case .trailingBits(let offset):
            "The character at byte \(offset) has unused bits that are not zero; encode again."
        }
    }
}
