// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Pieces of payloads that many stories use.
enum Payload {
    /// The duty to share of the Children Act 2004.
    static let section16LA: JSONValue = [
        "statute": "Children Act 2004 s.16LA", "art6": "e", "art9": "g", "sch1": "18",
    ]

    /// The duty to tell schools of the Domestic Abuse Act 2021.
    static let section49A: JSONValue = [
        "statute": "Domestic Abuse Act 2021 s.49A", "art6": "c", "art9": "g", "sch1": "18",
    ]

    /// Whom a message is about, what it is for, the law that lets it be sent, and how urgent it
    /// is: what every message says that may open a matter.
    static func opening(
        _ type: String, _ children: [Child], _ body: JSONValue
    ) -> [JSONMember] {
        let grounds = [
            JSONMember("subjects", .array(children.map(\.subject))),
            JSONMember("purpose", .string(purposes[type] ?? "safeguarding-a-child")),
            JSONMember("lawful_basis", type == "education.notified" ? section49A : section16LA),
        ]
        let urgency = body["urgency"] == nil ? [JSONMember("urgency", "routine")] : []
        return grounds + urgency + (body.members ?? [])
    }

    private static let purposes = [
        "information.requested": "mash-enquiry",
        "strategy-discussion.requested": "strategy-discussion",
        "conference.invited": "child-protection-conference",
        "conference.recorded": "child-protection-conference",
        "core-group.recorded": "child-protection-plan", "plan.flagged": "child-protection-plan",
        "missing.reported": "missing-child", "missing.found": "missing-child",
        "exploitation.identified": "exploitation",
        "looked-after.changed": "looked-after-child",
        "looked-after.reviewed": "looked-after-child",
        "placement.notified": "looked-after-child",
        "health-assessment.requested": "health-of-looked-after-child",
        "care-leaver.contacted": "leaving-care", "pathway.reviewed": "leaving-care",
        "education.notified": "support-in-school", "case.transferred": "case-transfer",
        "escalation.raised": "escalation", "case.referred-back": "quality-assurance",
    ]

    /// That a named role and team has a message.
    static func acknowledgement(
        role: String, team: String, at moment: Instant, status: String = "accepted",
        _ more: [JSONMember] = []
    ) -> JSONValue {
        .object(
            [
                JSONMember("sender_role", .string(role)),
                JSONMember("accepted_by_role", .string(role)), JSONMember("team", .string(team)),
                JSONMember("accepted_at", .string(moment.rfc3339)),
                JSONMember("status", .string(status)),
            ] + more)
    }

    /// Who came to a meeting, and who did not.
    static func attendance(_ town: Town, _ invited: [Seat], absent: [Seat] = []) -> JSONValue {
        .array(
            invited.map { seat in
                let isPresent = !absent.contains(seat)
                return [
                    "org": .string(town[seat].id.uri), "role": .string(town[seat].role),
                    "mode": isPresent ? "in-person" : "not-present", "present": .boolean(isPresent),
                ]
            })
    }

    /// Who is asked to come to a meeting.
    static func invitees(_ town: Town, _ invited: [Seat]) -> JSONValue {
        .array(
            invited.map {
                ["org": .string(town[$0].id.uri), "role": .string(town[$0].role)]
            })
    }

    /// A task of one agency.
    static func task(_ town: Town, of seat: Seat, due: CalendarDate) -> JSONValue {
        [
            "owner_org": .string(town[seat].id.uri), "due": .string("\(due)"),
            "what": "Invented: see the child, and tell the group.",
        ]
    }
}

extension Planner {
    /// An agency says that it has a message.
    @discardableResult
    mutating func acknowledge(
        _ message: Sent, by seat: Seat, at moment: Instant, role: String = "safeguarding-lead",
        team: String = "Safeguarding"
    ) -> Sent {
        let moment = max(moment, message.at.after(minutes: 3))
        return answer(
            message, "message.acknowledged", from: seat, at: moment,
            Payload.acknowledgement(role: role, team: team, at: moment.after(minutes: -1)))
    }
}
