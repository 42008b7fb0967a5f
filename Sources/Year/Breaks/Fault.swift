// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong in a place, as its people would name it.
enum Fault: String, Sendable, Hashable, CaseIterable {
    /// A case is handed to another team, whose system never takes the message.
    case transferLost
    /// A request for information is never taken by the system of one of those asked.
    case requestLost
    /// A referral is decided on, and nobody is given the case for days.
    case notAllocated
    /// A referral is taken on, and decided days later.
    case decidedLate
    /// The assessment takes more than 45 working days.
    case assessmentLate
    /// The referrer hears the outcome late, or never.
    case referrerNotTold
    /// An agency does not come to the strategy discussion.
    case absentFromStrategy
    /// The police answer a request for a strategy discussion late, and so it is held late.
    case strategyLate
    /// An agency does not answer an invitation to a conference.
    case inviteeSilent
    /// An agency sends its report to the conference late, or not at all.
    case reportMissing
    /// The police do not come to the conference.
    case absentFromConference
    /// The first conference is held after more than 15 working days.
    case conferenceLate
    /// The invitations to the first conference go out late.
    case invitedLate
    /// What a conference decided is sent round days late.
    case recordLate
    /// An agency does not come to a core group.
    case absentFromCoreGroup
    /// The next core group meets late.
    case coreGroupLate
    /// What a core group agreed is sent round late.
    case coreGroupNotCirculated
    /// The review conference is held late.
    case reviewLate
    /// A child who was missing is offered no return interview in 72 hours.
    case interviewNotOffered
    /// What a child said in the return interview does not reach the police.
    case interviewNotShared
    /// The school does not hear of the night's incident before the day begins.
    case schoolNotTold
    /// One of the partners is not told where a child is placed.
    case partnerNotNotified
    /// The authority of the area is not told that a child is placed there.
    case areaNotNotified
    /// A family moves, and the other authority does not take the case over.
    case transferAcrossLost
    /// The initial health assessment is asked for late, and so done late.
    case assessmentAskedLate
    /// The initial health assessment is asked for in time and done late.
    case assessmentDoneLate
    /// The review of a looked-after child is held late.
    case lookedAfterReviewLate
    /// A care leaver is not seen for more than eight weeks.
    case contactLate
    /// An agency answers a request for information late.
    case answerLate
    /// What the night team did is not on the day team's desk by morning.
    case nightRecordLate
    /// The child protection enquiry takes more than 15 working days.
    case enquiryLate
    /// A disagreement that was escalated is answered late.
    case escalationUnanswered
}
