// SPDX-License-Identifier: Apache-2.0

/// How long something is kept: whole years, months, weeks and days, written as ISO 8601 durations.
///
/// `P35Y`, `P18M`, `P6W`, `P1Y6M10D`. There are no hours: retention schedules count in days of the
/// calendar, and what is kept until a day is kept through it, by London's clocks.
package struct RetentionPeriod: Sendable, Hashable {
    /// Whole months, the years among them.
    package let months: Int
    /// Whole days, the weeks among them.
    package let days: Int

    /// The longest period: beyond it somebody's pen slipped.
    package static let mostYears = 200

    /// Reads an ISO 8601 duration without a time of day; nil when the text is none, is zero, or is
    /// longer than `mostYears`.
    package init?(_ text: String) {
        var rest = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var (months, days) = (0, 0)
        var designators = Array("YMWD".utf8)[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...5).contains(digits.count),
                let number = Int(String(decoding: digits, as: UTF8.self)),
                let unit = rest.dropFirst(digits.count).first,
                let place = designators.firstIndex(of: unit)
            else { return nil }
            designators = designators[(place + 1)...]
            switch unit {
            case UInt8(ascii: "Y"): months += number * 12
            case UInt8(ascii: "M"): months += number
            case UInt8(ascii: "W"): days += number * 7
            default: days += number
            }
            rest = rest.dropFirst(digits.count + 1)
        }
        guard months > 0 || days > 0, months * 365 / 12 + days <= Self.mostYears * 366 else {
            return nil
        }
        self.months = months
        self.days = days
    }

    /// The first moment at which something is not kept any more that is kept since a moment.
    ///
    /// A year after 29 February is 28 February.
    package func end(after start: Instant) -> Instant {
        London.endOfDay(London.date(at: start).adding(months: months).adding(days: days))
    }

    /// Whether it ends no sooner than another, whenever both begin.
    ///
    /// Four years of first days hold every length of a month and every place of 29 February that a
    /// sum of months can run into.
    package func isNeverShorter(than other: RetentionPeriod) -> Bool {
        let first = CalendarDate(dayNumber: 0)
        return (0..<Self.daysInFourYears).lazy.map(first.adding(days:)).allSatisfy { day in
            day.adding(months: months).adding(days: days)
                >= day.adding(months: other.months).adding(days: other.days)
        }
    }

    private static let daysInFourYears = 4 * 365 + 1

    /// About how many days it is, to look no further back than needed: never more than it is.
    var leastDays: Int { months * 28 + days }
}

extension RetentionPeriod: CustomStringConvertible {
    /// The period as an ISO 8601 duration.
    package var description: String {
        let (years, rest) = months.quotientAndRemainder(dividingBy: 12)
        let parts = [(years, "Y"), (rest, "M"), (days, "D")].filter { $0.0 > 0 }
        return "P" + parts.map { "\($0.0)\($0.1)" }.joined()
    }
}
