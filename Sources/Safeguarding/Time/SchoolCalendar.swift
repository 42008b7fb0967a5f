// SPDX-License-Identifier: Apache-2.0

/// The days on which one school, or the schools of one authority, have lessons.
///
/// A school day is a working day inside a term on which the school is not closed. Like the
/// calendar of working days it is a dated snapshot that a verdict names, and it refuses every
/// question that reaches past the terms it holds.
package struct SchoolCalendar: Sendable, Hashable {
    /// The most terms that one calendar may hold.
    package static let mostTerms = 200
    /// The most closed days that one calendar may hold.
    package static let mostClosedDays = 2_000

    /// Whose days these are, in lower-case words joined by hyphens.
    package let name: String
    /// The day on which the terms were published or taken down.
    package let snapshot: CalendarDate
    /// The name and date that a verdict records, such as `example@2026-09-01`.
    package let edition: String
    /// Where the terms come from.
    package let source: String
    /// The terms in order, none reaching into the next; at least one.
    package let terms: [Term]
    /// Days inside a term on which there are no lessons, with what they are called.
    package let closed: [CalendarDate: String]

    /// A stretch of days in which there are lessons.
    package struct Term: Sendable, Hashable {
        /// What it is called, such as `Autumn 2026, first half`.
        package let title: String
        /// Its first day and its last.
        package let days: ClosedRange<CalendarDate>

        /// Names a term.
        package init(title: String, days: ClosedRange<CalendarDate>) {
            self.title = title
            self.days = days
        }
    }

    /// Makes a calendar of terms that stand in order and apart.
    package init(
        name: String, snapshot: CalendarDate, source: String, terms: [Term],
        closed: [CalendarDate: String] = [:]
    ) {
        precondition(!terms.isEmpty, "a school's calendar holds at least one term")
        let areApart = zip(terms, terms.dropFirst()).allSatisfy {
            $0.days.upperBound < $1.days.lowerBound
        }
        precondition(areApart, "terms stand in order and none reaches into the next")
        self.name = name
        self.snapshot = snapshot
        edition = "\(name)@\(snapshot)"
        self.source = source
        self.terms = terms
        self.closed = closed
    }

    /// From the first day of the first term held to the last day of the last.
    package var coverage: ClosedRange<CalendarDate> {
        terms[0].days.lowerBound...terms[terms.count - 1].days.upperBound
    }

    /// Why there are no lessons on a working day, nil when there are.
    package func reasonForNoSchool(on date: CalendarDate) -> String? {
        if let reason = closed[date] { return reason }
        return terms.contains { $0.days.contains(date) } ? nil : "not in term"
    }

    /// The Nth school day after a day; the day itself is day 0.
    package func schoolDay(
        _ count: Int, after date: CalendarDate, working calendar: WorkingCalendar
    ) throws(CalendarError) -> CalendarDate {
        guard count >= 1 else { throw .fewerThanOneDay(count) }
        guard coverage.contains(date) else {
            throw .outsideTerms(asked: date, held: coverage, edition: edition)
        }
        var day = date
        var left = count
        while left > 0 {
            day = day.adding(days: 1)
            guard day <= coverage.upperBound else {
                throw .beyondTerms(
                    start: date, schoolDays: count, until: coverage.upperBound, edition: edition)
            }
            let isWorking = try calendar.isWorkingDay(day)
            if isWorking, reasonForNoSchool(on: day) == nil { left -= 1 }
        }
        return day
    }
}
