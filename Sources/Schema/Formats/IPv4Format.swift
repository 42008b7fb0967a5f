// SPDX-License-Identifier: Apache-2.0

/// `ipv4`: the “dotted-quad” of RFC 2673 section 3.2, without leading zeros.
enum IPv4Format: Format {
    static let name = "ipv4"
    static let phrase = "an IPv4 address such as 192.0.2.7"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return takeAddress(&reader) && reader.isAtEnd
    }

    /// Takes four numbers up to 255.
    static func takeAddress(_ reader: inout TextReader) -> Bool {
        for part in 0..<4 {
            guard part == 0 || reader.take("."), takeNumber(&reader) else { return false }
        }
        return true
    }

    private static func takeNumber(_ reader: inout TextReader) -> Bool {
        if reader.take("0") { return true }
        var value = 0
        while let next = reader.next, next.isDigit, value <= 255 {
            value = value * 10 + (reader.number(digits: 1) ?? 0)
        }
        return 1...255 ~= value
    }
}
