// SPDX-License-Identifier: Apache-2.0

/// Within how long something is due, and how that is counted.
package enum TimeLimit: Sendable, Hashable {
    /// Until the end of the Nth working day after the day of the start, in Europe/London.
    case workingDays(Int)
    /// So many milliseconds after the start, whatever the clocks on the walls do.
    case elapsed(milliseconds: Int64)

    /// The most working days that a limit may have; the longest in guidance is 45.
    package static let mostWorkingDays = 260
    /// The longest elapsed limit: 366 days.
    package static let longestMilliseconds: Int64 = 366 * 86_400_000

    /// When a thing is due that starts at a moment; done at that instant is late.
    package func due(
        from start: Instant, calendar: WorkingCalendar
    ) throws(CalendarError) -> Instant {
        switch self {
        case .workingDays(let count): try calendar.due(workingDays: count, after: start)
        case .elapsed(let milliseconds): start.adding(milliseconds: milliseconds)
        }
    }
}

extension TimeLimit: CustomStringConvertible {
    /// The units of elapsed time, the longest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000), ("millisecond", 1),
    ]

    /// The limit as a rule pack writes it, such as `1 working day` or `72 hours`.
    package var description: String {
        switch self {
        case .workingDays(let count): return "\(count) working day\(count == 1 ? "" : "s")"
        case .elapsed(let milliseconds):
            let unit =
                Self.units.first { milliseconds % $0.milliseconds == 0 && milliseconds != 0 }
                ?? ("millisecond", 1)
            let count = milliseconds / unit.milliseconds
            return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
        }
    }

    /// Reads what `description` writes, nil when it is anything else or over the limits.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].utf8.allSatisfy({ $0.decimalDigit != nil }),
            let count = Int64(words[0]), count >= 1
        else { return nil }
        let unit = words.dropFirst().joined(separator: " ")
        if unit == "working day" || unit == "working days" {
            guard count <= Self.mostWorkingDays else { return nil }
            self = .workingDays(Int(count))
            return
        }
        guard let found = Self.units.first(where: { unit == $0.name || unit == $0.name + "s" })
        else { return nil }
        let milliseconds = count.multipliedOrClamped(by: found.milliseconds)
        guard milliseconds <= Self.longestMilliseconds else { return nil }
        self = .elapsed(milliseconds: milliseconds)
    }
}
