// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Children who go missing, are found, and are asked about it by somebody independent.
extension Planner {
    /// An episode as it is known when the child is back.
    private struct Episode {
        let found: Sent
        let foundAt: Instant
        /// Whether the police have every message in it, because they opened it.
        let isOfPolice: Bool
    }

    /// The police take the report from the parents.
    mutating func missingFromHome() {
        let family = population.family(aged: 11...17, &chance)
        let reportedAt = timeOfReport()
        let report = open(
            "missing.reported", from: .police, to: [.council, .nightTeam], at: reportedAt,
            about: family, reportBody(at: reportedAt, placed: false))
        acknowledge(
            report, by: .council, at: diary.office(report.at).after(minutes: chance.number(0...25)),
            role: "missing-coordinator", team: "Missing and exploitation")
        let foundAt = reportedAt.after(minutes: chance.number(100...1_500))
        let found = answer(
            report, "missing.found", from: .police, to: [.council],
            at: foundAt.after(minutes: chance.number(20...90)), occurred: foundAt,
            withSubjects: true, foundBody(at: foundAt, placed: false))
        interview(Episode(found: found, foundAt: foundAt, isOfPolice: true))
    }

    /// The children's home tells the police and the council.
    mutating func missingFromCare() {
        let family = population.family(aged: 11...17, &chance)
        let reportedAt = timeOfReport()
        let report = open(
            "missing.reported", from: .homes, to: [.police, .council], at: reportedAt,
            about: family, reportBody(at: reportedAt, placed: true))
        acknowledge(
            report, by: .police, at: report.at.after(minutes: chance.number(5...30)),
            role: "missing-coordinator", team: "Control room")
        let foundAt = reportedAt.after(minutes: chance.number(100...1_500))
        let found = answer(
            report, "missing.found", from: .homes, to: [.police, .council],
            at: foundAt.after(minutes: chance.number(10...40)), occurred: foundAt,
            withSubjects: true, foundBody(at: foundAt, placed: true))
        interview(Episode(found: found, foundAt: foundAt, isOfPolice: false))
    }

    /// Between six in the evening and two in the morning.
    private mutating func timeOfReport() -> Instant {
        diary.at(storyDay, 18).after(minutes: chance.number(0...479))
    }

    private mutating func reportBody(at moment: Instant, placed: Bool) -> JSONValue {
        [
            "sender_role": "missing-coordinator", "urgency": "urgent",
            "reported_at": .string(moment.rfc3339),
            "risk": .string(chance.one(of: ["low", "medium", "medium", "high"])),
            "episode_type": "missing", "placed_by_la": .boolean(placed),
            "previous_episodes_12m": .integer(Int64(chance.number(0...6))),
        ]
    }

    private mutating func foundBody(at moment: Instant, placed: Bool) -> JSONValue {
        [
            "sender_role": "missing-coordinator", "found_at": .string(moment.rfc3339),
            "risk": "medium", "episode_type": "missing", "placed_by_la": .boolean(placed),
            "found_by": .string(chance.one(of: ["returned", "police", "carer"])),
        ]
    }

    /// Offered and held within 72 hours, and what was said told to the police.
    private mutating func interview(_ episode: Episode) {
        let late = episode.foundAt.after(hours: 72)
        if happens(.interviewNotOffered, at: late) {
            let (offeredAt, heldAt) = (late.after(hours: 5), late.after(hours: 7))
            let record = record(
                episode, at: chance.happens(0.5) ? diary.end : office(2, after: heldAt),
                outcome: "held", offeredAt: offeredAt, heldAt: heldAt, isShared: true)
            for duty in ["R16.offered", "R16.held"] {
                miss(
                    duty, .followUpNotDone, by: .council, of: episode.found, due: late,
                    done: record)
            }
            return
        }
        let offeredAt = episode.foundAt.after(minutes: chance.number(200...1_900))
        guard chance.happens(profile.interviewsAccepted) else {
            _ = record(
                episode, at: offeredAt.after(minutes: chance.number(20...400)),
                outcome: "declined", offeredAt: offeredAt)
            return
        }
        let heldAt = offeredAt.after(minutes: chance.number(120...1_500))
        let isShared =
            episode.isOfPolice
            || !happens(.interviewNotShared, at: due(workingDays: 2, after: late))
        let interview = record(
            episode, at: heldAt.after(minutes: chance.number(40...240)), outcome: "held",
            offeredAt: offeredAt, heldAt: heldAt, isShared: isShared)
        if !isShared { shareLate(interview, episode, offeredAt: offeredAt, heldAt: heldAt) }
    }

    /// The police hear of it a week later, or never.
    private mutating func shareLate(
        _ interview: Sent, _ episode: Episode, offeredAt: Instant, heldAt: Instant
    ) {
        let isEver = chance.happens(0.3)
        let copy = answer(
            interview, "return-interview.recorded", from: .council, to: [.police],
            at: isEver ? office(chance.number(4...9), after: interview.at) : diary.end,
            interviewBody("held", offeredAt: offeredAt, heldAt: heldAt, isShared: true))
        miss(
            "R17", .resultNotReturned, by: .council, of: interview,
            due: due(workingDays: 2, after: interview.at), done: copy)
    }

    private mutating func record(
        _ episode: Episode, at moment: Instant, outcome: String, offeredAt: Instant,
        heldAt: Instant? = nil, isShared: Bool = false
    ) -> Sent {
        answer(
            episode.found, "return-interview.recorded", from: .council,
            to: isShared ? [.police] : [.homes], at: moment, occurred: heldAt,
            interviewBody(outcome, offeredAt: offeredAt, heldAt: heldAt, isShared: isShared))
    }

    private func interviewBody(
        _ outcome: String, offeredAt: Instant, heldAt: Instant?, isShared: Bool
    ) -> JSONValue {
        var body: [JSONMember] = [
            JSONMember("sender_role", "return-interviewer"),
            JSONMember("offered_at", .string(offeredAt.rfc3339)),
            JSONMember("accepted", .boolean(heldAt != nil)),
            JSONMember("outcome", .string(outcome)),
        ]
        guard let heldAt else {
            return .object(body + [JSONMember("declined_reason", "Invented: did not want to.")])
        }
        let shared: [JSONValue] =
            isShared ? [["org": .string(town[.police].id.uri), "role": "police"]] : []
        body += [
            JSONMember("held_at", .string(heldAt.rfc3339)), JSONMember("independent", true),
            JSONMember("risk_themes", ["peer-influence"]),
            JSONMember("shared_to", .array(shared)),
        ]
        return .object(body)
    }
}
