// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// What an entry says about the broker's own clock (interfaces.md section 5).
package enum ClockFacts: Sendable, Hashable {
    /// The wall clock cannot be believed: verdicts wait, and `iat` is not judged.
    case doubted(ClockDoubt)
    /// An operator found the wall clock right again; what it said then.
    case confirmed(wall: Instant)
}

/// Why the wall clock is not believed.
package struct ClockDoubt: Sendable, Hashable {
    /// What was noticed.
    package let reason: Reason
    /// What the wall clock said.
    package let wall: Instant
    /// What it should have said: by the steady clock, or at a start by the log's last entry.
    package let expected: Instant

    /// What can be noticed.
    package enum Reason: String, Sendable, Hashable {
        /// It moved more than 5 minutes against the steady clock.
        case jumped
        /// At a start it was more than 5 minutes before the last entry.
        case behind
        /// At a start it was more than 7 days after the last entry.
        case ahead
        /// The daemon started again, and nobody has confirmed it since it was doubted.
        case unconfirmed
        /// The store was restored from before what is vouched for: an operator must look at what was
        /// lost before anybody is found late, and what is sent again may be old.
        case restored
    }

    /// Gathers what was noticed.
    package init(_ reason: Reason, wall: Instant, expected: Instant) {
        self.reason = reason
        self.wall = wall
        self.expected = expected
    }
}

extension ClockFacts {
    var json: JSONValue {
        switch self {
        case .doubted(let doubt):
            [
                "kind": "clock-doubted", "reason": .string(doubt.reason.rawValue),
                "wall": .integer(doubt.wall.milliseconds),
                "expected": .integer(doubt.expected.milliseconds),
            ]
        case .confirmed(let wall):
            ["kind": "clock-confirmed", "wall": .integer(wall.milliseconds)]
        }
    }
}

extension ClockDoubt {
    init(restoring node: JSONNode) throws(RestoreFault) {
        guard let reason = Reason(rawValue: try node.text("reason")) else {
            throw RestoreFault("reason")
        }
        self.init(
            reason, wall: try node.instant("wall"), expected: try node.instant("expected"))
    }
}
