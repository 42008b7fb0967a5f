// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing

/// Why an authority's answer is of no use.
enum StampFault: Error, Hashable {
    /// No answer came in time.
    case unreachable
    /// It answered with another status than 200.
    case status(Int)
    /// What it answered is not a token that is believed.
    case token(TimestampFault)
    /// Its clock and ours differ by so many seconds.
    case clock(Int64)
    /// It says that its time may be off by so many seconds.
    case vague(Int64)
    /// Its token ends no later than those that it is to renew.
    case endsTooSoon(Instant)

    /// As metrics count it.
    var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .status, .token(.notGranted): "refused"
        case .token: "not_believed"
        case .clock, .vague: "clock"
        case .endsTooSoon: "ends_too_soon"
        }
    }
}

extension StampFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreachable: "it does not answer"
        case .status(let code): "it answered with status \(code)"
        case .token(let fault): "\(fault)"
        case .vague(let seconds):
            "it says that its time may be off by \(seconds) s, more than \(StampRounds.mostSecondsOff)"
        case .clock(let seconds): "its clock and ours differ by \(seconds) s: look at both"
        case .endsTooSoon(let end):
            "its own token ends at \(end.rfc3339), no later than the old ones"
        }
    }
}
