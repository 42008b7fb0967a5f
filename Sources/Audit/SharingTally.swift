// SPDX-License-Identifier: Apache-2.0

package import Handoffs

/// How many messages were handed over, how far they got, and how long that took.
///
/// A message counts once for each recipient, on the day on which it was routed. What the broker
/// itself tells is not counted: nobody shares anything by it.
package struct SharingTally: Sendable, Hashable {
    /// Handoffs that were opened.
    package var routed: Int64 = 0
    /// Those that the recipient's system took.
    package var delivered: Int64 = 0
    /// Those that a professional acknowledged.
    package var acknowledged: Int64 = 0
    /// Those that got an answer.
    package var answered: Int64 = 0
    /// Those that nobody fetched within the time that their urgency allows.
    package var undeliverable: Int64 = 0
    /// The time from routing to delivery of all that were delivered, in milliseconds.
    package var toDelivery: Int64 = 0
    /// The time from routing to acknowledgement of all that were acknowledged, in milliseconds.
    package var toAcknowledgement: Int64 = 0

    /// Counts nothing yet.
    package init() {}

    /// Counts a step that a handoff took, so many milliseconds after it was routed.
    ///
    /// A refusal by the recipient's system counts nothing: the message waits on.
    package mutating func count(_ step: Handoff.Step, after milliseconds: Int64) {
        switch step {
        case .delivered:
            delivered += 1
            toDelivery += milliseconds
        case .acknowledged:
            acknowledged += 1
            toAcknowledgement += milliseconds
        case .answered: answered += 1
        case .undeliverable: undeliverable += 1
        case .refused: break
        }
    }

    /// Adds what was counted elsewhere.
    package static func += (sum: inout SharingTally, other: SharingTally) {
        sum.routed += other.routed
        sum.delivered += other.delivered
        sum.acknowledged += other.acknowledged
        sum.answered += other.answered
        sum.undeliverable += other.undeliverable
        sum.toDelivery += other.toDelivery
        sum.toAcknowledgement += other.toAcknowledgement
    }
}
