// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What is asked: a question, about a period of a partnership.
package struct Inquiry: Sendable, Hashable {
    /// The question.
    package let question: Question
    /// The period: its first instant, and the first after it.
    package let period: Range<Instant>
    /// The partnership.
    package let partnership: PartnershipID
    /// Its number in the log.
    package let number: Int
    /// The time at which it is answered.
    package let asOf: Instant
    /// The agencies that it is about.
    package let roll: Roll
    /// The child, for the question about one; nil for the others.
    package let subject: Subject?
    /// How many open cases the partnership finds right.
    package let caseloads: CaseloadLimits
    /// What another system returned, for the question that is compared with it; nil where nothing is.
    package let returned: ReturnedEpisodes?

    /// One child, as somebody names it.
    package enum Subject: Sendable, Hashable {
        /// By its keyed name in the partnership, in lower-case hexadecimal.
        case person(String)
        /// By the thread that is about it, and whoever else the thread is about.
        case thread(ThreadID)
    }

    /// Asks.
    package init(
        _ question: Question, during period: Range<Instant>, of partnership: PartnershipID,
        number: Int, asOf: Instant, roll: Roll, subject: Subject? = nil,
        caseloads: CaseloadLimits = CaseloadLimits(), returned: ReturnedEpisodes? = nil
    ) {
        self.question = question
        self.period = period
        self.partnership = partnership
        self.number = number
        self.asOf = asOf
        self.roll = roll
        self.subject = subject
        self.caseloads = caseloads
        self.returned = returned
    }

    /// From when on messages must be read: some questions look at what came before the period.
    package var readsFrom: Instant {
        switch question {
        case .repeatedContacts, .missingEpisodes:
            min(period.lowerBound, period.upperBound.adding(milliseconds: -Self.year))
        case .policeNotices:
            period.lowerBound.adding(milliseconds: -RepeatedGreens.window)
        case .caseload, .careLeavers: Self.beginning
        case .referrals, .unowned, .strategyDiscussions, .attendance, .child, .escalations, .proof:
            period.lowerBound
        }
    }

    /// Before everything, for what may have begun at any time.
    private static let beginning = Instant(milliseconds: 0)

    /// The twelve months that some questions look back, as 365 days.
    static let year: Int64 = 365 * Span.day

    /// Whether something happened in the period.
    func covers(_ moment: Instant) -> Bool { period.contains(moment) }
}
