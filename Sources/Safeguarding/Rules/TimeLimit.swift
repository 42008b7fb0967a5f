// SPDX-License-Identifier: Apache-2.0

/// Within how long something is due, and how that is counted.
///
/// The day of the start is day 0, and what counts days is due at the end of the last of them in
/// Europe/London: the first instant of the day that follows, at which it is late.
package enum TimeLimit: Sendable, Hashable {
    /// Until the end of the Nth working day after the day of the start.
    case workingDays(Int)
    /// So many milliseconds after the start, whatever the clocks on the walls do.
    case elapsed(milliseconds: Int64)
    /// Until the end of the Nth day of the school after the day of the start.
    case schoolDays(Int)
    /// Until the end of the Nth day after the day of the start, working or not.
    case days(Int)
    /// Until the end of the same day of the week, N weeks later.
    case weeks(Int)
    /// Until the end of the day with the same number N months later, else of that month's last.
    case months(Int)
    /// Until a time of day on the first working day on which that is still to come.
    case nextWorkingDay(at: TimeOfDay)
    /// Until a time of day on the first day of the school on which that is still to come.
    case nextSchoolDay(at: TimeOfDay)
    /// Before the moment that the clock names, such as the start of a placement.
    case before
    /// Until the end of the Nth working day before the day of that moment.
    case workingDaysBefore(Int)

    /// The most working days that a limit may have; the longest in guidance is 45.
    package static let mostWorkingDays = 260
    /// The longest elapsed limit: 366 days.
    package static let longestMilliseconds: Int64 = 366 * 86_400_000
    /// The most school days that a limit may have: those of a school's year in England.
    package static let mostSchoolDays = 195
    /// The most days that a limit may have.
    package static let mostDays = 366
    /// The most weeks that a limit may have.
    package static let mostWeeks = 52
    /// The most months that a limit may have.
    package static let mostMonths = 24

    /// When a thing is due that starts at a moment; done at that instant is late.
    ///
    /// Without a school's calendar school days are counted by working days (`countsSchoolDays`).
    /// What counts neither asks no calendar, and so is never refused.
    package func due(
        from start: Instant, calendar: WorkingCalendar, school: SchoolCalendar? = nil
    ) throws(CalendarError) -> Instant {
        if case .elapsed(let count) = self { return start.adding(milliseconds: count) }
        if case .before = self { return start }
        let today = London.date(at: start)
        if let time = timeOfDay {
            let isToCome = start < London.instant(today, at: time)
            if isToCome, try counts(today, calendar, school) {
                return London.instant(today, at: time)
            }
        }
        let day = try lastDay(after: today, calendar: calendar, school: school)
        return timeOfDay.map { London.instant(day, at: $0) } ?? London.endOfDay(day)
    }

    /// Whether a day is one of those that are counted.
    private func counts(
        _ day: CalendarDate, _ calendar: WorkingCalendar, _ school: SchoolCalendar?
    ) throws(CalendarError) -> Bool {
        guard try calendar.isWorkingDay(day) else { return false }
        return !countsSchoolDays || school?.reasonForNoSchool(on: day) == nil
    }

    /// The last day on which a thing is in time; the day itself where no days are counted.
    private func lastDay(
        after day: CalendarDate, calendar: WorkingCalendar, school: SchoolCalendar?
    ) throws(CalendarError) -> CalendarDate {
        switch self {
        case .elapsed, .before: return day
        case .days(let count): return day.adding(days: count)
        case .weeks(let count): return day.adding(days: 7 * count)
        case .months(let count): return day.adding(months: count)
        case .workingDays(let count): return try calendar.workingDay(count, after: day)
        case .workingDaysBefore(let count): return try calendar.workingDay(count, before: day)
        case .nextWorkingDay: return try calendar.workingDay(1, after: day)
        case .schoolDays(let count):
            return try Self.schoolDay(count, after: day, calendar, school)
        case .nextSchoolDay: return try Self.schoolDay(1, after: day, calendar, school)
        }
    }

    private static func schoolDay(
        _ count: Int, after day: CalendarDate, _ calendar: WorkingCalendar,
        _ school: SchoolCalendar?
    ) throws(CalendarError) -> CalendarDate {
        guard let school else { return try calendar.workingDay(count, after: day) }
        return try school.schoolDay(count, after: day, working: calendar)
    }
}

extension TimeLimit {
    /// The time of day by which it is due; nil where that is the end of a day, or a moment.
    package var timeOfDay: TimeOfDay? {
        switch self {
        case .nextWorkingDay(let time), .nextSchoolDay(let time): time
        default: nil
        }
    }

    /// Whether the days of a school are counted, so that a school's calendar is needed.
    package var countsSchoolDays: Bool {
        switch self {
        case .schoolDays, .nextSchoolDay: true
        default: false
        }
    }

    /// Whether the days on which nobody works are left out of the count.
    package var countsWorkingDays: Bool {
        switch self {
        case .workingDays, .nextWorkingDay, .workingDaysBefore: true
        default: countsSchoolDays
        }
    }

    /// How much time passes in any case before it is over, in milliseconds: whoever looks earlier
    /// looks in vain.
    ///
    /// Days are counted from the last moment of the day of the start, and one midnight may come an hour
    /// early; a time of day may be a moment away.
    package var leastMilliseconds: Int64 {
        switch self {
        case .elapsed(let count): count
        case .before, .workingDaysBefore, .nextWorkingDay, .nextSchoolDay: 0
        case .workingDays(let count), .schoolDays(let count), .days(let count):
            Self.least(days: count)
        case .weeks(let count): Self.least(days: 7 * count)
        case .months(let count): Self.least(days: 28 * count)
        }
    }

    private static func least(days: Int) -> Int64 { Int64(days) * 86_400_000 - 3_600_000 }

    /// Whether only the time that passes counts, so that no night and no weekend delays it.
    package var isElapsed: Bool {
        if case .elapsed = self { true } else { false }
    }

    /// Whether days are counted back from the moment that the clock names.
    package var countsBack: Bool {
        if case .workingDaysBefore = self { true } else { false }
    }

    /// Whether the thing is due before, or at, the moment that the clock names.
    package var isBefore: Bool {
        switch self {
        case .before, .workingDaysBefore: true
        default: false
        }
    }
}
