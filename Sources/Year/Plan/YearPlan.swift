// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A year of a place: every message in the order in which it is sent, and every break put into it.
///
/// The same profile, seed and length give the same plan, byte for byte.
package struct YearPlan: Sendable {
    /// The place.
    package let town: Town
    /// The year's days and times.
    package let diary: Diary
    /// Every message by its number, in the order of the stories.
    package let messages: [PlannedMessage]
    /// The numbers of the messages in the order of time.
    package let order: [Int]
    /// Every miss that was put in, by due time.
    package let truth: [KnownMiss]

    /// Makes the plan of a year.
    ///
    /// - Parameters:
    ///   - months: how long it is, from 1 to 12.
    ///   - share: how large a share of the place's volumes, for short tests.
    package init(
        _ profile: Profile, seed: UInt64, months: Int = 12, share: Double = 1,
        calendar: WorkingCalendar
    ) {
        town = Town()
        diary = Diary(calendar: calendar, from: Self.firstDay, months: months, seed: seed)
        var planner = Planner(town, diary, profile, seed: seed, share: share)
        planner.tellTheYear()
        messages = planner.messages
        order = planner.messages.indices.sorted { left, right in
            (planner.messages[left].at, left) < (planner.messages[right].at, right)
        }
        truth = planner.misses.sorted()
    }

    /// A school year's first day: what is asked of schools, and by them, begins at once.
    package static let firstDay = CalendarDate.written("2026-09-01")
    /// The lengths that a year may have, in months.
    package static let lengths = 1...12
}
