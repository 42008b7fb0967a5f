// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// A message that the broker is about to issue of its own (interfaces.md section 3).
struct Notice: Sendable {
    /// The event type: `broker.notified` or `handoff.missed`.
    let type: EventType
    /// The partnership concerned, when there is one.
    let partnership: Partnership?
    /// The thread that it is about; nil for a fresh one.
    let thread: ThreadID?
    /// Its `jti`, for one that must not be told twice; nil for a fresh one.
    var token: TokenID?
    /// The agencies that are told, in order.
    let recipients: [AgencyID]
    /// The event's payload.
    let payload: JSONValue
}

/// What a notice of the broker is about; the values of the payload's `kind`.
enum NoticeKind: String, Sendable {
    case refused
    case excluded
    case unrouted
    case undeliverable
    case digest
    case refusedByRecipient = "refused-by-recipient"
    case keyExpiring = "key-expiring"
    case keyRevoked = "key-revoked"
    case clockSuspended = "clock-suspended"
    case resolved
}

extension EventType {
    /// Tells an agency what the broker did, or could not do.
    static let brokerNotified = EventType(name: "broker.notified", major: 1)
    /// Tells that an expectation was missed.
    static let handoffMissed = EventType(name: "handoff.missed", major: 1)
}
