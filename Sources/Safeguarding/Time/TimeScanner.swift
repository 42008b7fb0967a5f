// SPDX-License-Identifier: Apache-2.0

/// Reads the fields of RFC 3339 texts byte by byte.
struct TimeScanner {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) { rest = text[...] }

    /// The fields of a `date-time`, nil when the text does not have that form.
    mutating func dateTime() -> Fields? {
        guard let date = date(), take("T", or: "t"), let hour = number(2), take(":"),
            let minute = number(2), take(":"), let second = number(2),
            let fraction = milliseconds(), let offset = offset(), rest.isEmpty
        else { return nil }
        return Fields(
            year: date.year, month: date.month, day: date.day, hour: hour, minute: minute,
            second: second, milliseconds: fraction, offset: offset)
    }

    /// The fields of a `full-date`, nil when the text does not begin with that form.
    mutating func date() -> (year: Int, month: Int, day: Int)? {
        guard let year = number(4), take("-"), let month = number(2), take("-"),
            let day = number(2)
        else { return nil }
        return (year, month, day)
    }

    /// Whether everything was read.
    var isAtEnd: Bool { rest.isEmpty }

    private mutating func number(_ width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        var value = 0
        for byte in rest.prefix(width) {
            guard let digit = byte.decimalDigit else { return nil }
            value = value * 10 + digit
        }
        rest = rest.dropFirst(width)
        return value
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool { take(mark, or: mark) }

    private mutating func take(_ mark: Unicode.Scalar, or other: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: mark) || first == UInt8(ascii: other)
        else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// The fraction of a second, 0 when there is none, nil when its point has no digits.
    private mutating func milliseconds() -> Int? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { $0.decimalDigit != nil }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        var value = 0
        for place in 0..<3 {
            let digit = digits.dropFirst(place).first?.decimalDigit ?? 0
            value = value * 10 + digit
        }
        return value
    }

    private mutating func offset() -> Offset? {
        if take("Z", or: "z") { return Offset(sign: 1, hours: 0, minutes: 0) }
        let isWest = rest.first == UInt8(ascii: "-")
        guard take("+", or: "-"), let hours = number(2), take(":"), let minutes = number(2)
        else { return nil }
        return Offset(sign: isWest ? -1 : 1, hours: hours, minutes: minutes)
    }

    /// An offset from UTC as written, not yet checked for range.
    struct Offset {
        let sign: Int
        let hours: Int
        let minutes: Int
    }

    /// The fields of a `date-time` as written, not yet checked for range.
    struct Fields {
        let year: Int
        let month: Int
        let day: Int
        let hour: Int
        let minute: Int
        let second: Int
        let milliseconds: Int
        let offset: Offset
    }
}

extension TimeScanner.Fields {
    /// The moment in milliseconds since 1970-01-01T00:00:00Z, nil when a field is out of range.
    var milliseconds1970: Int64? {
        guard let date = CalendarDate(year: year, month: month, day: day),
            hour < 24, minute < 60, second <= 60, offset.hours < 24, offset.minutes < 60
        else { return nil }
        let minutes = date.dayNumber * 1_440 + hour * 60 + minute
        let utcMinutes = minutes - offset.sign * (offset.hours * 60 + offset.minutes)
        let isLastMinuteOfDay = Int64(utcMinutes + 1).flooredRemainder(by: 1_440) == 0
        if second == 60 && !isLastMinuteOfDay { return nil }
        return Int64(utcMinutes * 60 + second) * 1_000 + Int64(second == 60 ? 0 : milliseconds)
    }
}
