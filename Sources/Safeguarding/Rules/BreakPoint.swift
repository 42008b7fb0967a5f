// SPDX-License-Identifier: Apache-2.0

/// The step at which a handoff or an expectation stopped, by the taxonomy that reviews show.
package enum BreakPoint: String, Sendable, Hashable, CaseIterable {
    /// A concern was held and never shared; the broker cannot see it.
    case notSent = "B1"
    /// It was sent and did not arrive.
    case sentNotReceived = "B2"
    /// It arrived and nobody took it on.
    case receivedNotOwned = "B3"
    /// Somebody took it on and did not decide in time.
    case ownedNotDecided = "B4"
    /// It was decided and the referrer was not told.
    case decidedNotTold = "B5"
    /// An agency was invited and neither came nor reported.
    case invitedDidNotCome = "B6"
    /// A meeting was late because a partner was not available.
    case meetingLate = "B7"
    /// People met, and what they decided was not recorded or sent round.
    case metNotCirculated = "B8"
    /// It was notified and the follow-up was not done.
    case followUpNotDone = "B9"
    /// It was done and the result did not go back to the partners.
    case resultNotReturned = "B10"
    /// The request was late, and so everything after it.
    case requestLate = "B11"
    /// It fell into the gap outside office hours.
    case outOfHoursGap = "B12"
    /// Repeat contacts were not joined up.
    case repeatContactsNotJoined = "B13"
    /// Sources were not held against each other.
    case sourcesNotCrossReferenced = "B14"
    /// What was sent was too poor to act on.
    case contentPoor = "B15"
    /// The numbers that were reported were wrong.
    case wrongNumbers = "B16"
    /// A disagreement was not escalated.
    case disagreementNotEscalated = "B17"
    /// After the plan was made, things drifted.
    case driftAfterPlan = "B18"
    /// It was judgement; the broker cannot see it.
    case judgement = "B19"
    /// It was lost between two areas.
    case crossBorder = "B20"

    /// Whether a miss may stand for it, and so a rule name it: B2 to B12, B15 and B20.
    ///
    /// The others leave no trace at the broker (B1, B19), or show in how several messages lie together
    /// and never by one that did not come.
    package var isMiss: Bool {
        switch self {
        case .notSent, .repeatContactsNotJoined, .sourcesNotCrossReferenced, .wrongNumbers,
            .disagreementNotEscalated, .driftAfterPlan, .judgement:
            false
        default: true
        }
    }

    /// The code that reports use, `B1` to `B20`.
    package var code: String { rawValue }

    /// The break in a few words, as reports show it.
    package var name: String {
        switch self {
        case .notSent: "not sent"
        case .sentNotReceived: "sent, not received"
        case .receivedNotOwned: "received, not owned"
        case .ownedNotDecided: "owned, not decided in time"
        case .decidedNotTold: "decided, not told"
        case .invitedDidNotCome: "invited, did not come or report"
        case .meetingLate: "meeting late because a partner was unavailable"
        case .metNotCirculated: "met, not recorded or circulated"
        case .followUpNotDone: "notified, follow-up not done"
        case .resultNotReturned: "done, result not returned to partners"
        case .requestLate: "request late, and so everything after it"
        case .outOfHoursGap: "out-of-hours gap"
        case .repeatContactsNotJoined: "repeat contacts not joined up"
        case .sourcesNotCrossReferenced: "sources not cross-referenced"
        case .contentPoor: "content poor"
        case .wrongNumbers: "wrong numbers"
        case .disagreementNotEscalated: "disagreement not escalated"
        case .driftAfterPlan: "drift after the plan"
        case .judgement: "thresholds and judgement"
        case .crossBorder: "lost across a border"
        }
    }
}
