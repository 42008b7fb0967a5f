// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What the front door does with a contact: it takes it on, decides, tells the referrer, and gives
/// the case to a worker.
extension Planner {
    /// - Parameter closes: how large a share of such contacts ends with no further action.
    mutating func handle(_ contact: Sent, isUrgent: Bool, closes: Double) {
        if isUrgent { return handleAtOnce(contact) }
        if unowned > 0, chance.happens(0.6) { return ownNobody(contact) }
        let taken = takeOn(contact)
        guard happens(.decidedLate, at: due(workingDays: 1, after: contact.at)) else {
            let moment = diary.office(taken.at.after(minutes: chance.number(20...45)))
            return settle(contact, at: moment, closes: closes)
        }
        let decided = decide(
            contact, "early-help", by: .council, at: office(chance.number(3...8), after: taken.at))
        miss(
            "R2", .ownedNotDecided, by: .council, of: contact,
            due: due(workingDays: 1, after: contact.at), done: decided)
        inform(decided, by: .council, to: contact.from, "early-help-offered")
    }

    /// The day team says that it has a contact; what the night team sent is there by morning.
    private mutating func takeOn(_ contact: Sent) -> Sent {
        let due = morning(after: contact.at)
        let isLate = isNightWork(contact) && happens(.nightRecordLate, at: due)
        let moment =
            isLate
            ? due.after(minutes: chance.number(30...110))
            : soon(contact.at, minutes: 10...100)
        let taken = acknowledge(
            contact, by: .council, at: moment, role: "referral-officer", team: "Front door")
        if isLate {
            miss("R23", .outOfHoursGap, by: .council, of: contact, due: due, done: taken)
        }
        return taken
    }

    /// A child in immediate danger: within the hour, at any hour.
    private mutating func handleAtOnce(_ contact: Sent) {
        acknowledge(
            contact, by: .council, at: contact.at.after(minutes: chance.number(5...20)),
            role: "referral-officer", team: "Front door")
        let decided = decide(
            contact, "immediate-protection", by: .council,
            at: contact.at.after(minutes: chance.number(28...45)))
        inform(decided, by: .council, to: contact.from, "child-protection-enquiry")
    }

    /// It is received, and nobody takes it on for five months.
    private mutating func ownNobody(_ contact: Sent) {
        unowned -= 1
        let found = diary.office(contact.at.after(hours: 24 * 150))
        let taken = acknowledge(
            contact, by: .council, at: found, role: "service-manager", team: "Assessment team 3")
        let decided = decide(
            contact, "advice", by: .council, at: office(1, after: taken.at))
        let late = due(workingDays: 1, after: contact.at)
        miss("R1", .receivedNotOwned, by: .council, of: contact, due: late, done: taken)
        miss("R2", .receivedNotOwned, by: .council, of: contact, due: late, done: decided)
        if isNightWork(contact) {
            miss(
                "R23", .outOfHoursGap, by: .council, of: contact, due: morning(after: contact.at),
                done: taken)
        }
        inform(decided, by: .council, to: contact.from, "advice-given")
    }

    /// The usual way, to a decision of which there are several for brothers and sisters.
    private mutating func settle(_ contact: Sent, at moment: Instant, closes: Double) {
        let children = contact.family.children
        if children.count > 1, chance.happens(0.12) {
            let first = decide(
                contact, "s17-assessment", by: .council, at: moment, naming: [children[0]])
            inform(
                first, by: .council, to: contact.from, "assessment-started", naming: [children[0]])
            allocate(first, contact)
            let rest = decide(
                contact, "no-further-action", by: .council, at: moment.after(minutes: 9),
                naming: Array(children.dropFirst()))
            return inform(
                rest, by: .council, to: contact.from, "no-further-action",
                naming: Array(children.dropFirst()))
        }
        let open = 1 - closes
        let (decision, outcome) = chance.one(weighted: [
            (("no-further-action", "no-further-action"), closes * 0.7),
            (("advice", "advice-given"), closes * 0.3),
            (("early-help", "early-help-offered"), open * 0.2),
            (("existing-case", "already-open"), open * 0.13),
            (("s17-assessment", "assessment-started"), open * 0.51),
            (("strategy-discussion", "child-protection-enquiry"), open * 0.16),
        ])
        let decided = decide(contact, decision, by: .council, at: moment)
        inform(decided, by: .council, to: contact.from, outcome)
        guard ["s17-assessment", "strategy-discussion"].contains(decision) else { return }
        allocate(decided, contact)
        if decision == "strategy-discussion" { discuss(decided, contact) }
    }

