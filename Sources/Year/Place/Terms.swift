// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// When the place's schools have lessons: invented, in the shape of an English authority's year.
package struct Terms: Sendable {
    private static let weeks: [(title: String, from: String, until: String)] = [
        ("Summer 2026, second half", "2026-06-08", "2026-07-21"),
        ("Autumn 2026, first half", "2026-09-02", "2026-10-23"),
        ("Autumn 2026, second half", "2026-11-02", "2026-12-18"),
        ("Spring 2027, first half", "2027-01-04", "2027-02-12"),
        ("Spring 2027, second half", "2027-02-22", "2027-03-25"),
        ("Summer 2027, first half", "2027-04-12", "2027-05-28"),
        ("Summer 2027, second half", "2027-06-07", "2027-07-21"),
        ("Autumn 2027, first half", "2027-09-02", "2027-10-22"),
        ("Autumn 2027, second half", "2027-11-01", "2027-12-17"),
    ]

    private static let spans = weeks.map { week in
        (
            title: week.title,
            days: CalendarDate.written(week.from)...CalendarDate.written(week.until)
        )
    }

    /// The terms that the place's year lies in.
    package init() {}

    /// Whether a day lies in a term.
    func contain(_ day: CalendarDate) -> Bool { Self.spans.contains { $0.days.contains(day) } }

    /// As a calendar by which rules count school days.
    package var calendar: SchoolCalendar {
        SchoolCalendar(
            name: "simulated-schools", snapshot: .written("2026-09-01"),
            source: "invented for the simulated year",
            terms: Self.spans.map {
                SchoolCalendar.Term(title: $0.title, days: $0.days)
            })
    }
}

extension CalendarDate {
    /// A day that is written in the program, and well.
    static func written(_ text: String) -> CalendarDate {
        guard let day = try? CalendarDate(text) else { preconditionFailure("\(text) is a day") }
        return day
    }
}
