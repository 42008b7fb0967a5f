// SPDX-License-Identifier: Apache-2.0

/// Strings: RFC 8259 section 7, in well-formed UTF-8 (Unicode 16, table 3-7).
extension JSONParser {
    /// Reads the string whose opening quotation mark is next.
    @inline(__always)
    mutating func string() throws(JSONError) -> JSONEntry {
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            skipPlainCharacters()
            switch try byte(.quotationMark) {
            case UInt8(ascii: "\""):
                var entry = entry(.string, from: start)
                entry.hasEscapes = hasEscapes
                try refuseLongString(from: start)
                position += 1
                return entry
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape()
            case let byte where byte < 0x20:
                throw .controlCharacter(byte, offset: position)
            default:
                try multibyteCharacter()
            }
        }
    }

    /// Passes over printable ASCII, of which nearly every string consists.
    @inline(__always)
    private mutating func skipPlainCharacters() {
        var index = position
        let raw = UnsafeRawBufferPointer(bytes)
        while index + 8 <= bytes.count {
            let special = EightBytes(raw, at: index).special
            guard special == 0 else {
                position = index + special.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
            else { break }
            index += 1
        }
        position = index
    }

    private func refuseLongString(from start: Int) throws(JSONError) {
        guard position - start <= limits.stringBytes else {
            throw .stringTooLong(offset: start - 1, limit: limits.stringBytes)
        }
    }

    private mutating func escape() throws(JSONError) {
        let start = position
        position += 1
        switch try byte(.quotationMark) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            try unicodeEscape(from: start)
        default:
            throw .malformedEscape(offset: start)
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONError) {
        position += 1
        let unit = try fourHexadecimalDigits(from: start)
        guard unit & 0xF800 == 0xD800 else { return }
        guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw .loneSurrogate(offset: start) }
        let second = position
        position += 2
        let low = try fourHexadecimalDigits(from: second)
        guard low & 0xFC00 == 0xDC00 else { throw .loneSurrogate(offset: start) }
    }

    private mutating func fourHexadecimalDigits(from start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Hex.value(try byte(.quotationMark)) else {
                throw .malformedEscape(offset: start)
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    /// Passes over one character of two to four bytes.
    private mutating func multibyteCharacter() throws(JSONError) {
        let start = position
        let (length, second): (Int, ClosedRange<UInt8>)
        switch bytes[start] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw .notUTF8(offset: start)
        }
        guard start + length <= bytes.count, second.contains(bytes[start + 1]) else {
            throw .notUTF8(offset: start)
        }
        for index in (start + 2)..<(start + max(length, 2)) where bytes[index] & 0xC0 != 0x80 {
            throw .notUTF8(offset: start)
        }
        position = start + length
    }
}
