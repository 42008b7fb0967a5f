// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Child protection conferences: who is invited, who answers, reports and comes, and what is sent
/// round afterwards.
extension Planner {
    /// A conference as it is going to be.
    struct Conference {
        let invitation: Sent
        let invited: [Seat]
        let heldAt: Instant
        var record: Sent
        /// Whether there is a plan after it.
        var isPlan: Bool
    }

    /// The first conference: within 15 working days of the strategy discussion.
    mutating func conferFirst(_ concluded: Sent, _ discussion: Discussion, _ contact: Sent) {
        let isLate = happens(.conferenceLate, at: due(workingDays: 15, after: discussion.heldAt))
        let isInvitedLate = !isLate && happens(.invitedLate, at: concluded.at.after(hours: 24 * 8))
        let days = isLate ? chance.number(17...27) : isInvitedLate ? 15 : chance.number(10...13)
        let heldAt = conferenceTime(days, after: discussion.heldAt)
        let invitedAt = office(
            isInvitedLate ? chance.number(6...7) : 1, after: concluded.at)
        var invited: [Seat] = [
            .police, .trust, .healthVisiting, .practices, contact.family.schools[0],
        ]
        if ![.council, .nightTeam].contains(contact.from), !invited.contains(contact.from) {
            invited.append(contact.from)
        }
        if contact.from == .nightTeam { invited.append(.nightTeam) }
        let invitation = answer(
            concluded, "conference.invited", from: .council, to: invited, at: invitedAt,
            withSubjects: true,
            invitationBody("ICPC", at: heldAt, invited, discussedAt: discussion.heldAt))
        if isInvitedLate {
            miss(
                "R9.invited", .requestLate, by: .council, of: concluded,
                due: due(workingDays: 5, after: concluded.at), done: invitation)
        }
        var conference = confer(
            invitation, invited, kind: "ICPC", heldAt: heldAt, isPlan: chance.happens(0.85),
            mayBeLate: !isInvitedLate)
        if isLate {
            miss(
                "R9.held", .meetingLate, by: .council, of: concluded,
                due: due(workingDays: 15, after: discussion.heldAt), done: conference.record)
        }
        if conference.isPlan { follow(&conference, isFirst: true) }
    }

    /// A family that has had a plan since before the year began: its next review comes.
    mutating func isOnAPlan() {
        let family = population.largeFamily(&chance)
        let day = diary.workingDay(from: storyDay.adding(days: chance.number(0...5)))
        let heldAt = conferenceTime(9, after: diary.at(day, 9))
        let invited: [Seat] = [.police, .trust, .healthVisiting, family.schools[0]]
        let invitation = open(
            "conference.invited", from: .council, to: invited, at: diary.at(day, 10, 15),
            about: family, invitationBody("RCPC", at: heldAt, invited))
        var conference = confer(
            invitation, invited, kind: "RCPC", heldAt: heldAt, isPlan: true)
        follow(&conference, isFirst: false)
    }

    /// Conferences are held between half past nine and four.
    mutating func conferenceTime(_ days: Int, after moment: Instant) -> Instant {
        let day = diary.workingDay(days, after: London.date(at: moment))
        return diary.at(day, 9, 30).after(minutes: 30 * chance.number(0...8))
    }

    func invitationBody(
        _ kind: String, at heldAt: Instant, _ invited: [Seat], discussedAt: Instant? = nil
    ) -> JSONValue {
        let reportDue = diary.workingDay(2, before: London.date(at: heldAt))
        var body: [JSONMember] = [
            JSONMember("sender_role", "conference-administrator"),
            JSONMember("kind", .string(kind)), JSONMember("at", .string(heldAt.rfc3339)),
            JSONMember("report_due", .string("\(reportDue)")), JSONMember("mode", "in-person"),
            JSONMember("place", "Civic Centre, room 2"),
            JSONMember("invited", Payload.invitees(town, invited)),
        ]
        if let discussedAt {
            body.append(JSONMember("strategy_discussion_at", .string(discussedAt.rfc3339)))
        }
        return .object(body)
    }

