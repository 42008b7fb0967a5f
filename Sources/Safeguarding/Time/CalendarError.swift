// SPDX-License-Identifier: Apache-2.0

/// Why a working-day calendar does not compute a date: it never guesses what it does not hold.
package enum CalendarError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The counting begins before the first day that the calendar covers.
    case beforeCoverage(asked: CalendarDate, from: CalendarDate, edition: String)
    /// The counting begins or ends after the last day that the calendar covers.
    case beyondCoverage(start: CalendarDate, workingDays: Int, until: CalendarDate, edition: String)
    /// The counting goes back to before the first day that the calendar covers.
    case countsBackBeyondCoverage(
        start: CalendarDate, workingDays: Int, from: CalendarDate, edition: String)
    /// The counting begins on a day that lies before the first or after the last term held.
    case outsideTerms(asked: CalendarDate, held: ClosedRange<CalendarDate>, edition: String)
    /// The counting ends after the last term that a school's calendar holds.
    case beyondTerms(start: CalendarDate, schoolDays: Int, until: CalendarDate, edition: String)
    /// Fewer than one working day was asked for; the day of the event is day 0.
    case fewerThanOneDay(Int)

    /// What is wrong, then what to do.
    package var description: String {
        switch self {
        case .beforeCoverage(let asked, let from, let edition):
            "\(asked) is before \(from), the first day that calendar \(edition) covers, "
                + "use a snapshot that covers it"
        case .beyondCoverage(let start, 0, let until, let edition):
            "\(start) is after \(until), the last day that calendar \(edition) covers, "
                + "install a newer snapshot"
        case .beyondCoverage(let start, let days, let until, let edition):
            "\(Self.count(days, "working day")) after \(start) is later than \(until), the last day "
                + "that calendar \(edition) covers, install a newer snapshot"
        case .countsBackBeyondCoverage(let start, let days, let from, let edition):
            "\(Self.count(days, "working day")) before \(start) is earlier than \(from), the first day "
                + "that calendar \(edition) covers, use a snapshot that covers it"
        case .outsideTerms(let asked, let held, let edition):
            "\(asked) is not between \(held.lowerBound) and \(held.upperBound), for which school "
                + "calendar \(edition) holds terms, install a newer one"
        case .beyondTerms(let start, let days, let until, let edition):
            "\(Self.count(days, "school day")) after \(start) is later than \(until), the end of the last "
                + "term that school calendar \(edition) holds, install a newer one"
        case .fewerThanOneDay(let days):
            "\(days) days is not a time limit, ask for 1 or more"
        }
    }

    private static func count(_ days: Int, _ unit: String) -> String {
        "\(days) \(unit)\(days == 1 ? "" : "s")"
    }
}
