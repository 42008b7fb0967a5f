// SPDX-License-Identifier: Apache-2.0

/// The base64 of signed notes, receipts and `x5c`: RFC 4648 section 4, with padding.
package enum Base64 {
    /// The text of some bytes, padded to whole groups of four.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = bytes.lending(Base64Alphabet.standard.encode)
        while text.utf8.count % 4 != 0 { text.append("=") }
        return text
    }

    /// The bytes of a text, which must be the one text that those bytes have.
    package static func decode(_ text: some Collection<UInt8>) throws(Base64Error) -> [UInt8] {
        try text.lending { (bytes) throws(Base64Error) in
            guard bytes.count % 4 == 0 else { throw .impossibleLength(bytes.count) }
            let padded = bytes.suffix(2).reversed().prefix { $0 == padding }.count
            return try Base64Alphabet.standard.decode(
                UnsafeBufferPointer(rebasing: bytes.dropLast(padded)))
        }
    }

    /// The bytes of a text at hand as a string.
    package static func decode(_ text: String) throws(Base64Error) -> [UInt8] {
        try decode(text.utf8)
    }

    private static let padding = UInt8(ascii: "=")
}
