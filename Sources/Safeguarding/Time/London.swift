// SPDX-License-Identifier: Apache-2.0

/// Civil time in Europe/London, by which statutory days begin and end.
///
/// The rule is the one in force since 1996 (the Summer Time Order 2002 keeps it): summer time, one
/// hour ahead of UTC, from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
/// October. It is written here and not taken from the machine, so that a verdict does not depend
/// on what the machine has installed. For moments before 1996 it is not history.
package enum London {
    private static let summerOffset = 3_600

    /// The day that a moment falls on in London.
    package static func date(at instant: Instant) -> CalendarDate {
        let shifted = instant.milliseconds.addedOrClamped(to: Int64(offset(at: instant)) * 1_000)
        let day = shifted.flooredQuotient(by: Instant.millisecondsInDay)
        return CalendarDate(dayNumber: Int(day))
    }

    /// The first moment of a day in London; midnight is never skipped and never comes twice.
    package static func startOfDay(_ date: CalendarDate) -> Instant {
        let day = date.dayNumber
        // On the Sunday that summer time begins, midnight is still winter's; on the Sunday that it
        // ends, midnight is still summer's.
        let isSummer =
            day > lastSunday(of: 3, in: date.year) && day <= lastSunday(of: 10, in: date.year)
        let early = isSummer ? Int64(summerOffset) * 1_000 : 0
        return midnightUTC(day).adding(milliseconds: -early)
    }

    /// The moment at which London's clocks show a time on a day.
    ///
    /// An hour that comes twice in October means the first; one that is skipped in March means the
    /// moment an hour later, when the clocks have caught up.
    package static func instant(_ date: CalendarDate, at time: TimeOfDay) -> Instant {
        let byWinter = midnightUTC(date.dayNumber)
            .adding(milliseconds: Int64(time.minutes) * 60_000)
        let bySummer = byWinter.adding(milliseconds: -Int64(summerOffset) * 1_000)
        return offset(at: bySummer) == summerOffset ? bySummer : byWinter
    }

    /// The time of day, to the minute, that London's clocks show at a moment.
    package static func timeOfDay(at instant: Instant) -> TimeOfDay {
        let shifted = instant.milliseconds.addedOrClamped(to: Int64(offset(at: instant)) * 1_000)
        let minutes = Int(shifted.flooredRemainder(by: Instant.millisecondsInDay) / 60_000)
        guard let time = TimeOfDay(hour: minutes / 60, minute: minutes % 60) else {
            preconditionFailure("a day has 1440 minutes")
        }
        return time
    }

    /// The first moment after a day in London: when something is late that is due on that day.
    package static func endOfDay(_ date: CalendarDate) -> Instant {
        startOfDay(date.adding(days: 1))
    }

    /// How many seconds London's clocks are ahead of UTC at a moment: 0 or 3600.
    package static func offset(at instant: Instant) -> Int {
        let day = instant.milliseconds.flooredQuotient(by: Instant.millisecondsInDay)
        let year = CalendarDate(dayNumber: Int(day)).year
        let oneOClock: Int64 = 3_600_000
        let begins = midnightUTC(lastSunday(of: 3, in: year)).adding(milliseconds: oneOClock)
        let ends = midnightUTC(lastSunday(of: 10, in: year)).adding(milliseconds: oneOClock)
        return begins <= instant && instant < ends ? summerOffset : 0
    }

    /// The moment as RFC 3339 text by London's clocks, such as `2026-03-31T21:00:00+01:00`.
    package static func rfc3339(at instant: Instant) -> String {
        let offset = offset(at: instant)
        return instant.rfc3339(offsetSeconds: offset) + (offset == 0 ? "+00:00" : "+01:00")
    }

    private static func midnightUTC(_ day: Int) -> Instant {
        Instant(milliseconds: Int64(day).multipliedOrClamped(by: Instant.millisecondsInDay))
    }

    /// The day number of the last Sunday of March or October, months of 31 days.
    private static func lastSunday(of month: Int, in year: Int) -> Int {
        let last = CalendarDate.dayNumber(year: year, month: month, day: 31)
        // 1970-01-04, day 3, was a Sunday.
        return last - Int(Int64(last - 3).flooredRemainder(by: 7))
    }
}
