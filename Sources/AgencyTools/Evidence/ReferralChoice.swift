// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Which messages are asked for, as `GET /audit/referrals` has it.
struct ReferralChoice {
    /// The name of their type.
    var type = Self.usualType
    /// Who sent them, and whom they went to.
    var sender: String?, recipient: String?
    /// The days of London on which they were received, both included.
    var since: CalendarDate?, until: CalendarDate?

    /// The type that is asked for when none is said.
    static let usualType = "referral.made"

    /// The first time of the period, in ms; 0 when it has no beginning.
    var first: Int64 { since.map { London.startOfDay($0).milliseconds } ?? 0 }

    /// Whether a time in ms is in the period.
    func covers(_ time: Int64) -> Bool {
        time >= first && until.map { time < London.endOfDay($0).milliseconds } ?? true
    }

    /// Whether an entry is of a message that may be asked for, whoever its agencies are.
    func concerns(_ entry: LoggedEntry) -> Bool {
        guard let kind = entry.facts?.text("kind"), ["accepted", "issued"].contains(kind) else {
            return false
        }
        return covers(entry.at) && Words.type(entry.facts?.text("type")) == type
    }

    /// What the broker is asked.
    var parameters: [(String, String?)] {
        [
            ("from", sender), ("to", recipient), ("type", type), ("since", since?.description),
            ("until", until?.description),
        ]
    }
}
