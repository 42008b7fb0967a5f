// SPDX-License-Identifier: Apache-2.0

/// The base64 of signed notes, receipts and `x5c`: RFC 4648 section 4, with padding.
package enum Base64 {
    /// The text of some bytes, padded to whole groups of four.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        padded(bytes.lending(Base64Alphabet.standard.encode))
    }

    /// The text of an array's bytes; generic code would not be specialised for other rooms.
    package static func encode(_ bytes: [UInt8]) -> String {
        padded(bytes.lending(Base64Alphabet.standard.encode))
    }

    /// The bytes of a text, which must be the one text that those bytes have.
    package static func decode(_ text: some Collection<UInt8>) throws(Base64Error) -> [UInt8] {
        try text.lending { (bytes) throws(Base64Error) in try decode(run: bytes) }
    }

    /// The bytes of a text that is part of an array; generic code would not be specialised for other
    /// rooms.
    package static func decode(_ text: ArraySlice<UInt8>) throws(Base64Error) -> [UInt8] {
        try text.lending { (bytes) throws(Base64Error) in try decode(run: bytes) }
    }

    /// The bytes of a text at hand as a string.
    package static func decode(_ text: String) throws(Base64Error) -> [UInt8] {
        try decode(text.utf8)
    }

    private static func decode(
        run text: UnsafeBufferPointer<UInt8>
    ) throws(Base64Error) -> [UInt8] {
        guard text.count % 4 == 0 else { throw .impossibleLength(text.count) }
        let padded = text.suffix(2).reversed().prefix { $0 == padding }.count
        return try Base64Alphabet.standard.decode(
            UnsafeBufferPointer(rebasing: text.dropLast(padded)))
    }

    private static func padded(_ text: String) -> String {
        text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    private static let padding = UInt8(ascii: "=")
}
