// SPDX-License-Identifier: Apache-2.0

/// Eight bytes of a text, looked at at once.
struct EightBytes {
    private let bytes: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highest: UInt64 = 0x8080_8080_8080_8080

    /// Reads the eight bytes from a place on.
    init(_ text: UnsafeRawBufferPointer, at place: Int) {
        bytes = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// Marks, by their highest bit, the bytes that JSON has escaped.
    ///
    /// They are the quotation mark, the backslash and control characters; bytes above the first mark
    /// may be marked falsely.
    var escaped: UInt64 {
        let marks = bytes ^ (Self.ones &* UInt64(UInt8(ascii: "\"")))
        let escapes = bytes ^ (Self.ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (bytes &- Self.ones &* 0x20) & ~bytes
        return (controls | (marks &- Self.ones) & ~marks | (escapes &- Self.ones) & ~escapes)
            & Self.highest
    }

    /// The same marks, and one on each byte that is not ASCII.
    var special: UInt64 { escaped | bytes & Self.highest }
}
