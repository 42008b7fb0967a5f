// SPDX-License-Identifier: Apache-2.0

/// The UTF-8 bytes that a string with escapes stands for, one by one.
///
/// Only for text that the parser accepted: every escape is whole and every surrogate has its pair.
struct JSONDecodedBytes: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int
    /// The bytes of a decoded `\u` escape that are still to come, lowest first.
    private var pending: UInt32 = 0

    init(_ bytes: [UInt8], _ entry: JSONEntry) {
        self.bytes = bytes
        position = entry.range.lowerBound
        end = entry.range.upperBound
    }

    mutating func next() -> UInt8? {
        if pending != 0 {
            defer { pending >>= 8 }
            return UInt8(truncatingIfNeeded: pending)
        }
        guard position < end else { return nil }
        let byte = bytes[position]
        position += 1
        return byte == UInt8(ascii: "\\") ? escaped() : byte
    }

    private mutating func escaped() -> UInt8 {
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): return unicode()
        default: return letter
        }
    }

    private mutating func unicode() -> UInt8 {
        var scalar = hexadecimal()
        if scalar & 0xFC00 == 0xD800 {
            position += 2
            scalar = 0x10000 + (scalar & 0x3FF) << 10 + hexadecimal() & 0x3FF
        }
        switch scalar {
        case ..<0x80:
            return UInt8(scalar)
        case ..<0x800:
            pending = tail(scalar, 0)
            return UInt8(0xC0 | scalar >> 6)
        case ..<0x10000:
            pending = tail(scalar, 6) | tail(scalar, 0) << 8
            return UInt8(0xE0 | scalar >> 12)
        default:
            pending = tail(scalar, 12) | tail(scalar, 6) << 8 | tail(scalar, 0) << 16
            return UInt8(0xF0 | scalar >> 18)
        }
    }

    private func tail(_ scalar: UInt32, _ shift: UInt32) -> UInt32 {
        0x80 | scalar >> shift & 0x3F
    }

    private mutating func hexadecimal() -> UInt32 {
        defer { position += 4 }
        return bytes[position..<position + 4].reduce(0) { $0 << 4 | UInt32(Hex.value($1) ?? 0) }
    }
}
