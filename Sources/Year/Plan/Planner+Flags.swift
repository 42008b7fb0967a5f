// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What is told once, and what is questioned.
extension Planner {
    /// Unscheduled care is told who has a plan or is looked after.
    mutating func planFlag() {
        let family = population.family(aged: 1...16, &chance)
        let day = diary.workingDay(from: storyDay)
        _ = open(
            "plan.flagged", from: .council, to: [.trust, .commissioner],
            at: diary.at(day, chance.number(9...16), chance.number(0...59)), about: family,
            [
                "sender_role": "plan-administrator",
                "kind": .string(chance.one(of: ["CPP", "CLA"])), "start": .string("\(day)"),
                "la_contact": ["day": ["team": "Front door"], "edt": ["team": "Nights"]],
                "responsible_la": "E08000024",
            ])
    }

    /// Somebody sees that a child is used by others.
    mutating func exploitation() {
        let family = population.family(aged: 12...17, &chance)
        let from = chance.one(of: [Seat.police, .youthJustice, .trust, .council])
        let day = diary.workingDay(from: storyDay)
        let identified = open(
            "exploitation.identified", from: from, to: from == .council ? [.police] : [.council],
            at: diary.at(day, chance.number(9...15), chance.number(0...59)), about: family,
            [
                "sender_role": "exploitation-lead", "urgency": "routine",
                "kind": .string(chance.one(of: ["CSE", "CCE", "county-lines"])),
                "tool": "Invented screening tool", "nrm_referred": false, "status": "suspected",
            ])
        acknowledge(
            identified, by: identified.to[0], at: soon(identified.at, minutes: 20...120),
            role: "exploitation-lead", team: "Missing and exploitation")
        if chance.happens(0.35) { escalate(identified) }
    }

    /// A disagreement about it goes up a stage, is answered and closed.
    private mutating func escalate(_ identified: Sent) {
        let (by, other) = (identified.from, identified.to[0])
        let stage = chance.one(weighted: [(1, 0.7), (2, 0.2), (3, 0.1)])
        let limit = [1, 2, 5][stage - 1]
        let at = office(chance.number(3...6), after: identified.at)
        let raised = answer(
            identified, "escalation.raised", from: by, to: [other], at: at, withSubjects: true,
            [
                "sender_role": "safeguarding-lead", "stage": .string("\(stage)"),
                "about": about(identified), "matter": "threshold",
                "reason": "Invented: we see it otherwise.", "respondent_role": "team-manager",
                "due": .string(
                    "\(diary.workingDay(limit, after: London.date(at: at)))"),
                "urgency": "routine",
            ])
        acknowledge(
            raised, by: other, at: soon(raised.at, minutes: 15...60), role: "team-manager",
            team: "Front door")
        let late = due(workingDays: limit, after: raised.at)
        let isLate = happens(.escalationUnanswered, at: late)
        let answered = answer(
            raised, "escalation.answered", from: other,
            at: isLate
                ? office(chance.number(2...6), after: late)
                : diary.office(raised.at.after(minutes: chance.number(100...240))),
            [
                "sender_role": "team-manager", "stage": .string("\(stage)"),
                "outcome": "partly-agreed", "answer": "Invented: we shall look again.",
            ])
        if isLate {
            miss("R24", .ownedNotDecided, by: other, of: raised, due: late, done: answered)
        }
        _ = answer(
            answered, "escalation.closed", from: by, to: [other],
            at: office(2, after: answered.at),
            [
                "sender_role": "safeguarding-lead", "stage": .string("\(stage)"),
                "outcome": "resolved",
            ])
    }

    private func about(_ message: Sent) -> JSONValue {
        ["iss": .string(town[message.from].id.uri), "jti": .string(message.token)]
    }

    /// An inspector gives a case back: it is taken on and acted on.
    mutating func referredBack() {
        let family = population.family(&chance)
        let day = diary.workingDay(from: storyDay)
        let due = diary.workingDay(5, after: day)
        let back = open(
            "case.referred-back", from: .inspectorate, to: [.council],
            at: diary.at(day, chance.number(10...15), chance.number(0...59)), about: family,
            [
                "sender_role": "inspector", "reason": "Invented: nobody has seen the child.",
                "reason_code": "not-seen", "action_requested": "See the child.",
                "about": ["txn": .string(chance.uuid())], "by": "inspectorate",
                "response_due": .string("\(due)"), "urgency": "routine",
            ])
        let taken = acknowledge(
            back, by: .council, at: soon(back.at, minutes: 30...120), role: "head-of-service",
            team: "Front door")
        let decided = decide(
            back, "existing-case", by: .council, at: office(chance.number(1...3), after: taken.at))
        inform(decided, by: .council, to: .inspectorate, "already-open")
    }
}
