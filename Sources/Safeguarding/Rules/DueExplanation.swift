// SPDX-License-Identifier: Apache-2.0

/// The arithmetic of one due time: computed, not asserted.
package struct DueExplanation: Sendable, Hashable {
    /// When the clock started; for a limit before it, the moment that it runs up to.
    package let start: Instant
    /// The limit that decided, the earliest of those that apply; nil where the message stated the
    /// due time itself.
    package let limit: TimeLimit?
    /// When the thing is late.
    package let due: Instant
    /// The days between that did not count, in order.
    package let uncounted: [UncountedDay]
    /// The edition of the calendar of working days.
    package let calendar: String
    /// The edition of the school's calendar, nil where none was at hand.
    package let school: String?

    /// A day that was passed over.
    package struct UncountedDay: Sendable, Hashable {
        /// The day.
        package let date: CalendarDate
        /// Why it did not count: the day of the weekend, or what the holiday is called.
        package let reason: String
    }

    /// Whether school days were counted by working days, for want of a school's calendar.
    package var isFallback: Bool { school == nil && limit?.countsSchoolDays == true }

    /// The last day on which the thing was in time.
    package var lastDay: CalendarDate { London.date(at: due.adding(milliseconds: -1)) }
}

extension Timescale {
    /// Explains when an expectation is due, by the same arithmetic as `due`.
    package func explanation(
        from start: Instant, stated: Instant? = nil, particulars: [String: String],
        calendar: WorkingCalendar, school: SchoolCalendar? = nil
    ) throws(CalendarError) -> DueExplanation {
        let deciding = try decidingLimit(
            from: start, stated: stated, particulars: particulars, calendar: calendar,
            school: school)
        let uncounted = try deciding.limit.map { (limit) throws(CalendarError) in
            try limit.uncounted(
                between: London.date(at: start),
                and: London.date(at: deciding.due.adding(milliseconds: -1)),
                calendar: calendar, school: school)
        }
        return DueExplanation(
            start: start, limit: deciding.limit, due: deciding.due, uncounted: uncounted ?? [],
            calendar: calendar.edition, school: school?.edition)
    }
}

extension TimeLimit {
    /// The days between the start and the last day that did not count, in order.
    fileprivate func uncounted(
        between start: CalendarDate, and last: CalendarDate, calendar: WorkingCalendar,
        school: SchoolCalendar?
    ) throws(CalendarError) -> [DueExplanation.UncountedDay] {
        guard countsWorkingDays else { return [] }
        let days =
            isBefore
            ? last.dayNumber + 1..<start.dayNumber : start.dayNumber + 1..<last.dayNumber + 1
        var uncounted: [DueExplanation.UncountedDay] = []
        for number in days {
            let date = CalendarDate(dayNumber: number)
            let reason =
                if try !calendar.isWorkingDay(date) {
                    calendar.holiday(on: date)?.title ?? date.weekday.name
                } else {
                    countsSchoolDays ? school?.reasonForNoSchool(on: date) : nil
                }
            if let reason { uncounted.append(.init(date: date, reason: reason)) }
        }
        return uncounted
    }
}
