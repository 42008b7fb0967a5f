// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What starts and stops the clock of a timescale, and how long it runs.
package struct RuleClock: Sendable, Hashable {
    /// What starts it, in the message that opens.
    package let starts: ClockMark
    /// What stops it, in the message that meets; never later than that message's receipt.
    package let stops: ClockMark
    /// Within how long.
    package let limit: TimeLimit

    /// Describes a clock; receipt by the broker is the default on both ends.
    package init(
        starts: ClockMark = .received, stops: ClockMark = .received, limit: TimeLimit
    ) {
        self.starts = starts
        self.stops = stops
        self.limit = limit
    }
}

/// A time that a message has.
package enum ClockMark: Sendable, Hashable {
    /// When the broker received it.
    case received
    /// When its sender says that it happened: the claim `toe`, RFC 8417 section 2.2.
    case toe
    /// When its payload says that it happened: the member that a JSON Pointer leads to.
    case pointer(JSONPointer)
}

extension ClockMark: CustomStringConvertible {
    /// The word or pointer that a rule pack uses.
    package var description: String {
        switch self {
        case .received: "received"
        case .toe: "toe"
        case .pointer(let pointer): pointer.description
        }
    }
}
