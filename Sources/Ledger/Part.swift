// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Routing
package import Safeguarding
import Wire

/// What only some of an entry's parties may see (interfaces.md section 6).
///
/// Each part is committed to by the entry's facts and can be shown alone. Part 0 of a message's
/// entry is its routing, and of a refusal who was told of it; handoffs, exclusions, expectations and the
/// steps it causes follow. What has many members lies behind a reference: parts are copied often.
package enum Part: Sendable, Hashable {
    /// Who receives the message: for the sender.
    indirect case routing(RoutingPart)
    /// One recipient's handoff: for that recipient and the sender.
    case handoff(Recipient)
    /// An agency that fell out, and the rule: for the sender.
    case exclusion(Exclusion)
    /// An expectation that is opened: for whoever owes it and whoever is owed.
    indirect case expectation(Expectation.Terms)
    /// A step that a handoff took: for its recipient and the sender.
    case step(HandoffStep)
    /// A verdict on an expectation: for whoever owes it and whoever is owed.
    case verdict(ExpectationStep)
    /// Who was told of a refusal: for the sender.
    case refusal(RefusalPart)
    /// The entry of a refused message that this one is again: for the sender.
    case resubmission(Int64)
    /// An earlier message that this one corrects or retracts: for whoever has either.
    case amendment(AmendmentPart)
    /// What is due to be purged, of one class: for who oversees.
    case due(DuePart)
    /// A message that was purged: for who oversees.
    case purged(PurgedPart)
    /// The entries whose facts and parts are due to be purged: for who oversees.
    case factsDue(FactsDuePart)
    /// An entry whose facts and parts were purged: for who oversees.
    case forgotten(ForgottenPart)
}

/// The routing of a message as its sender may see it.
package struct RoutingPart: Sendable, Hashable {
    /// Who receives it, in the order of the handoff parts that follow.
    package let recipients: [AgencyID]
    /// Duty-holders that the message does not reach.
    package let absent: [AbsentDutyHolder]
    /// Rules that applied and whose due time could not be computed.
    package let unjudged: [String]
    /// Agreements that let it out though the day was over by which they were to be reviewed.
    package let overdueAgreements: [String]
    /// Whether it was routed as restricted.
    package let isRestricted: Bool

    /// Gathers the routing.
    package init(
        recipients: [AgencyID], absent: [AbsentDutyHolder] = [], unjudged: [String] = [],
        overdueAgreements: [String] = [], isRestricted: Bool = false
    ) {
        self.recipients = recipients
        self.absent = absent
        self.overdueAgreements = overdueAgreements
        self.unjudged = unjudged
        self.isRestricted = isRestricted
    }
}

/// A step that a handoff took.
package struct HandoffStep: Sendable, Hashable {
    /// The handoff.
    package let handoff: PartName
    /// The step.
    package let step: Handoff.Step
    /// The error code that the recipient's system gave, verbatim (RFC 8936 section 2.6).
    package let error: String?

    /// Records a step.
    package init(handoff: PartName, step: Handoff.Step, error: String? = nil) {
        self.handoff = handoff
        self.step = step
        self.error = error
    }
}

/// A step that an expectation took.
package struct ExpectationStep: Sendable, Hashable {
    /// The expectation.
    package let expectation: PartName
    /// The step.
    package let step: Expectation.Step

    /// Records a step.
    package init(expectation: PartName, step: Expectation.Step) {
        self.expectation = expectation
        self.step = step
    }
}
