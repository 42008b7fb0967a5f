// SPDX-License-Identifier: Apache-2.0

/// The steps at which it is told that something ends.
enum EndingStep {
    /// How many days before an end it is told, once each.
    static let days = [60, 30, 14, 7, 1]

    /// The step that is reached so many milliseconds before an end; nil while it is further off.
    static func reached(_ left: Int64, of steps: [Int] = days) -> Int? {
        steps.last { left <= Int64($0) * 86_400_000 }
    }
}
