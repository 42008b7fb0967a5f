// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The head of a plain referral as it was read once, so that the same bytes need not be read again.
///
/// Who keeps a connection says the same before each message, but for how long the message is. Bytes that
/// agree with a head in all but the digits of its `Content-Length` mean what it means: no second parser looks
/// at them, which might read them differently.
struct KnownHead: Equatable {
    /// The head as far as the first digit of the length.
    private let before: [UInt8]
    /// The rest of it, from behind the last digit to the end of the empty line.
    private let after: [UInt8]
    /// Who calls, by the words of the head.
    let authorization: String?

    /// The most digits that a length is looked for with: more than any limit has.
    private static let mostDigits = 9

    /// Keeps a head that was read as one of a plain referral.
    ///
    /// - Parameter bytes: from its first line to its empty line.
    /// - Returns: nil where the length does not stand in the plainest way; then each head is read.
    init?(_ bytes: [UInt8], authorization: String?) {
        guard let digits = Self.lengthDigits(in: bytes) else { return nil }
        before = Array(bytes[..<digits.lowerBound])
        after = Array(bytes[digits.upperBound...])
        self.authorization = authorization
    }

    /// Where the content stands, when the bytes are one whole request with this head and no more.
    ///
    /// - Parameter limits: how long the head and the content may be.
    func content(in bytes: UnsafeRawBufferPointer, limits: WebLimits) -> Range<Int>? {
        guard bytes.has(before, at: 0) else { return nil }
        guard let (length, end) = Self.length(in: bytes, from: before.count),
            bytes.has(after, at: end)
        else { return nil }
        let start = end + after.count
        guard start <= limits.headerBytes, length <= limits.eventBytes,
            bytes.count == start + length
        else { return nil }
        return start..<bytes.count
    }

    /// A length as a number above 0 without zeros before it, and where its digits end.
    private static func length(
        in bytes: UnsafeRawBufferPointer, from start: Int
    ) -> (length: Int, end: Int)? {
        var (length, end) = (0, start)
        while end < bytes.count, end - start < mostDigits, let digit = bytes[end].digit {
            guard digit > 0 || end > start else { return nil }
            length = length * 10 + digit
            end += 1
        }
        return end > start ? (length, end) : nil
    }

    /// The digits of the one field that says how long the content is: between a space and the line's end.
    private static func lengthDigits(in bytes: [UInt8]) -> Range<Int>? {
        let name = Array("content-length: ".utf8)
        let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
        let found = lines.filter { line in
            line.count > name.count && zip(line, name).allSatisfy { $0.lowercasedASCII == $1 }
        }
        guard found.count == 1, let line = found.first, line.last == .carriageReturn else {
            return nil
        }
        let digits = line.dropFirst(name.count).dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.digit != nil }) else { return nil }
        return digits.indices
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand at a place, compared eight at a time.
    fileprivate func has(_ bytes: [UInt8], at place: Int) -> Bool {
        guard count - place >= bytes.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            let words = bytes.count / 8 * 8
            for offset in stride(from: 0, to: words, by: 8)
            where bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != loadUnaligned(fromByteOffset: place + offset, as: UInt64.self)
            {
                return false
            }
            return (words..<bytes.count).allSatisfy { bytes[$0] == self[place + $0] }
        }
    }
}

extension UInt8 {
    /// What it counts for as a digit in ASCII.
    fileprivate var digit: Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) ? Int(self - UInt8(ascii: "0")) : nil
    }

    /// The same letter, small.
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
