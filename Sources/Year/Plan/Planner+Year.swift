// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// The streams of a year (domain.md section 9), and how many stories each has.
extension Planner {
    /// Tells every story of the year.
    mutating func tellTheYear() {
        tellContacts()
        tell("transfers", perYear: 1_250) { $0.transferBetweenTeams() }
        tell("transfers across", perYear: 45) { $0.transferAcross() }
        tell("night work", perYear: 240) { $0.nightTransfer() }
        tell("missing from home", perYear: 900) { $0.missingFromHome() }
        tell("missing from care", perYear: 600) { $0.missingFromCare() }
        tell("enquiries", perYear: 3_350) { $0.informationRequest() }
        tell("looked after", perYear: 251) { $0.becomesLookedAfter() }
        tell("reviews", perYear: 560, spread: false) { $0.isLookedAfter() }
        tell("health reviews", perYear: 650) { $0.healthReview() }
        tell("plans", perYear: 120, spread: false) { $0.isOnAPlan() }
        tell("care leavers", perYear: 252, spread: false) { $0.careLeaver() }
        tell("flags", perYear: 1_500) { $0.planFlag() }
        tell("exploitation", perYear: 350) { $0.exploitation() }
        tell("referred back", perYear: 21) { $0.referredBack() }
    }

    /// Tells so many stories, spread over the year; or, where each goes on all year, as many as the
    /// year has, which begin in its first weeks.
    ///
    /// - Parameter tell: the story; it begins on `storyDay`.
    private mutating func tell(
        _ stream: String, perYear: Double, spread: Bool = true, _ tell: (inout Planner) -> Void
    ) {
        let count = spread ? count(perYear: perYear) : Int((perYear * share).rounded(.up))
        for number in 0..<count {
            begin(stream, number)
            if spread {
                let days = diary.days
                storyDay = days[min(days.count - 1, number * days.count / count)]
            } else {
                storyDay = London.date(at: diary.start).adding(days: number * 50 / count)
            }
            tell(&self)
        }
    }
}
