// SPDX-License-Identifier: Apache-2.0

/// In what way something that was owed fell short; with the rule it gives the break point.
package enum Shortfall: String, Sendable, Hashable, CaseIterable {
    /// The message that asked for it never reached the system of who owes it.
    case notDelivered = "not-delivered"
    /// The system had the message, and nobody said that they had it.
    case notAcknowledged = "not-acknowledged"
    /// Somebody had it, and did not decide.
    case notDecided = "not-decided"
    /// It was decided, and who asked was not told.
    case notTold = "not-told"
    /// An agency was invited and neither came nor sent what it owed.
    case absent
    /// It was held late, for want of somebody who had to be there.
    case heldLate = "held-late"
    /// It was done, and what came of it was not sent round.
    case notCirculated = "not-circulated"
    /// It was asked for late, and so done late.
    case askedLate = "asked-late"
    /// It was due, and was never sent.
    case neverSent = "never-sent"
}