    /// Answers, reports, the conference itself and its record.
    ///
    /// - Parameter mayBeLate: whether the record may; not where its receipt alone would show in time
    ///   that the conference was.
    mutating func confer(
        _ invitation: Sent, _ invited: [Seat], kind: String, heldAt: Instant, isPlan: Bool,
        mayBeLate: Bool = true
    ) -> Conference {
        for seat in invited { prepare(invitation, seat, heldAt: heldAt) }
        var absent: [Seat] = []
        if happens(.absentFromConference, at: heldAt.after(hours: 24)) { absent.append(.police) }
        let isLate = mayBeLate && happens(.recordLate, at: due(workingDays: 1, after: heldAt))
        let recordedAt =
            isLate
            ? office(kind == "ICPC" ? 2 : chance.number(2...4), after: heldAt)
            : heldAt.after(minutes: chance.number(100...160))
        let record = answer(
            invitation, "conference.recorded", from: .council, to: invited, at: recordedAt,
            occurred: heldAt, withSubjects: true,
            recordBody(kind, heldAt: heldAt, invited, absent: absent, isPlan: isPlan))
        if isLate {
            miss(
                "R11.recorded", .metNotCirculated, by: .council, of: invitation,
                due: due(workingDays: 1, after: heldAt), done: record)
        }
        for seat in absent {
            miss(
                "R11.attendance", .invitedDidNotCome, by: seat, of: record, due: heldAt,
                done: nil)
        }
        return Conference(
            invitation: invitation, invited: invited, heldAt: heldAt, record: record,
            isPlan: isPlan)
    }

    /// One of those invited says whether it comes, and reports.
    private mutating func prepare(_ invitation: Sent, _ seat: Seat, heldAt: Instant) {
        if happens(.inviteeSilent, at: due(workingDays: 2, after: invitation.at)) {
            miss(
                "R10.answered", .invitedDidNotCome, by: seat, of: invitation,
                due: due(workingDays: 2, after: invitation.at), done: nil, whom: seat)
        } else {
            let answered = answer(
                invitation, "conference.answered", from: seat, at: office(1, after: invitation.at),
                [
                    "sender_role": "safeguarding-lead", "attending": "yes",
                    "will_submit_report": true,
                ])
            end("R10.answered", seat, by: answered)
        }
        let late = London.endOfDay(diary.workingDay(2, before: London.date(at: heldAt)))
        let isLate = happens(.reportMissing, at: late)
        let isNever = isLate && chance.happens(0.5)
        let inTime = diary.at(
            diary.workingDay(2, before: London.date(at: heldAt)), chance.number(9...15),
            chance.number(0...59))
        let report = answer(
            invitation, "conference.reported", from: seat,
            at: isNever ? diary.end : isLate ? late.after(minutes: 60 * 9) : inTime,
            [
                "sender_role": "safeguarding-lead", "submitted_at": .string(inTime.rfc3339),
                "not_shared_reason": "Invented: the family was not at home.",
                "view": "plan-needed",
            ])
        end("R10.reported", seat, by: report)
        guard isLate else { return }
        miss(
            "R10.reported", .invitedDidNotCome, by: seat, of: invitation, due: late, done: report,
            whom: seat)
    }

    private mutating func recordBody(
        _ kind: String, heldAt: Instant, _ invited: [Seat], absent: [Seat], isPlan: Bool
    ) -> JSONValue {
        let day = London.date(at: heldAt)
        var body: [JSONMember] = [
            JSONMember("sender_role", "conference-chair"), JSONMember("kind", .string(kind)),
            JSONMember("held_at", .string(heldAt.rfc3339)), JSONMember("quorate", true),
            JSONMember(
                "attendance", Payload.attendance(town, [.council] + invited, absent: absent)),
        ]
        guard isPlan else { return .object(body + [JSONMember("outcome", "no-plan")]) }
        let isFirst = kind == "ICPC"
        let members: [JSONValue] = invited.prefix(4).map {
            ["org": .string(town[$0].id.uri), "role": .string(town[$0].role)]
        }
        body += [
            JSONMember("outcome", isFirst ? "plan-made" : "plan-continued"),
            JSONMember(
                "plan",
                [
                    "category": .string(chance.one(of: ["NEG", "NEG", "EMO", "PHY", "SAB"])),
                    "start": .string("\(isFirst ? day : day.adding(days: -80))"),
                ]),
            JSONMember("core_group_members", .array(members)),
            JSONMember(
                "next_review_by", .string("\(day.adding(days: isFirst ? 84 : 170))")),
        ]
        return .object(body)
    }
}
