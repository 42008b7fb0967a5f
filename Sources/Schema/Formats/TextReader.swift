// SPDX-License-Identifier: Apache-2.0

/// Reads the bytes of a text from left to right, without a copy of it.
struct TextReader {
    private let text: UnsafeBufferPointer<UInt8>
    private(set) var index = 0
    /// Where the text ends.
    let end: Int

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        end = text.count
    }

    /// Reads a part of a text.
    init(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
        self.init(UnsafeBufferPointer(rebasing: text))
    }

    var isAtEnd: Bool { index == end }

    /// The next byte, if there is one.
    var next: UInt8? { index < end ? text[index] : nil }

    /// What has not been read yet.
    var rest: Slice<UnsafeBufferPointer<UInt8>> { text[index...] }

    /// Takes the next byte when it is this ASCII character.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Takes the next byte when something is true of it.
    mutating func take(if isMeant: (UInt8) -> Bool) -> Bool {
        guard let next, isMeant(next) else { return false }
        index += 1
        return true
    }

    /// Goes past bytes as long as something is true of them; returns how many.
    mutating func skip(while isMeant: (UInt8) -> Bool) -> Int {
        let start = index
        while index < end, isMeant(text[index]) { index += 1 }
        return index - start
    }

    /// Takes a code point beyond ASCII; nil when the next one is not.
    mutating func takeBeyondASCII() -> UInt32? {
        guard let next, next >= 0x80 else { return nil }
        return text.codePoint(at: &index)
    }

    /// Takes the number that exactly so many digits write.
    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let next, next.isDigit else { return nil }
            value = value * 10 + Int(next - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    /// Takes `%` and two hexadecimal digits: RFC 3986 section 2.1.
    mutating func takePercentEncoded() -> Bool {
        let start = index
        if take("%"), take(if: \.isHexadecimalDigit), take(if: \.isHexadecimalDigit) {
            return true
        }
        index = start
        return false
    }
}
