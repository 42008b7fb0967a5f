// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// A strategy discussion, the enquiry after it, and whether there is to be a conference.
extension Planner {
    /// A strategy discussion as it is going to be.
    struct Discussion {
        let request: Sent
        let held: Sent
        let heldAt: Instant
        let isEnquiryNeeded: Bool
    }

    /// The council calls police and health, and whoever referred, to discuss it within the day.
    mutating func discuss(_ decided: Sent, _ contact: Sent) {
        let requested = timeOfRequest(after: decided.at)
        var invited: [Seat] = [.council, .police, .trust]
        if !invited.contains(contact.from) { invited.append(contact.from) }
        let request = answer(
            decided, "strategy-discussion.requested", from: .council, to: [.police, .trust],
            at: requested, withSubjects: true,
            [
                "sender_role": "team-manager", "urgency": "urgent",
                "requested_at": .string(requested.rfc3339),
                "attendees": Payload.invitees(town, invited),
                "grounds": "Invented: why there is reasonable cause to suspect harm.",
            ])
        let isLate = happens(.strategyLate, at: request.at.after(hours: 24))
        for seat in invited.dropFirst() {
            respond(to: request, by: seat, isLate: isLate && seat == .police)
        }
        let discussion = hold(request, invited, isLate: isLate)
        if discussion.isEnquiryNeeded { enquire(discussion, contact) }
    }

    /// In the morning, so that four hours end while people are there, and no outage is near.
    private func timeOfRequest(after moment: Instant) -> Instant {
        var moment = diary.office(moment.after(minutes: 20))
        while true {
            let day = London.date(at: moment)
            if moment < diary.at(day, 11), !diary.meetsOutage(moment) { return moment }
            moment = diary.at(diary.workingDay(1, after: day), 9, 5)
        }
    }

    private mutating func respond(to request: Sent, by seat: Seat, isLate: Bool) {
        let minutes = isLate ? chance.number(330...700) : chance.number(8...150)
        let responded = acknowledge(request, by: seat, at: request.at.after(minutes: minutes))
        if isLate {
            miss(
                "R6.response", .meetingLate, by: seat, of: request,
                due: request.at.after(hours: 4), done: responded)
        }
    }

    private mutating func hold(_ request: Sent, _ invited: [Seat], isLate: Bool) -> Discussion {
        let heldAt =
            isLate
            ? office(chance.number(2...5), after: request.at)
            : request.at.after(minutes: chance.number(200...320))
        let isEnquiryNeeded = chance.happens(0.87)
        // Where police or health do not come, the discussion is none by the rule.
        let absent = invited.dropFirst(3).filter { _ in
            happens(.absentFromStrategy, at: heldAt.after(hours: 3))
        }
        var body: [JSONMember] = [
            JSONMember("sender_role", "team-manager"),
            JSONMember("requested_at", .string(request.at.rfc3339)),
            JSONMember("held_at", .string(heldAt.rfc3339)),
            JSONMember("attendees", Payload.attendance(town, invited, absent: absent)),
            JSONMember("outcome", .string(isEnquiryNeeded ? "s47-joint" : "no-s47")),
            JSONMember("quorate", true),
        ]
        if isLate { body.append(JSONMember("reason_delayed", "police-unavailable")) }
        let held = answer(
            request, "strategy-discussion.held", from: .council, to: [.police, .trust],
            at: heldAt.after(minutes: chance.number(30...80)), occurred: heldAt, .object(body))
        if isLate {
            miss(
                "R6.held", .meetingLate, by: .council, of: request,
                due: request.at.after(hours: 24), done: held)
        }
        for seat in absent {
            miss("R6.attendance", .invitedDidNotCome, by: seat, of: held, due: heldAt, done: nil)
        }
        return Discussion(
            request: request, held: held, heldAt: heldAt, isEnquiryNeeded: isEnquiryNeeded)
    }

    /// The enquiry, within 15 working days; where a conference is needed, early enough for that.
    private mutating func enquire(_ discussion: Discussion, _ contact: Sent) {
        let isConferenceNeeded = chance.happens(0.38)
        let isLate =
            !isConferenceNeeded
            && happens(.enquiryLate, at: due(workingDays: 15, after: discussion.heldAt))
        let days =
            isLate
            ? chance.number(17...24)
            : isConferenceNeeded ? chance.number(2...4) : chance.number(5...13)
        let concludedAt = office(days, after: discussion.heldAt)
        let concluded = answer(
            discussion.held, "section47.concluded", from: .council, to: [.police, .trust],
            at: concludedAt,
            [
                "sender_role": "team-manager", "icpc_required": .boolean(isConferenceNeeded),
                "outcome": isConferenceNeeded ? "CP_CONFERENCE" : "PROV_OF_SERVICES",
                "concluded_on": .string("\(London.date(at: concludedAt))"),
                "strategy_discussion_at": .string(discussion.heldAt.rfc3339),
            ])
        if isLate {
            miss(
                "R8.concluded", .followUpNotDone, by: .council, of: discussion.held,
                due: due(workingDays: 15, after: discussion.heldAt), done: concluded)
        }
        if isConferenceNeeded { conferFirst(concluded, discussion, contact) }
    }
}
