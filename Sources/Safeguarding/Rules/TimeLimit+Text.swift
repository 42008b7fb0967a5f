// SPDX-License-Identifier: Apache-2.0

extension TimeLimit: CustomStringConvertible {
    /// The units of elapsed time, the longest first.
    private static let elapsedUnits: [(name: String, milliseconds: Int64)] = [
        ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000), ("millisecond", 1),
    ]

    /// The units that are counted in days, each with the most there may be of it.
    private static let dayUnits: [(name: String, most: Int, make: @Sendable (Int) -> TimeLimit)] = [
        ("working day", mostWorkingDays, { .workingDays($0) }),
        ("school day", mostSchoolDays, { .schoolDays($0) }),
        ("day", mostDays, { .days($0) }),
        ("week", mostWeeks, { .weeks($0) }),
        ("month", mostMonths, { .months($0) }),
    ]

    private static let onNextWorkingDay = " on the next working day"
    private static let onNextSchoolDay = " on the next school day"
    private static let beforeWord = "before"

    /// The limit as a rule pack writes it, such as `1 working day` or `72 hours`.
    package var description: String {
        switch self {
        case .workingDays(let count): return Self.text(count, "working day")
        case .schoolDays(let count): return Self.text(count, "school day")
        case .days(let count): return Self.text(count, "day")
        case .weeks(let count): return Self.text(count, "week")
        case .months(let count): return Self.text(count, "month")
        case .nextWorkingDay(let time): return time.description + Self.onNextWorkingDay
        case .nextSchoolDay(let time): return time.description + Self.onNextSchoolDay
        case .before: return Self.beforeWord
        case .workingDaysBefore(let count):
            return Self.text(count, "working day") + " " + Self.beforeWord
        case .elapsed(let milliseconds):
            let unit =
                Self.elapsedUnits.first { milliseconds % $0.milliseconds == 0 && milliseconds != 0 }
                ?? ("millisecond", 1)
            return Self.text(milliseconds / unit.milliseconds, unit.name)
        }
    }

    private static func text(_ count: some BinaryInteger, _ unit: String) -> String {
        "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// Reads what `description` writes, nil when it is anything else or over the limits.
    package init?(_ text: String) {
        if text == Self.beforeWord {
            self = .before
        } else if text.hasSuffix(Self.onNextWorkingDay) {
            guard let time = TimeOfDay(text.dropLast(Self.onNextWorkingDay.count)) else {
                return nil
            }
            self = .nextWorkingDay(at: time)
        } else if text.hasSuffix(Self.onNextSchoolDay) {
            guard let time = TimeOfDay(text.dropLast(Self.onNextSchoolDay.count)) else {
                return nil
            }
            self = .nextSchoolDay(at: time)
        } else {
            self.init(counted: text)
        }
    }

    /// Reads a number and a unit, with `before` after working days.
    private init?(counted text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].utf8.allSatisfy({ $0.decimalDigit != nil }),
            let count = Int64(words[0]), count >= 1
        else { return nil }
        let unit = words.dropFirst().joined(separator: " ")
        if let limit = Self.daysBefore(count, unit) ?? Self.days(count, unit) {
            self = limit
            return
        }
        guard let found = Self.elapsedUnits.first(where: { Self.names(unit, $0.name) }) else {
            return nil
        }
        let milliseconds = count.multipliedOrClamped(by: found.milliseconds)
        guard milliseconds <= Self.longestMilliseconds else { return nil }
        self = .elapsed(milliseconds: milliseconds)
    }

    private static func days(_ count: Int64, _ unit: String) -> TimeLimit? {
        guard let found = dayUnits.first(where: { names(unit, $0.name) }), count <= found.most
        else { return nil }
        return found.make(Int(count))
    }

    private static func daysBefore(_ count: Int64, _ unit: String) -> TimeLimit? {
        guard unit.hasSuffix(" " + beforeWord),
            case .workingDays(let days)? = days(
                count, String(unit.dropLast(beforeWord.count + 1)))
        else { return nil }
        return .workingDaysBefore(days)
    }

    private static func names(_ text: String, _ unit: String) -> Bool {
        text == unit || text == unit + "s"
    }
}
