// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// One message owed to one recipient, and how far it got.
///
/// Transport moves it to *delivered* and no further; only a message that the recipient signed
/// moves it to *acknowledged* or *answered* (design.md section 2). The times are the broker's.
package struct Handoff: Sendable, Hashable {
    /// Who must receive the message.
    package let recipient: AgencyID
    /// When it was routed.
    package let routedAt: Instant
    /// When the recipient's system said that it has it.
    package private(set) var deliveredAt: Instant?
    /// When a professional's signed acknowledgement arrived.
    package private(set) var acknowledgedAt: Instant?
    /// When the first signed answer of another kind arrived.
    package private(set) var answeredAt: Instant?
    /// When the recipient's system last refused it (`setErrs`, RFC 8936 section 2.6).
    package private(set) var refusedAt: Instant?
    /// When it was declared undeliverable by rule; it stays in the mailbox all the same.
    package private(set) var undeliverableAt: Instant?

    /// How far a handoff got.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It waits in the recipient's mailbox.
        case routed
        /// The recipient's system has it.
        case delivered
        /// A named role or team has it.
        case acknowledged
        /// The recipient answered it.
        case answered
        /// The recipient's system refused it, and has not taken it since.
        case refused
        /// It was not taken within the time that its urgency allows.
        case undeliverable
    }

    /// Something that happened to a handoff and changed it.
    package enum Step: String, Sendable, Hashable {
        /// The recipient's system took it.
        case delivered
        /// A professional acknowledged it.
        case acknowledged
        /// The recipient answered it.
        case answered
        /// The recipient's system refused it.
        case refused
        /// It was declared undeliverable.
        case undeliverable
    }

    /// Opens a handoff.
    package init(to recipient: AgencyID, routedAt: Instant) {
        self.recipient = recipient
        self.routedAt = routedAt
    }

    /// The furthest that it got.
    ///
    /// A refusal by the recipient's system stands until that system takes the message after all.
    package var state: State {
        if answeredAt != nil { return .answered }
        if acknowledgedAt != nil { return .acknowledged }
        if deliveredAt != nil { return .delivered }
        if refusedAt != nil { return .refused }
        return undeliverableAt == nil ? .routed : .undeliverable
    }

    /// Whether the message is still handed out to whoever polls the mailbox.
    package var isInMailbox: Bool { deliveredAt == nil }

    /// Takes a step; nil when it changes nothing, because it was taken before.
    ///
    /// Each step keeps its first time, but for a refusal, which keeps its last.
    package mutating func take(_ step: Step, at now: Instant) -> Step? {
        switch step {
        case .delivered: first(\.deliveredAt, now) ? step : nil
        case .acknowledged: first(\.acknowledgedAt, now) ? step : nil
        case .answered: first(\.answeredAt, now) ? step : nil
        case .undeliverable: isInMailbox && first(\.undeliverableAt, now) ? step : nil
        case .refused: refuse(now)
        }
    }

    private mutating func first(
        _ time: WritableKeyPath<Handoff, Instant?>, _ now: Instant
    ) -> Bool {
        guard self[keyPath: time] == nil else { return false }
        self[keyPath: time] = now
        return true
    }

    private mutating func refuse(_ now: Instant) -> Step? {
        guard isInMailbox else { return nil }
        refusedAt = now
        return .refused
    }
}
