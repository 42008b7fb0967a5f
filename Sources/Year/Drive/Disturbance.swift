// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Something that happens to the broker's machine in a year and may change no verdict.
package struct Disturbance: Sendable, Hashable {
    /// When it happens.
    package let at: Instant
    /// What happens.
    package let kind: Kind

    /// What can happen.
    package enum Kind: Sendable, Hashable {
        /// The broker is killed, and started again on the files as they lie there.
        case kill
        /// Its wall clock is set forward, or back, by so many milliseconds.
        case set(milliseconds: Int64)
        /// An operator has set the clock right again, and confirms it.
        case confirm
    }

    /// How many of each there are in a month.
    static let perMonth = 3
    /// For how many minutes a clock is wrong.
    static let wrongMinutes = 12

    /// Kills and wrong clocks at any hour of any day while the broker is up, from a seed.
    ///
    /// A clock is wrong for minutes, and the broker is not killed meanwhile: a start in doubt knows no
    /// better time than that of the last entry.
    package static func all(during diary: Diary, seed: UInt64) -> [Disturbance] {
        var chance = Chance(seed: seed, "disturbances")
        let minutes = Int(diary.end.milliseconds(since: diary.start) / 60_000)
        let count = max(1, minutes / (30 * 24 * 60)) * perMonth
        var disturbances: [Disturbance] = []
        // Each in a stretch of its own, so that none meets another.
        let stretch = minutes / (2 * count)
        for number in 0..<2 * count {
            let minute = number * stretch + chance.number(30...stretch - 60)
            let at = diary.up(diary.start.after(minutes: minute))
            if number.isMultiple(of: 2) {
                disturbances.append(Disturbance(at: at, kind: .kill))
                continue
            }
            let wrong = Int64(chance.number(1...400 * 24 * 60)) * 60_000 + 6 * 60_000
            let end = at.after(minutes: wrongMinutes)
            guard diary.up(end) == end else { continue }
            let step = chance.happens(0.5) ? wrong : -wrong
            disturbances.append(Disturbance(at: at, kind: .set(milliseconds: step)))
            disturbances.append(Disturbance(at: end, kind: .confirm))
        }
        return disturbances
    }
}