    /// Says what is to happen next.
    mutating func decide(
        _ contact: Sent, _ decision: String, by seat: Seat, at moment: Instant,
        naming children: [Child]? = nil
    ) -> Sent {
        let rationale =
            switch decision {
            case "existing-case": "already-open"
            case "no-further-action", "advice": "threshold-level-1"
            case "early-help": "threshold-level-2"
            case "s17-assessment": "threshold-level-3"
            default: "threshold-level-4"
            }
        return answer(
            contact, "referral.decided", from: seat, at: moment, naming: children,
            [
                "sender_role": "team-manager", "sender_team": "Front door",
                "decision": .string(decision),
                "decided_at": .string(max(moment.after(minutes: -2), contact.at).rfc3339),
                "decided_by_role": "team-manager", "rationale_code": .string(rationale),
            ])
    }

    /// Tells the referrer the outcome, unless that is what goes wrong.
    mutating func inform(
        _ decided: Sent, by seat: Seat, to referrer: Seat, _ outcome: String,
        naming children: [Child]? = nil
    ) {
        let late = due(workingDays: 1, after: decided.at)
        let isLate = seat == .council && happens(.referrerNotTold, at: late)
        let never = isLate && chance.happens(0.4)
        let moment =
            isLate
            ? office(chance.number(3...14), after: decided.at)
            : soon(decided.at, minutes: 10...120)
        let informed = answer(
            decided, "referrer.informed", from: seat, to: [referrer],
            at: never ? diary.end : moment, naming: children,
            [
                "sender_role": "referral-officer", "outcome_class": .string(outcome),
                "next_contact": "The front door, by telephone.",
            ])
        guard isLate else { return }
        miss(
            "R3", .decidedNotTold, by: seat, of: decided,
            due: late, done: informed)
    }

    /// Gives the case to a worker, and then the assessment is made.
    private mutating func allocate(_ decided: Sent, _ contact: Sent) {
        let isLate = happens(.notAllocated, at: due(workingDays: 1, after: decided.at))
        let moment =
            isLate
            ? office(chance.number(3...9), after: decided.at)
            : office(1, after: decided.at)
        let allocated = answer(
            decided, "case.allocated", from: .council, to: [.locality], at: moment,
            [
                "sender_role": "team-manager",
                "team": .string("Assessment team \(chance.number(1...4))"),
                "worker_role": "social-worker", "from_at": .string(moment.rfc3339),
            ])
        if isLate {
            miss(
                "R4", .receivedNotOwned, by: .council, of: decided,
                due: due(workingDays: 1, after: decided.at), done: allocated)
        }
        assess(allocated, decided, contact)
    }

    private mutating func assess(_ allocated: Sent, _ decided: Sent, _ contact: Sent) {
        let isLate = happens(.assessmentLate, at: due(workingDays: 45, after: contact.at))
        let started = London.date(at: allocated.at)
        let moment = office(
            isLate ? chance.number(47...62) : chance.number(18...38), after: contact.at)
        let concluded = answer(
            allocated, "assessment.concluded", from: .council, to: [.locality], at: moment,
            [
                "sender_role": "team-manager", "started_on": .string("\(started)"),
                "concluded_on": .string("\(London.date(at: moment))"),
                "outcome": .string(
                    chance.one(of: ["no-further-action", "child-in-need-plan", "early-help"])),
                "factors": ["16A"], "child_seen": true, "child_seen_alone": true,
                "referral_received_at": .string(contact.at.rfc3339),
            ])
        guard isLate else { return }
        miss(
            "R15", .ownedNotDecided, by: .council, of: decided,
            due: due(workingDays: 45, after: contact.at), done: concluded)
    }
}
