// SPDX-License-Identifier: Apache-2.0

/// A day of the week, numbered as ISO 8601 does: Monday is 1.
package enum Weekday: Int, Sendable, Hashable, CaseIterable {
    /// The first day of the week.
    case monday = 1
    /// The second day of the week.
    case tuesday
    /// The third day of the week.
    case wednesday
    /// The fourth day of the week.
    case thursday
    /// The fifth day of the week.
    case friday
    /// The first day of the weekend.
    case saturday
    /// The second day of the weekend.
    case sunday

    /// Whether no working day ever falls on it.
    package var isWeekend: Bool { self == .saturday || self == .sunday }

    /// What the day is called, such as `Monday`.
    package var name: String {
        switch self {
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        case .sunday: "Sunday"
        }
    }
}
