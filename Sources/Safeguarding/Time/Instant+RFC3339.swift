// SPDX-License-Identifier: Apache-2.0

extension Instant {
    static let millisecondsInDay: Int64 = 86_400_000

    /// The moment as RFC 3339 text in UTC, with milliseconds only where there are some.
    ///
    /// Years beyond 9999 or before 0000, which RFC 3339 cannot say, are written with more digits
    /// or a sign: such a moment is somebody's mistake and must still be shown.
    package var rfc3339: String { rfc3339(offsetSeconds: 0) + "Z" }

    /// The moment's date and time of day at an offset from UTC, without naming the offset.
    func rfc3339(offsetSeconds: Int) -> String {
        let shifted = milliseconds.addedOrClamped(to: Int64(offsetSeconds) * 1_000)
        let day = shifted.flooredQuotient(by: Self.millisecondsInDay)
        let rest = Int(shifted.flooredRemainder(by: Self.millisecondsInDay))
        var text = CalendarDate(dayNumber: Int(day)).description
        text += "T\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2))"
        text += ":\(padded(rest / 1_000 % 60, 2))"
        return rest % 1_000 == 0 ? text : text + ".\(padded(rest % 1_000, 3))"
    }

    /// Reads an RFC 3339 section 5.6 `date-time` with any offset.
    ///
    /// What is finer than a millisecond is dropped. A leap second, allowed as `23:59:60` in UTC,
    /// is the start of the next second.
    package init(rfc3339 text: String) throws(TimeTextError) {
        var scanner = TimeScanner(text.utf8)
        guard let fields = scanner.dateTime() else { throw .notATime(text) }
        guard let milliseconds = fields.milliseconds1970 else { throw .noSuchTime(text) }
        self.init(milliseconds: milliseconds)
    }
}

/// The digits of a number, with zeros before it to a width.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
