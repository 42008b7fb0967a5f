// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// One agency asks others what they hold.
extension Planner {
    mutating func informationRequest() {
        let family = population.largeFamily(&chance)
        let isOfPolice = chance.happens(0.2)
        let from: Seat = isOfPolice ? .police : .council
        let grade = chance.one(weighted: [("red", 0.08), ("amber", 0.4), ("green", 0.52)])
        let at = timeOfRequest()
        let asked = askedAgencies(from)
        let request = open(
            "information.requested", from: from, to: asked, at: at, about: family,
            [
                "sender_role": "social-worker", "urgency": grade == "red" ? "urgent" : "routine",
                "grade": .string(grade),
                "items": [["item": "involvement"], ["item": "chronology"]],
                "needed_by": .string(due(grade, after: at).rfc3339),
            ])
        let late = due(grade, after: request.at)
        let lost: Seat? = grade != "red" && happens(.requestLost, at: late) ? asked[0] : nil
        for seat in asked {
            if seat == lost {
                loseRequest(request, by: seat, due: late)
            } else {
                answer(request, by: seat, grade: grade, due: late)
            }
        }
    }

    /// In the morning and clear of outages, as what is red is due in four hours.
    private mutating func timeOfRequest() -> Instant {
        let day = diary.workingDay(from: storyDay)
        let moment = diary.at(day, chance.number(9...11), chance.number(0...59))
        return diary.clear(moment)
    }

    private mutating func askedAgencies(_ from: Seat) -> [Seat] {
        let all: [Seat] = [
            .police, .trust, .healthVisiting, .schools, .practices, .housing, .refuge,
            .youthJustice, .council,
        ].filter { $0 != from }
        let first = chance.number(0...all.count - 1)
        return (0..<3).map { all[(first + $0) % all.count] }.sorted()
    }

    private func due(_ grade: String, after moment: Instant) -> Instant {
        switch grade {
        case "red": moment.after(hours: 4)
        case "amber": due(workingDays: 1, after: moment)
        default: due(workingDays: 3, after: moment)
        }
    }

    private mutating func answer(_ request: Sent, by seat: Seat, grade: String, due: Instant) {
        let isLate = happens(.answerLate, at: due)
        let inTime =
            grade == "red"
            ? request.at.after(minutes: chance.number(20...170))
            : office(grade == "amber" ? 1 : chance.number(1...2), after: request.at)
        let answered = inform(request, by: seat, at: isLate ? office(2, after: due) : inTime)
        guard isLate else { return }
        miss("R7", .followUpNotDone, by: seat, of: request, due: due, done: answered)
    }

    /// The system of one of those asked never shows the request, until somebody rings up.
    private mutating func loseRequest(_ request: Sent, by seat: Seat, due: Instant) {
        let found = office(chance.number(2...6), after: due)
        lose(request, by: seat, until: found)
        let answered = inform(request, by: seat, at: found.after(minutes: 45))
        miss("R7", .sentNotReceived, by: seat, of: request, due: due, done: answered)
    }

    private mutating func inform(_ request: Sent, by seat: Seat, at moment: Instant) -> Sent {
        if chance.happens(0.03) {
            return answer(
                request, "information.withheld", from: seat, at: moment,
                [
                    "sender_role": "information-officer", "status": "withheld",
                    "source_system_checked": ["case records"], "reason": "more-detrimental",
                    "decided_by_role": "caldicott-guardian",
                ])
        }
        let isNothingHeld = chance.happens(0.3)
        return answer(
            request, "information.provided", from: seat, at: moment,
            [
                "sender_role": "information-officer",
                "status": isNothingHeld ? "none-held" : "complete",
                "source_system_checked": ["case records"],
                "no_information_held": .boolean(isNothingHeld),
            ])
    }
}
