// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What happens while the offices are closed, and what of it is there in the morning.
extension Planner {
    /// Whether the night team sent it while nobody was in the office.
    func isNightWork(_ message: Sent) -> Bool {
        message.from == .nightTeam && !diary.isOfficeHour(message.at)
    }

    /// Half past nine on the first working day on which that is still to come.
    func morning(after moment: Instant) -> Instant {
        let day = London.date(at: moment)
        let morning = diary.at(day, 9, 30)
        guard !diary.isWorking(day) || moment >= morning else { return morning }
        return diary.at(diary.workingDay(1, after: day), 9, 30)
    }

    /// The night team hands a case over to the day team.
    mutating func nightTransfer() {
        let family = population.family(&chance)
        let moment = diary.at(storyDay, chance.number(18...23), chance.number(0...59))
        let offered = open(
            "case.transferred", from: .nightTeam, to: [.council], at: moment, about: family,
            [
                "sender_role": "social-worker", "sender_team": "Emergency Duty Team",
                "team": "Front door", "worker_role": "social-worker",
                "from_at": .string(moment.rfc3339), "status": "offered",
                "transfer_kind": "out-of-hours", "from_team": "Emergency Duty Team",
                "summary": "Invented: what was done in the night, and what is left to do.",
            ])
        let due = morning(after: offered.at)
        let isLate = happens(.nightRecordLate, at: due)
        let taken =
            isLate
            ? due.after(minutes: chance.number(30...110))
            : diary.office(offered.at).after(minutes: chance.number(0...25))
        let acknowledged = acknowledge(
            offered, by: .council, at: taken, role: "referral-officer", team: "Front door")
        if isLate {
            miss("R23", .outOfHoursGap, by: .council, of: offered, due: due, done: acknowledged)
        }
        takeOver(offered, by: .council, at: acknowledged.at.after(minutes: 5))
    }
}

/// Cases that are handed from one team to another.
extension Planner {
    mutating func transferBetweenTeams() {
        let family = population.family(&chance)
        let moment = diary.at(
            diary.workingDay(from: storyDay), chance.number(9...15), chance.number(0...59))
        let offered = offer(
            family, from: .council, to: .locality, kind: "between-teams", at: moment)
        let late = due(workingDays: 1, after: offered.at)
        guard happens(.transferLost, at: late) else {
            let taken = office(1, after: offered.at)
            takeOver(offered, by: .locality, at: taken)
            return
        }
        // Their system never shows it, until somebody asks where the case is.
        let found = office(chance.number(4...12), after: offered.at)
        lose(offered, by: .locality, until: found)
        let taken = takeOver(offered, by: .locality, at: found.after(minutes: 40))
        miss("R5.within", .sentNotReceived, by: .locality, of: offered, due: late, done: taken)
    }

    /// A family moves to the neighbouring authority, or from it.
    mutating func transferAcross() {
        let family = population.family(&chance)
        let moment = diary.at(
            diary.workingDay(from: storyDay), chance.number(9...14), chance.number(0...59))
        let isOutward = chance.happens(0.6)
        let (from, to) = isOutward ? (Seat.council, Seat.neighbour) : (.neighbour, .council)
        let offered = offer(family, from: from, to: to, kind: "between-areas", at: moment)
        let late = due(workingDays: 1, after: offered.at)
        let isLost = happens(.transferAcrossLost, at: late)
        let acknowledged = acknowledge(
            offered, by: to, at: soon(offered.at, minutes: 20...90), role: "referral-officer",
            team: "Front door")
        let taken =
            isLost
            ? office(chance.number(5...18), after: offered.at)
            : office(1, after: offered.at)
        let accepted = takeOver(offered, by: to, at: max(taken, acknowledged.at.after(minutes: 4)))
        if isLost {
            miss("R5.across", .crossBorder, by: to, of: offered, due: late, done: accepted)
        }
    }

    private mutating func offer(
        _ family: Family, from: Seat, to: Seat, kind: String, at moment: Instant
    ) -> Sent {
        open(
            "case.transferred", from: from, to: [to], at: moment, about: family,
            [
                "sender_role": "team-manager", "team": "Locality team 2",
                "worker_role": "social-worker", "from_at": .string(moment.rfc3339),
                "status": "offered", "transfer_kind": .string(kind), "from_team": "Assessment",
                "to_agency": .string(town[to].id.uri),
            ])
    }

    @discardableResult
    mutating func takeOver(_ offered: Sent, by seat: Seat, at moment: Instant) -> Sent {
        answer(
            offered, "case.transferred", from: seat, to: [offered.from], at: moment,
            [
                "sender_role": "team-manager", "team": "Locality team 2",
                "worker_role": "social-worker", "from_at": .string(moment.rfc3339),
                "status": "accepted", "accepted_by": "team-manager",
            ])
    }
}
