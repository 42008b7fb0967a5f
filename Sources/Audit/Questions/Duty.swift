// SPDX-License-Identifier: Apache-2.0

/// The duties that the questions ask about, by their names in a rule pack.
///
/// An overlay of a partnership changes limits and contacts and keeps names, so that these hold for
/// every pack that is laid over `england-2026.1`. A pack without one of them leaves its columns at
/// nothing.
enum Duty: String {
    /// The front door says that it has a referral.
    case acknowledged = "R1"
    /// The front door decides what happens next.
    case decided = "R2"
    /// The referrer is told the outcome.
    case told = "R3"
    /// A team and a worker are named.
    case allocated = "R4"
    /// An agency asked to a strategy discussion says that it has the request.
    case discussionAnswered = "R6.response"
    /// The strategy discussion is held.
    case discussionHeld = "R6.held"
    /// An agency on the list of a strategy discussion came.
    case discussionAttended = "R6.attendance"
    /// An agency invited to a conference answers.
    case invitationAnswered = "R10.answered"
    /// An agency invited to a conference reports.
    case reported = "R10.reported"
    /// An agency on the list of a conference came.
    case conferenceAttended = "R11.attendance"
    /// An agency on the list of a core group came.
    case coreGroupAttended = "R13.attendance"
    /// A return interview is offered.
    case interviewOffered = "R16.offered"
    /// What a return interview brought goes to the police and to the front door.
    case interviewShared = "R17"
    /// A care leaver is contacted again.
    case careLeaverContacted = "R22"
    /// An escalation is answered.
    case escalationAnswered = "R24"
    /// The authority says that it has a case that was referred back.
    case referredBackAcknowledged = "R26.acknowledged"
    /// The authority decides what follows for a case that was referred back.
    case referredBackAnswered = "R26.answered"
}

/// The types of message that the questions ask about, by name.
enum Kind {
    /// What brings a child to the front door.
    static let contacts: Set<String> = ["referral.made", "incident.notified"]
    /// A notice of the police.
    static let incident = "incident.notified"
    /// What the front door decided.
    static let decision = "referral.decided"
    /// A team and a worker were named.
    static let allocation = "case.allocated"
    /// A case passes from one team to another.
    static let transfer = "case.transferred"
    /// An assessment was concluded.
    static let assessment = "assessment.concluded"
    /// Enquiries under section 47 were concluded.
    static let enquiry = "section47.concluded"
    /// An earlier message no longer holds.
    static let retraction = "record.retracted"
    /// A role or team has a message.
    static let acknowledgement = "message.acknowledged"
    /// A strategy discussion is asked for.
    static let discussionRequest = "strategy-discussion.requested"
    /// A strategy discussion was held.
    static let discussion = "strategy-discussion.held"
    /// Agencies are invited to a conference.
    static let invitation = "conference.invited"
    /// A conference was held.
    static let conference = "conference.recorded"
    /// A core group was held.
    static let coreGroup = "core-group.recorded"
    /// A child is missing.
    static let missing = "missing.reported"
    /// A missing child was found.
    static let found = "missing.found"
    /// A return interview was offered or held.
    static let interview = "return-interview.recorded"
    /// A child is exploited, or may be.
    static let exploitation = "exploitation.identified"
    /// A school is told of an incident.
    static let education = "education.notified"
    /// A care leaver was contacted, or it was tried.
    static let careLeaver = "care-leaver.contacted"
    /// A disagreement was escalated.
    static let escalation = "escalation.raised"
    /// An escalation is answered.
    static let escalationAnswer = "escalation.answered"
    /// An escalation was closed.
    static let escalationClosed = "escalation.closed"
    /// A case was referred back.
    static let referredBack = "case.referred-back"
    /// Information was not given.
    static let withheld = "information.withheld"
    /// What answers a request for information.
    static let answers: Set<String> = ["information.provided", withheld]
}
