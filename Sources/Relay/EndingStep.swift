// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// The steps at which it is told that something ends.
enum EndingStep {
    /// How many days before an end it is told, once each.
    static let days = [60, 30, 14, 7, 1]

    /// The step that is reached so many milliseconds before an end; nil while it is further off.
    static func reached(_ left: Int64, of steps: [Int] = days) -> Int? {
        steps.last { left <= Int64($0) * 86_400_000 }
    }

    /// The step that is reached in a life; nil in the first half of it, so that what never lives longer
    /// than a step is no standing alarm.
    static func reached(
        at now: Instant, from: Instant, until: Instant, of steps: [Int] = days
    ) -> Int? {
        let left = until.milliseconds(since: now)
        guard left <= until.milliseconds(since: from) / 2 else { return nil }
        return reached(left, of: steps)
    }
}
