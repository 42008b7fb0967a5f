// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// How long the answers of the story took, held against what the demonstration's rules allow.
///
/// Those limits are seconds of real time, in which several programs run: a machine that is busy with
/// something else takes longer. What was late for that alone is as told, and nothing else is.
package struct DemoPace: Sendable {
    /// How many seconds `rules/demo.yaml` allows, by rule.
    package static let limits: [String: Int64] = ["R1": 6, "R2": 12, "R3": 8]

    /// What took too long, in the order in which it was noted.
    private var late: [(rule: String, milliseconds: Int64)] = []

    /// Begins with nothing that took too long.
    package init() {}

    /// Notes how long the answer to a rule took at the most.
    ///
    /// - Parameter opened: a time before the message was sent that opened it.
    /// - Parameter answered: a time after the answer was taken in.
    package mutating func note(_ rule: String, opened: Instant, answered: Instant) {
        let took = answered.milliseconds(since: opened)
        guard let limit = Self.limits[rule], took >= limit * 1_000 else { return }
        late.append((rule, took))
    }

    /// A verdict as it is told: an answer that the machine held up may be late.
    package func told(_ verdict: String) -> String {
        let late = late.first { verdict == "\($0.rule) met_late" }
        return late.map { "\($0.rule) met" } ?? verdict
    }

    /// What to tell of each that took too long.
    package var lines: [String] {
        late.map { rule, milliseconds in
            let seconds = "\(milliseconds / 1_000).\(milliseconds / 100 % 10)"
            return "This machine took \(seconds) s over \(rule), which allows "
                + "\(Self.limits[rule] ?? 0) s: here it may be met late"
        }
    }
}
