// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What starts and stops the clock of a timescale, and how long it runs.
package struct RuleClock: Sendable, Hashable {
    /// What starts it, in the message that opens; for a limit `before`, what it runs up to.
    package let starts: ClockMark
    /// What stops it, in the message that meets; never later than that message's receipt.
    package let stops: ClockMark
    /// Within how long.
    package let limit: TimeLimit
    /// Where the message that opens may state the due time itself, instead of the limit.
    package let dueAt: JSONPointer?

    /// Describes a clock; receipt by the broker is the default on both ends.
    package init(
        starts: ClockMark = .received, stops: ClockMark = .received, limit: TimeLimit,
        dueAt: JSONPointer? = nil
    ) {
        self.starts = starts
        self.stops = stops
        self.limit = limit
        self.dueAt = dueAt
    }

    /// The due time that the payload of the message that opens states, nil when it states none.
    ///
    /// A date means the end of that day in London; what is neither date nor time states nothing.
    package func statedDue(in payload: JSONNode) -> Instant? {
        guard let dueAt, let text = payload.at(dueAt)?.string else { return nil }
        if let instant = try? Instant(rfc3339: text) { return instant }
        return (try? CalendarDate(text)).map(London.endOfDay)
    }
}

/// A time that a message has.
package enum ClockMark: Sendable, Hashable {
    /// When the broker received it.
    case received
    /// When its sender says that it happened: the claim `toe`, RFC 8417 section 2.2.
    case toe
    /// When the broker received the first message of the matter.
    case root
    /// When its payload says that it happened: the member that a JSON Pointer leads to.
    case pointer(JSONPointer)

    /// The members in which messages tell when something was done, which is never still to come; others,
    /// such as the start of a placement, may be told ahead.
    private static let done: Set<String> = [
        "held_at", "found_at", "contact_at", "strategy_discussion_at", "incident_at", "reported_at",
        "requested_at", "decided_at", "completed_at",
    ]

    /// Whether it tells when something was done, so that a clock that starts by it starts at the latest
    /// when that is told.
    package var tellsOfDone: Bool {
        switch self {
        case .received, .toe, .root: true
        case .pointer(let pointer): pointer.tokens.last.map(Self.done.contains) ?? false
        }
    }

    /// The moment that a payload tells, nil for another mark or where the member is absent.
    ///
    /// A date means the first moment of that day in London, so that days are counted from it; what
    /// is neither date nor time tells nothing.
    package func moment(in payload: JSONNode) -> Instant? {
        guard case .pointer(let pointer) = self, let text = payload.at(pointer)?.string else {
            return nil
        }
        if let instant = try? Instant(rfc3339: text) { return instant }
        return (try? CalendarDate(text)).map(London.startOfDay)
    }
}

extension ClockMark: CustomStringConvertible {
    /// The word or pointer that a rule pack uses.
    package var description: String {
        switch self {
        case .received: "received"
        case .toe: "toe"
        case .root: "root"
        case .pointer(let pointer): pointer.description
        }
    }
}
