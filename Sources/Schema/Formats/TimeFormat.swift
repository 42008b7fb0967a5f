// SPDX-License-Identifier: Apache-2.0

/// `time`: the `full-time` of RFC 3339 section 5.6, a leap second only where one can be.
enum TimeFormat: Format {
    static let name = "time"
    static let phrase = "a time of day such as 14:05:00Z"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return takeTime(&reader) && reader.isAtEnd
    }

    /// Takes a time of day and its offset.
    static func takeTime(_ reader: inout TextReader) -> Bool {
        guard let hour = reader.number(digits: 2), reader.take(":"),
            let minute = reader.number(digits: 2), reader.take(":"),
            let second = reader.number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if reader.take("."), reader.skip(while: \.isDigit) == 0 { return false }
        guard let offset = offsetMinutes(&reader) else { return false }
        // A leap second is the last second of a day in UTC.
        return second < 60 || (hour * 60 + minute - offset + 2_880) % 1_440 == 1_439
    }

    /// Takes how far the local time is ahead of UTC.
    private static func offsetMinutes(_ reader: inout TextReader) -> Int? {
        if reader.take("Z") || reader.take("z") { return 0 }
        let isAhead = reader.take("+")
        guard isAhead || reader.take("-"), let hours = reader.number(digits: 2),
            reader.take(":"), let minutes = reader.number(digits: 2), hours < 24, minutes < 60
        else { return nil }
        return isAhead ? hours * 60 + minutes : -(hours * 60 + minutes)
    }
}
