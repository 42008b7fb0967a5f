// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Up to when everything that was due must have its verdict in a log, as its entries tell.
///
/// A broker judges what is due before anything else, each second; but not while its clock is in doubt, of
/// which the log tells everybody, nor while it was down.
struct JudgedTime {
    /// How long judging may take what came due at once, in ms: 300 verdicts a second, for a million an hour.
    static let allowance: Int64 = 3_600_000

    /// Up to when the log was read while the clock was believed, in ms.
    private var latest = Int64.min
    /// Since when it judges, in ms: the last start, or the end of the last doubt.
    private var resumed = Int64.min
    /// Whether the clock is in doubt: so it is taken to be until something shows that it is not.
    private var isInDoubt = true

    /// Takes the next entry of the log.
    mutating func take(_ entry: LoggedEntry) {
        switch entry.facts?.text("kind") {
        case "clock-doubted": isInDoubt = true
        case "clock-confirmed": believe(since: entry.at)
        case "started": resumed = entry.at
        case "accepted":
            // A message that came while the clock was in doubt is marked.
            if entry.facts?.list("late").contains(where: { $0.string == "clock" }) == true {
                isInDoubt = true
            } else if isInDoubt {
                believe(since: entry.at)
            }
        default: break
        }
        if !isInDoubt { latest = entry.at }
    }

    private mutating func believe(since time: Int64) {
        (isInDoubt, resumed) = (false, time)
    }

    /// Whether what was due at a time, in ms, must have been judged.
    func covers(_ due: Int64) -> Bool {
        Instant(milliseconds: max(due, resumed)).adding(milliseconds: Self.allowance).milliseconds
            <= latest
    }
}
