// SPDX-License-Identifier: Apache-2.0

/// How a place works: how often each thing goes wrong in it.
///
/// Volumes are the same in all profiles; only the rates differ (domain.md section 9).
package struct Profile: Sendable {
    /// The name by which `baton simulate` is told it.
    package let name: String
    /// What it is, in a sentence for the report.
    package let about: String
    /// How large a share of what could go wrong does, by what goes wrong.
    let rates: [Fault: Double]
    /// How many referrals are received and owned by nobody for months, in one batch.
    let unownedBatch: Int
    /// How large a share of the contacts from the police end with no further action.
    let policeContactsClosed: Double
    /// How large a share of the return interviews that are offered are accepted.
    let interviewsAccepted: Double

    /// The profile of a name; nil when there is none.
    package init?(named name: String) {
        guard let profile = Self.all.first(where: { $0.name == name }) else { return nil }
        self = profile
    }

    private init(
        name: String, about: String, unownedBatch: Int, policeContactsClosed: Double,
        interviewsAccepted: Double, rates: [Fault: Double]
    ) {
        self.name = name
        self.about = about
        self.rates = rates
        self.unownedBatch = unownedBatch
        self.policeContactsClosed = policeContactsClosed
        self.interviewsAccepted = interviewsAccepted
    }

    /// The share of a fault; nothing where the profile says nothing.
    func rate(of fault: Fault) -> Double { rates[fault] ?? 0 }
}

extension Profile {
    /// Every profile there is.
    package static let all = [sunderland2015, sunderland2025, clean]

    /// As inspectors found Sunderland in 2015.
    private static let sunderland2015 = Profile(
        name: "sunderland-2015",
        about: "a place with the failings that inspectors published of Sunderland in 2015",
        unownedBatch: 122, policeContactsClosed: 0.5, interviewsAccepted: 0.7,
        rates: [
            .transferLost: 0.02, .requestLost: 0.01, .notAllocated: 0.05, .decidedLate: 0.06,
            .assessmentLate: 0.15, .referrerNotTold: 0.12, .absentFromStrategy: 0.05,
            .strategyLate: 0.1, .inviteeSilent: 0.05, .reportMissing: 0.1,
            .absentFromConference: 0.6, .conferenceLate: 0.49, .invitedLate: 0.1,
            .recordLate: 0.12, .absentFromCoreGroup: 0.3, .coreGroupLate: 0.1,
            .coreGroupNotCirculated: 0.2, .reviewLate: 0.1, .interviewNotOffered: 0.3,
            .interviewNotShared: 1, .schoolNotTold: 0.05, .partnerNotNotified: 0.15,
            .areaNotNotified: 0.3, .transferAcrossLost: 0.2, .assessmentAskedLate: 0.35,
            .assessmentDoneLate: 0.2, .lookedAfterReviewLate: 0.08, .contactLate: 0.1,
            .answerLate: 0.1, .nightRecordLate: 0.1, .enquiryLate: 0.06, .escalationUnanswered: 0.2,
        ])

    /// As inspectors found it in 2025.
    private static let sunderland2025 = Profile(
        name: "sunderland-2025",
        about: "a place that works as inspectors found Sunderland in 2025: well, and not perfectly",
        unownedBatch: 2, policeContactsClosed: 0.3, interviewsAccepted: 0.55,
        rates: [
            .transferLost: 0.005, .requestLost: 0.002, .notAllocated: 0.005, .decidedLate: 0.005,
            .assessmentLate: 0.03, .referrerNotTold: 0.01, .absentFromStrategy: 0.01,
            .strategyLate: 0.02, .inviteeSilent: 0.01, .reportMissing: 0.03,
            .absentFromConference: 0.1, .conferenceLate: 0.15, .invitedLate: 0.03,
            .recordLate: 0.03, .absentFromCoreGroup: 0.08, .coreGroupLate: 0.03,
            .coreGroupNotCirculated: 0.03, .reviewLate: 0.03, .interviewNotOffered: 0.02,
            .interviewNotShared: 0.05, .schoolNotTold: 0.01, .partnerNotNotified: 0.03,
            .areaNotNotified: 0.08, .transferAcrossLost: 0.08, .assessmentAskedLate: 0.06,
            .assessmentDoneLate: 0.08, .lookedAfterReviewLate: 0.02, .contactLate: 0.02,
            .answerLate: 0.02, .nightRecordLate: 0.02, .enquiryLate: 0.02,
            .escalationUnanswered: 0.05,
        ])

    /// Where everybody does everything in time.
    private static let clean = Profile(
        name: "clean", about: "a place where everybody does everything in time", unownedBatch: 0,
        policeContactsClosed: 0.4, interviewsAccepted: 0.8, rates: [:])
}
