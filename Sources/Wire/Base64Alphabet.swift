// SPDX-License-Identifier: Apache-2.0

/// Sixty-four characters, and the arithmetic of RFC 4648 over them.
///
/// Decoding is strict so that bytes have one text only: no white space, no character of another
/// alphabet, unused bits zero.
struct Base64Alphabet: Sendable {
    private let characters: [UInt8]
    /// The value of each character, 0xFF for what is none.
    private let values: [UInt8]

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
    }

    /// The text of some bytes, without padding.
    func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let count = (bytes.count * 4 + 2) / 3
        return [UInt8](unsafeUninitializedCapacity: count) { text, initialized in
            characters.withUnsafeBufferPointer { spell(bytes, into: text, $0) }
            initialized = count
        }
    }

    private func spell(
        _ bytes: UnsafeBufferPointer<UInt8>, into text: UnsafeMutableBufferPointer<UInt8>,
        _ characters: UnsafeBufferPointer<UInt8>
    ) {
        var bits: UInt32 = 0
        var waiting: UInt32 = 0
        var written = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            waiting += 8
            while waiting >= 6 {
                waiting -= 6
                text[written] = characters[Int(bits >> waiting & 0x3F)]
                written += 1
            }
        }
        if waiting > 0 { text[written] = characters[Int(bits << (6 - waiting) & 0x3F)] }
    }

    /// The bytes of a text without padding.
    func decode(_ text: UnsafeBufferPointer<UInt8>) throws(Base64Error) -> [UInt8] {
        guard text.count % 4 != 1 else { throw .impossibleLength(text.count) }
        let count = text.count / 4 * 3 + (text.count % 4 + 1) / 2
        var seen: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            seen = values.withUnsafeBufferPointer { fill(bytes, from: text, $0) }
            initialized = count
        }
        // A value has six bits; anything above them is what the table says of a stranger.
        guard seen < 64 else { throw firstStranger(in: text) }
        let unused: UInt8 = [0, 0, 0x0F, 0x03][text.count % 4]
        if let last = text.last, values[Int(last)] & unused != 0 {
            throw .trailingBits(offset: text.count - 1)
        }
        return bytes
    }

    /// Writes the bytes and returns all values that were met, OR-ed together.
    private func fill(
        _ bytes: UnsafeMutableBufferPointer<UInt8>, from text: UnsafeBufferPointer<UInt8>,
        _ values: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        var seen: UInt8 = 0
        var read = 0
        var written = 0
        while read + 4 <= text.count {
            let (a, b) = (values[Int(text[read])], values[Int(text[read + 1])])
            let (c, d) = (values[Int(text[read + 2])], values[Int(text[read + 3])])
            seen |= a | b | c | d
            bytes[written] = a << 2 | b >> 4
            bytes[written + 1] = b << 4 | c >> 2
            bytes[written + 2] = c << 6 | d
            read += 4
            written += 3
        }
        guard read < text.count else { return seen }
        let (a, b) = (values[Int(text[read])], values[Int(text[read + 1])])
        seen |= a | b
        bytes[written] = a << 2 | b >> 4
        if read + 2 < text.count {
            let c = values[Int(text[read + 2])]
            seen |= c
            bytes[written + 1] = b << 4 | c >> 2
        }
        return seen
    }

    private func firstStranger(in text: UnsafeBufferPointer<UInt8>) -> Base64Error {
        let offset = text.firstIndex { values[Int($0)] == 0xFF } ?? 0
        return .notInAlphabet(text[offset], offset: offset)
    }
}
