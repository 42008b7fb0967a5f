// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar, without a time and without a place.
package struct CalendarDate: Sendable, Hashable {
    /// The year, as people write it.
    package let year: Int
    /// The month, from 1 to 12.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int

    /// Names a day, nil when there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (-999_999...999_999).contains(year), (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// 1970-01-01, before which nothing is counted.
    package static let firstCounted = CalendarDate(dayNumber: 0)
    /// 9999-12-31, the last that RFC 3339 can write.
    package static let lastCounted = CalendarDate(dayNumber: 2_932_896)

    /// Names the day so many days after 1970-01-01.
    package init(dayNumber: Int) {
        // Years are counted from 1 March, so that the leap day is the last of its year, in eras
        // of 400 years, each of 146,097 days.
        let sinceMarch = dayNumber + 719_468
        let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
        let dayOfEra = sinceMarch - era * 146_097
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01; negative before it.
    package var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }

    /// Days from 1970-01-01 to a day that there is.
    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// The day of the week.
    package var weekday: Weekday {
        // 1970-01-01 was a Thursday; the remainder is never negative.
        let sinceMonday = Int(Int64(dayNumber + 3).flooredRemainder(by: 7))
        return Weekday.allCases[sinceMonday]
    }

    /// The day so many days later, or earlier when negative.
    package func adding(days: Int) -> CalendarDate { CalendarDate(dayNumber: dayNumber + days) }

    /// The day with the same number so many months later, or the last of its month.
    ///
    /// One month after 31 January is 28 February, or 29 February in a leap year.
    package func adding(months: Int) -> CalendarDate {
        let sinceYear0 = year * 12 + month - 1 + months
        let month = Int(Int64(sinceYear0).flooredRemainder(by: 12)) + 1
        let year = Int(Int64(sinceYear0).flooredQuotient(by: 12))
        let day = min(day, Self.days(in: month, of: year))
        return CalendarDate(dayNumber: Self.dayNumber(year: year, month: month, day: day))
    }

    /// How many days a month has.
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

extension CalendarDate: Comparable {
    /// Orders days from past to future.
    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CalendarDate: CustomStringConvertible {
    /// Reads `YYYY-MM-DD`, RFC 3339 section 5.6 `full-date`.
    package init(_ text: String) throws(TimeTextError) {
        var scanner = TimeScanner(text.utf8)
        guard let fields = scanner.date(), scanner.isAtEnd else { throw .notADate(text) }
        guard let date = CalendarDate(year: fields.year, month: fields.month, day: fields.day)
        else { throw .noSuchDay(text) }
        self = date
    }

    /// The day as `YYYY-MM-DD`.
    package var description: String {
        let sign = year < 0 ? "-" : ""
        return "\(sign)\(padded(abs(year), 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
