// SPDX-License-Identifier: Apache-2.0

/// Why a text is not the time or the date it was meant to be, and what to write instead.
package enum TimeTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text does not have the form of RFC 3339 section 5.6 `date-time`.
    case notATime(String)
    /// The text has the form of a time, and a part of it does not exist, such as hour 25.
    case noSuchTime(String)
    /// The text does not have the form `YYYY-MM-DD`.
    case notADate(String)
    /// The text has the form of a date, and there is no such day, such as 30 February.
    case noSuchDay(String)

    /// What is wrong, then what to write.
    package var description: String { "\(what), \(instead)" }

    /// What is wrong, quoting the text.
    package var what: String {
        switch self {
        case .notATime(let text): "`\(text.prefix(Self.longestQuote))` is not a time"
        case .noSuchTime(let text): "`\(text.prefix(Self.longestQuote))` names a time there is not"
        case .notADate(let text): "`\(text.prefix(Self.longestQuote))` is not a date"
        case .noSuchDay(let text): "`\(text.prefix(Self.longestQuote))` names a day there is not"
        }
    }

    /// What to write instead.
    package var instead: String {
        switch self {
        case .notATime, .noSuchTime: "write it as `2026-03-18T09:00:00Z`"
        case .notADate, .noSuchDay: "write it as `2026-03-18`"
        }
    }

    private static let longestQuote = 40
}
