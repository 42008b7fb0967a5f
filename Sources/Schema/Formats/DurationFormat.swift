// SPDX-License-Identifier: Apache-2.0

/// `duration`: RFC 3339 appendix A; years to days and hours to seconds without a gap, or weeks.
enum DurationFormat: Format {
    static let name = "duration"
    static let phrase = "a duration such as P10D or PT4H30M"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        guard reader.take("P"), let days = takeParts(&reader, ["Y", "M", "D"]) else { return false }
        if reader.take("T") {
            guard let hours = takeParts(&reader, ["H", "M", "S"]) else { return false }
            return hours > 0 && reader.isAtEnd
        }
        if days > 0 { return reader.isAtEnd }
        return reader.skip(while: \.isDigit) > 0 && reader.take("W") && reader.isAtEnd
    }

    /// Takes numbers with their units, none left out between the first and the last; returns how
    /// many, or nil when the units are not in order.
    private static func takeParts(_ reader: inout TextReader, _ units: [Unicode.Scalar]) -> Int? {
        var (count, following) = (0, 0)
        while true {
            var ahead = reader
            guard ahead.skip(while: \.isDigit) > 0 else { return count }
            guard let unit = units.firstIndex(where: { ahead.take($0) }) else {
                // Weeks stand alone.
                return count == 0 ? 0 : nil
            }
            guard count == 0 || unit == following else { return nil }
            (count, following) = (count + 1, unit + 1)
            reader = ahead
        }
    }
}
