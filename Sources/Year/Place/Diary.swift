// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// When people are at work: London's clocks, working days, school days, and the broker's outages.
package struct Diary: Sendable {
    /// The working days.
    package let calendar: WorkingCalendar
    /// The first moment of the year.
    package let start: Instant
    /// The first moment after it.
    package let end: Instant
    /// When the broker is down.
    package let outages: [Outage]
    private let terms = Terms()

    /// The longest of the short clocks, in hours: nothing urgent is begun so long before an outage.
    static let shortClockHours = 5

    /// A diary from a day, for so many months.
    package init(calendar: WorkingCalendar, from day: CalendarDate, months: Int, seed: UInt64) {
        self.calendar = calendar
        start = London.startOfDay(day)
        end = London.startOfDay(CalendarDate(dayNumber: day.dayNumber + months * 365 / 12))
        outages = Outage.all(from: day.dayNumber, days: months * 365 / 12, seed: seed)
    }

    /// The days of the year, in order.
    var days: [CalendarDate] {
        (London.date(at: start).dayNumber..<London.date(at: end).dayNumber)
            .map(CalendarDate.init(dayNumber:))
    }

    /// A time of a day by London's clocks.
    func at(_ day: CalendarDate, _ hour: Int, _ minute: Int = 0) -> Instant {
        let time = TimeOfDay(hour: hour, minute: minute)
        guard let time else { preconditionFailure("\(hour):\(minute) is a time of day") }
        return London.instant(day, at: time)
    }

    /// Whether people are expected to work on a day.
    func isWorking(_ day: CalendarDate) -> Bool {
        guard let isWorking = try? calendar.isWorkingDay(day) else {
            preconditionFailure("\(day) is a day of the calendar")
        }
        return isWorking
    }

    /// Whether there are lessons on a day.
    func isSchoolDay(_ day: CalendarDate) -> Bool { isWorking(day) && terms.contain(day) }

    /// The Nth working day after a day.
    func workingDay(_ count: Int, after day: CalendarDate) -> CalendarDate {
        guard let found = try? calendar.workingDay(count, after: day) else {
            preconditionFailure("the calendar reaches \(count) working days beyond \(day)")
        }
        return found
    }

    /// The Nth working day before a day.
    func workingDay(_ count: Int, before day: CalendarDate) -> CalendarDate {
        guard let found = try? calendar.workingDay(count, before: day) else {
            preconditionFailure("the calendar reaches \(count) working days before \(day)")
        }
        return found
    }

    /// The first working day from a day on.
    func workingDay(from day: CalendarDate) -> CalendarDate {
        isWorking(day) ? day : workingDay(1, after: day)
    }

    /// Whether somebody is in the office.
    func isOfficeHour(_ moment: Instant) -> Bool {
        let day = London.date(at: moment)
        return isWorking(day) && moment >= at(day, 8, 30) && moment < at(day, 17)
    }

    /// The moment itself when the office is open and stays so for an hour, else when it opens next.
    func office(_ moment: Instant, opening minute: Int = 40) -> Instant {
        let day = London.date(at: moment)
        if isWorking(day) {
            if moment < at(day, 8, minute) { return at(day, 8, minute) }
            if moment < at(day, 16) { return moment }
        }
        return at(workingDay(1, after: day), 8, minute)
    }

    /// The moment, unless the broker is down then: after that, when it is up again.
    func up(_ moment: Instant) -> Instant {
        outages.first { $0.span.contains(moment) }?.span.upperBound ?? moment
    }

    /// Whether a short clock that starts at a moment runs into an outage.
    func meetsOutage(_ moment: Instant) -> Bool {
        let until = moment.after(hours: Self.shortClockHours)
        return outages.contains { $0.span.lowerBound < until && moment < $0.span.upperBound }
    }

    /// The moment, or a later one from which a short clock runs into no outage.
    func clear(_ moment: Instant) -> Instant {
        let until = moment.after(hours: Self.shortClockHours)
        let met = outages.first { $0.span.lowerBound < until && moment < $0.span.upperBound }
        return met.map { $0.span.upperBound.after(minutes: 5) } ?? moment
    }
}

extension Instant {
    /// So many minutes later.
    func after(minutes: Int) -> Instant { adding(milliseconds: Int64(minutes) * 60_000) }

    /// So many hours later.
    func after(hours: Int) -> Instant { after(minutes: 60 * hours) }
}
