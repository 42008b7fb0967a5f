// SPDX-License-Identifier: Apache-2.0

/// Numbers: RFC 8259 section 6, kept as text.
extension JSONParser {
    /// Reads the number whose sign or first digit is next.
    mutating func number() throws(JSONError) -> JSONEntry {
        let start = position
        var couldOverflow = false
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits(of: start)
        if bytes[first] == UInt8(ascii: "0"), position > first + 1 {
            throw .malformedNumber(offset: start)
        }
        if next(is: ".") {
            position += 1
            try digits(of: start)
        }
        if next(is: "e") || next(is: "E") {
            couldOverflow = true
            position += 1
            if next(is: "+") || next(is: "-") { position += 1 }
            try digits(of: start)
        }
        guard position - start <= limits.numberBytes else {
            throw .numberTooLong(offset: start, limit: limits.numberBytes)
        }
        if couldOverflow || position - start > 300 { try refuseInfinity(from: start) }
        return entry(.number, from: start)
    }

    private func next(is character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    private mutating func digits(of start: Int) throws(JSONError) {
        let first = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > first else {
            guard position < bytes.count else {
                throw .unexpectedEnd(expected: .digit, offset: position)
            }
            throw .malformedNumber(offset: start)
        }
    }

    private func refuseInfinity(from start: Int) throws(JSONError) {
        guard limits.numbers == .binary64 else { return }
        let value = Double(String(decoding: bytes[start..<position], as: UTF8.self))
        guard let value, value.isFinite else { throw .numberOutOfRange(offset: start) }
    }
}
