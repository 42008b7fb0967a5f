// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Who receives a message and why, who does not and which rule excluded them.
///
/// Only Routing makes one. It is kept with the message for ever: "who did not get it, and why" is
/// a question that reviews ask (wants.md, differentiator 6).
package struct RoutingDecision: Sendable, Hashable {
    /// Those who receive the message, the addressed first, in the order of `aud`.
    package let recipients: [Recipient]
    /// Those of them who get a reply only because every reply goes to the issuer of what it answers and
    /// of its root: neither addressed nor subscribers, so that nothing is asked of them.
    package let copied: [AgencyID]
    /// Those who fell out: addressed, or matched by a subscription, and then disallowed.
    package let excluded: [Exclusion]
    /// Those who owe something by a rule that this message triggers, and do not receive it.
    package let absent: [AbsentDutyHolder]
    /// The ids of agreements that let the message out though the day was over by which they were to be
    /// reviewed, in the order of the recipients.
    package let overdueAgreements: [String]
    /// Whether the thread is restricted to its issuer and those its issuer addressed.
    package let isRestricted: Bool

    /// Whether an agency receives the message.
    package func reaches(_ agency: AgencyID) -> Bool {
        recipients.contains { $0.agency == agency }
    }
}

/// An agency that receives a message.
package struct Recipient: Sendable, Hashable {
    /// The agency.
    package let agency: AgencyID
    /// Why it receives the message.
    package let reason: Reason
    /// The id of the agreement that allows it; nil where none is needed (the broker's own notices)
    /// or where the agreement that let the answered message out covers the reply.
    package let agreement: String?

    /// Why an agency receives a message.
    package enum Reason: String, Sendable, Hashable {
        /// It stands in `aud`.
        case addressed
        /// It subscribes to messages of this type from this sender.
        case subscribed
        /// It issued the message that is answered.
        case answered
        /// It issued the first message of the chain of answers.
        case root
        /// It received the message that is corrected or taken back.
        case earlier
        /// The broker tells it, by rule.
        case told

        /// Whether it is the copy of a reply that goes to who asked.
        var isCopy: Bool { self == .answered || self == .root }
    }

    /// Names a recipient.
    package init(agency: AgencyID, reason: Reason, agreement: String?) {
        self.agency = agency
        self.reason = reason
        self.agreement = agreement
    }
}

/// An agency that does not receive a message, and the rule that excluded it.
package struct Exclusion: Sendable, Hashable {
    /// The agency.
    package let agency: AgencyID
    /// The rule.
    package let rule: Rule
    /// Whether it stood in `aud`; its sender is then told.
    package let wasAddressed: Bool

    /// Which rule excluded an agency.
    package enum Rule: String, Sendable, Hashable {
        /// No agreement lets this sender share this type with it in this partnership.
        case noAgreement = "no-agreement"
        /// The thread, or this message, is restricted to those its issuer named.
        case restrictedOperation = "restricted-operation"
        /// A rule expects something of it, but the message neither addresses nor reaches it.
        case dutyHolderNotReached = "duty-holder-not-reached"
    }

    /// Records an exclusion.
    package init(agency: AgencyID, rule: Rule, wasAddressed: Bool) {
        self.agency = agency
        self.rule = rule
        self.wasAddressed = wasAddressed
    }
}

/// A duty-holder whom a message does not reach.
package struct AbsentDutyHolder: Sendable, Hashable {
    /// The agency that holds the role.
    package let agency: AgencyID
    /// The role in which it would owe something.
    package let role: Role
    /// The rule that would have opened an expectation.
    package let rule: String

    /// Names an absent duty-holder.
    package init(agency: AgencyID, role: Role, rule: String) {
        self.agency = agency
        self.role = role
        self.rule = rule
    }
}
