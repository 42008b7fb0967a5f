// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// The names of event types that a configuration may use.
///
/// Besides those whose schemas are at hand they are the whole vocabulary of the field, so that an
/// agreement or a rule can be written before its schema comes; a name outside both is a slip of the
/// pen, and a message that nobody receives.
enum EventNames {
    /// The vocabulary of safeguarding messages, in the order in which a case meets them.
    static let vocabulary = [
        "referral.made", "incident.notified", "message.acknowledged", "referral.decided",
        "referrer.informed", "case.allocated", "case.transferred", "information.requested",
        "information.provided", "information.withheld", "strategy-discussion.requested",
        "strategy-discussion.held", "section47.concluded", "conference.invited",
        "conference.answered", "conference.reported", "conference.recorded",
        "core-group.recorded", "missing.reported", "missing.found", "return-interview.recorded",
        "exploitation.identified", "education.notified", "looked-after.changed",
        "placement.notified", "health-assessment.requested", "health-assessment.completed",
        "care-leaver.contacted", "pathway.reviewed", "plan.flagged", "escalation.raised",
        "escalation.answered", "escalation.closed", "record.corrected", "record.retracted",
        "case.referred-back",
    ]

    /// The names of everything that can happen: the vocabulary, what has a schema, and the
    /// broker's own notices.
    static func all(in catalogue: Catalogue) -> [String] {
        Set(vocabulary + catalogue.entries.map(\.type.name)).sorted()
    }

    /// The names of what agencies send, which is what agreements and subscriptions are about.
    static func sentByAgencies(in catalogue: Catalogue) -> [String] {
        let own = Set(catalogue.entries.filter(\.isIssuedByBroker).map(\.type.name))
        return all(in: catalogue).filter { !own.contains($0) }
    }
}
