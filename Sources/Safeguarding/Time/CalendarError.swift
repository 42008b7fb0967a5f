// SPDX-License-Identifier: Apache-2.0

/// Why a working-day calendar does not compute a date: it never guesses what it does not hold.
package enum CalendarError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The counting begins before the first day that the calendar covers.
    case beforeCoverage(asked: CalendarDate, from: CalendarDate, edition: String)
    /// The counting begins or ends after the last day that the calendar covers.
    case beyondCoverage(start: CalendarDate, workingDays: Int, until: CalendarDate, edition: String)
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
            "\(days) working days after \(start) is later than \(until), the last day that "
                + "calendar \(edition) covers, install a newer snapshot"
        case .fewerThanOneDay(let days):
            "\(days) working days is not a time limit, ask for 1 or more"
        }
    }
}
