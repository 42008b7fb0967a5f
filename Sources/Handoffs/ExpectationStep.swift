// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

extension Expectation {
    /// Something that happened to an expectation and changed it.
    package enum Step: Sendable, Hashable {
        /// An answer came for some of its subjects only, or nothing is owed for some after all.
        case partlyMet(subjects: [Int])
        /// It was done in time.
        case met(at: Instant)
        /// It was missed; when the miss climbs its ladder, where there is one.
        case missed(Miss, next: Instant?)
        /// It was done after the miss.
        case metLate(at: Instant)
        /// What opened it was taken back.
        case withdrawn(because: String)
        /// Nothing was owed after all.
        case notApplicable(because: String)
        /// The answer that met or ended it was taken back; when the miss that it had climbs its ladder,
        /// where there are both.
        case reopened(because: String, next: Instant? = nil)
        /// Its clock stands still.
        case paused(because: String)
        /// Its clock goes on.
        case resumed(due: Instant)
        /// Another agency owes it now.
        case passedOn(to: AgencyID)
        /// The miss climbed a rung of its ladder; when it climbs the next, where there is one.
        case escalated(rung: Int, next: Instant?)
    }
}

extension Expectation.Step {
    /// The word for it in parts and answers.
    package var word: String {
        switch self {
        case .partlyMet: "partly_met"
        case .met: "met"
        case .missed: "missed"
        case .metLate: "met_late"
        case .withdrawn: "withdrawn"
        case .notApplicable: "not_applicable"
        case .reopened: "reopened"
        case .paused: "paused"
        case .resumed: "resumed"
        case .passedOn: "passed_on"
        case .escalated: "escalated"
        }
    }
}

extension Expectation.Verdict {
    /// The word for it in answers and pages.
    package var word: String {
        switch self {
        case .open: "open"
        case .paused: "paused"
        case .met: "met"
        case .missed: "missed"
        case .metLate: "met_late"
        case .withdrawn: "withdrawn"
        case .notApplicable: "not_applicable"
        }
    }
}

extension Expectation.Verdict {
    /// When it was found missed; it stays on record whatever comes after.
    package var missed: Instant? {
        switch self {
        case .missed(let at), .metLate(_, let at): at
        case .withdrawn(_, let at), .notApplicable(_, let at): at
        case .open, .paused, .met: nil
        }
    }

    /// When what was expected was done.
    package var met: Instant? {
        switch self {
        case .met(let at), .metLate(let at, _): at
        case .open, .paused, .missed, .withdrawn, .notApplicable: nil
        }
    }
}
