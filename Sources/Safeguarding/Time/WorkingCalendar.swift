// SPDX-License-Identifier: Apache-2.0

/// The working days of one part of the United Kingdom, as published on one day.
///
/// A working day is any day that is not a Saturday, a Sunday or a bank holiday of the division.
/// The calendar is a dated snapshot and never the live feed: holidays are added late, and a
/// verdict names the edition that it was judged by. It refuses every question whose answer would
/// need holidays that it does not hold.
package struct WorkingCalendar: Sendable {
    /// The division: `england-and-wales`, `scotland` or `northern-ireland`.
    package let name: String
    /// The day that the snapshot was published on.
    package let snapshot: CalendarDate
    /// The name and date that a verdict records, such as `england-and-wales@2025-11-24`.
    package let edition: String
    /// Where the holidays come from.
    package let source: String
    /// The licence that the source is used under.
    package let licence: String
    /// The first day whose holidays are known.
    package let holidaysCoverFrom: CalendarDate
    /// The last day whose holidays are known.
    package let holidaysCoverUntil: CalendarDate
    /// The holidays in order, with their published titles.
    package let holidays: [Holiday]

    /// The working days that are covered, as day numbers in order.
    private let workingDays: [Int32]
    /// For each day covered, how many working days there are up to and including it.
    private let counts: [Int32]

    /// A bank holiday of the division.
    package struct Holiday: Sendable, Hashable {
        /// The day on which nobody is expected to answer.
        package let date: CalendarDate
        /// What the day is called.
        package let title: String

        /// Names a bank holiday.
        package init(date: CalendarDate, title: String) {
            self.date = date
            self.title = title
        }
    }

    /// Makes a calendar of whole years; the years must be in order and hold every holiday.
    package init(
        name: String, snapshot: CalendarDate, source: String, licence: String,
        years: ClosedRange<Int>, holidays: [Holiday]
    ) {
        let first = CalendarDate.dayNumber(year: years.lowerBound, month: 1, day: 1)
        let last = CalendarDate.dayNumber(year: years.upperBound, month: 12, day: 31)
        let closed = Set(holidays.map(\.date.dayNumber))
        precondition(closed.allSatisfy((first...last).contains), "holidays lie in years covered")
        self.name = name
        self.snapshot = snapshot
        edition = "\(name)@\(snapshot)"
        self.source = source
        self.licence = licence
        self.holidays = holidays.sorted { $0.date < $1.date }
        holidaysCoverFrom = CalendarDate(dayNumber: first)
        holidaysCoverUntil = CalendarDate(dayNumber: last)
        var workingDays: [Int32] = []
        var counts: [Int32] = []
        for day in first...last {
            let isWeekend = CalendarDate(dayNumber: day).weekday.isWeekend
            if !isWeekend && !closed.contains(day) { workingDays.append(Int32(day)) }
            counts.append(Int32(workingDays.count))
        }
        self.workingDays = workingDays
        self.counts = counts
    }

    /// Whether people are expected to work on a day; refused for a day that is not covered.
    package func isWorkingDay(_ date: CalendarDate) throws(CalendarError) -> Bool {
        let position = try position(of: date)
        return counts[position] > (position == 0 ? 0 : counts[position - 1])
    }

    /// The Nth working day after a day; the day itself is day 0, working or not.
    package func workingDay(
        _ count: Int, after date: CalendarDate
    ) throws(CalendarError) -> CalendarDate {
        guard count >= 1 else { throw .fewerThanOneDay(count) }
        let before = Int(counts[try position(of: date)])
        guard count <= workingDays.count - before else {
            throw .beyondCoverage(
                start: date, workingDays: count, until: holidaysCoverUntil, edition: edition)
        }
        return CalendarDate(dayNumber: Int(workingDays[before + count - 1]))
    }

    /// The Nth working day before a day; the day itself is day 0, working or not.
    package func workingDay(
        _ count: Int, before date: CalendarDate
    ) throws(CalendarError) -> CalendarDate {
        guard count >= 1 else { throw .fewerThanOneDay(count) }
        let position = try position(of: date)
        let earlier = position == 0 ? 0 : Int(counts[position - 1])
        guard count <= earlier else {
            throw .countsBackBeyondCoverage(
                start: date, workingDays: count, from: holidaysCoverFrom, edition: edition)
        }
        return CalendarDate(dayNumber: Int(workingDays[earlier - count]))
    }

    /// The holiday on a day, nil when there is none or the day is not covered.
    package func holiday(on date: CalendarDate) -> Holiday? {
        holidays.first { $0.date == date }
    }

    /// When something is due that must be done within so many working days of a moment.
    ///
    /// Due is the end of the Nth working day after the day of the moment in Europe/London: the
    /// first instant of the day that follows it. Done at that instant is late.
    package func due(
        workingDays count: Int, after instant: Instant
    ) throws(CalendarError) -> Instant {
        let day = try workingDay(count, after: London.date(at: instant))
        return London.endOfDay(day)
    }

    /// The days after one day and up to another on which nobody was expected to work.
    ///
    /// This is what explains a due date: the weekends and holidays that did not count.
    package func closedDays(
        after start: CalendarDate, through end: CalendarDate
    ) throws(CalendarError) -> [CalendarDate] {
        _ = try position(of: start)
        _ = try position(of: end)
        guard start < end else { return [] }
        var closed: [CalendarDate] = []
        for day in (start.dayNumber + 1)...end.dayNumber {
            let date = CalendarDate(dayNumber: day)
            if try !isWorkingDay(date) { closed.append(date) }
        }
        return closed
    }

    private func position(of date: CalendarDate) throws(CalendarError) -> Int {
        if date < holidaysCoverFrom {
            throw .beforeCoverage(asked: date, from: holidaysCoverFrom, edition: edition)
        }
        if date > holidaysCoverUntil {
            throw .beyondCoverage(
                start: date, workingDays: 0, until: holidaysCoverUntil, edition: edition)
        }
        return date.dayNumber - holidaysCoverFrom.dayNumber
    }
}

extension WorkingCalendar: Hashable {
    /// Two calendars are one when they hold the same edition, years and holidays.
    package static func == (left: WorkingCalendar, right: WorkingCalendar) -> Bool {
        left.edition == right.edition && left.source == right.source
            && left.licence == right.licence
            && left.holidaysCoverFrom == right.holidaysCoverFrom
            && left.holidaysCoverUntil == right.holidaysCoverUntil
            && left.holidays == right.holidays
    }

    /// Hashes the edition, which tells calendars apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(edition) }
}
