// SPDX-License-Identifier: Apache-2.0

/// `ipv6`: an address as RFC 4291 section 2.2 writes it.
enum IPv6Format: Format {
    static let name = "ipv6"
    static let phrase = "an IPv6 address such as 2001:db8::7"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return takeAddress(&reader) && reader.isAtEnd
    }

    /// Takes eight groups of sixteen bits, or fewer with one `::` for those that are zero.
    static func takeAddress(_ reader: inout TextReader) -> Bool {
        var groups = 0
        var hasGap = takeGap(&reader)
        var isAfterGap = hasGap
        while groups < 8 {
            if groups <= 6, takeIPv4(&reader) {
                groups += 2
                break
            }
            let digits = reader.skip(while: \.isHexadecimalDigit)
            if digits == 0 { return isAfterGap }
            guard digits <= 4 else { return false }
            groups += 1
            isAfterGap = !hasGap && takeGap(&reader)
            hasGap = hasGap || isAfterGap
            if !isAfterGap, groups == 8 || !reader.take(":") { break }
        }
        return hasGap ? groups <= 7 : groups == 8
    }

    /// Takes `::`.
    private static func takeGap(_ reader: inout TextReader) -> Bool {
        var ahead = reader
        guard ahead.take(":"), ahead.take(":") else { return false }
        reader = ahead
        return true
    }

    /// Takes the last two groups where they are written as IPv4 has it.
    private static func takeIPv4(_ reader: inout TextReader) -> Bool {
        var ahead = reader
        guard IPv4Format.takeAddress(&ahead) else { return false }
        reader = ahead
        return true
    }
}
