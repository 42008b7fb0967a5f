// SPDX-License-Identifier: Apache-2.0

/// Sixty-four characters, and the arithmetic of RFC 4648 over them.
///
/// Decoding is strict so that bytes have one text only: no white space, no character of another
/// alphabet, unused bits zero.
struct Base64Alphabet: Sendable {
    private let characters: [UInt8]
    /// The value of each character, 0xFF for what is none.
    private let values: [UInt8]
    /// For each character what it says as the first of four, then as the second, the third and the
    /// fourth: three bytes, lowest first, and `stranger` for what is no character.
    private let parts: [UInt32]
    private static let stranger: UInt32 = 1 << 31

    /// RFC 4648 section 4.
    static let standard = Base64Alphabet(last: "+/")
    /// RFC 4648 section 5.
    static let url = Base64Alphabet(last: "-_")

    private init(last: String) {
        characters =
            Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            + Array(last.utf8)
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in characters.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        self.values = values
        parts = [18, 12, 6, 0].flatMap { shift in
            values.map { value in
                if value == 0xFF { return Self.stranger }
                return (UInt32(value) << shift).byteSwapped >> 8
            }
        }
    }

    /// The text of some bytes, without padding.
    func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let count = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: count) { text in
            characters.withUnsafeBufferPointer { spell(bytes, into: text, $0) }
            return count
        }
    }

    private func spell(
        _ bytes: UnsafeBufferPointer<UInt8>, into text: UnsafeMutableBufferPointer<UInt8>,
        _ characters: UnsafeBufferPointer<UInt8>
    ) {
        var (read, written) = (0, 0)
        while read + 3 <= bytes.count {
            let three =
                Int(bytes[read]) << 16 | Int(bytes[read + 1]) << 8 | Int(bytes[read + 2])
            text[written] = characters[three >> 18]
            text[written + 1] = characters[three >> 12 & 0x3F]
            text[written + 2] = characters[three >> 6 & 0x3F]
            text[written + 3] = characters[three & 0x3F]
            read += 3
            written += 4
        }
        guard read < bytes.count else { return }
        let second = read + 1 < bytes.count ? Int(bytes[read + 1]) : 0
        let rest = Int(bytes[read]) << 16 | second << 8
        text[written] = characters[rest >> 18]
        text[written + 1] = characters[rest >> 12 & 0x3F]
        if read + 1 < bytes.count { text[written + 2] = characters[rest >> 6 & 0x3F] }
    }

    /// The bytes of a text without padding.
    func decode(_ text: UnsafeBufferPointer<UInt8>) throws(Base64Error) -> [UInt8] {
        guard text.count % 4 != 1 else { throw .impossibleLength(text.count) }
        let count = text.count / 4 * 3 + (text.count % 4 + 1) / 2
        var isGood = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            isGood = parts.withUnsafeBufferPointer { fill(bytes, from: text, $0) }
            initialized = count
        }
        guard isGood else { throw firstStranger(in: text) }
        let unused: UInt8 = [0, 0, 0x0F, 0x03][text.count % 4]
        if let last = text.last, values[Int(last)] & unused != 0 {
            throw .trailingBits(offset: text.count - 1)
        }
        return bytes
    }

    /// Writes the bytes, four characters at a time; false when one is not of the alphabet.
    private func fill(
        _ bytes: UnsafeMutableBufferPointer<UInt8>, from text: UnsafeBufferPointer<UInt8>,
        _ parts: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        var seen: UInt32 = 0
        var (read, written) = (0, 0)
        let raw = UnsafeMutableRawBufferPointer(bytes)
        while read + 4 <= text.count {
            let three =
                parts[Int(text[read])] | parts[256 + Int(text[read + 1])]
                | parts[512 + Int(text[read + 2])] | parts[768 + Int(text[read + 3])]
            seen |= three
            if written + 4 <= bytes.count {
                // The fourth byte is written over by the next three.
                raw.storeBytes(of: three.littleEndian, toByteOffset: written, as: UInt32.self)
            } else {
                bytes[written] = UInt8(truncatingIfNeeded: three)
                bytes[written + 1] = UInt8(truncatingIfNeeded: three >> 8)
                bytes[written + 2] = UInt8(truncatingIfNeeded: three >> 16)
            }
            read += 4
            written += 3
        }
        var rest: UInt32 = 0
        for place in 0..<(text.count - read) {
            rest |= parts[256 * place + Int(text[read + place])]
        }
        seen |= rest
        while written < bytes.count {
            bytes[written] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            written += 1
        }
        return seen & Self.stranger == 0
    }

    private func firstStranger(in text: UnsafeBufferPointer<UInt8>) -> Base64Error {
        let offset = text.firstIndex { values[Int($0)] == 0xFF } ?? 0
        return .notInAlphabet(text[offset], offset: offset)
    }
}
