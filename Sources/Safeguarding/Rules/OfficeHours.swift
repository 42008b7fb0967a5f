// SPDX-License-Identifier: Apache-2.0

/// When the day teams of a partnership are there, by London's clocks.
package struct OfficeHours: Sendable, Hashable {
    /// When they begin on a working day.
    package let from: TimeOfDay
    /// When they leave; at that minute it is outside the hours.
    package let until: TimeOfDay

    /// Hours of a working day, the end after the beginning.
    package init(from: TimeOfDay, until: TimeOfDay) {
        precondition(from < until, "office hours end after they begin")
        self.from = from
        self.until = until
    }

    /// Whether nobody of the day teams is there: not a working day, or not these hours.
    ///
    /// Refused for a day that the calendar does not cover.
    package func isOutside(
        _ instant: Instant, calendar: WorkingCalendar
    ) throws(CalendarError) -> Bool {
        guard try calendar.isWorkingDay(London.date(at: instant)) else { return true }
        return !(from..<until).contains(London.timeOfDay(at: instant))
    }
}
