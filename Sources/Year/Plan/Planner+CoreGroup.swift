// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What follows a conference while there is a plan: core groups, and the next review.
extension Planner {
    /// Tells core groups and reviews until the year ends.
    mutating func follow(_ conference: inout Conference, isFirst: Bool) {
        var isFirst = isFirst
        var sequence = isFirst ? 1 : chance.number(3...6)
        var last: (record: Sent, heldAt: Instant)?
        while conference.record.number != nil {
            let isLate = happens(
                .reviewLate, at: conference.heldAt.after(hours: 24 * (isFirst ? 93 : 185)))
            let review = reviewTime(after: conference.heldAt, isFirst: isFirst, isLate: isLate)
            last = coreGroups(after: conference, until: review, &sequence, last)
            let next = self.review(of: conference, at: review)
            if isLate {
                miss(
                    isFirst ? "R14.first" : "R14.later", .followUpNotDone, by: .council,
                    of: conference.record,
                    due: London.endOfDay(
                        London.date(at: conference.heldAt).adding(months: isFirst ? 3 : 6)),
                    done: next.record)
            }
            conference = next
            isFirst = false
        }
    }

    private mutating func reviewTime(
        after heldAt: Instant, isFirst: Bool, isLate: Bool
    ) -> Instant {
        let days =
            isFirst
            ? chance.number(isLate ? 96...110 : 66...74)
            : chance.number(isLate ? 190...205 : 150...162)
        let day = London.date(at: heldAt).adding(days: days)
        return conferenceTime(1, after: diary.at(day, 9))
    }

    private mutating func review(of conference: Conference, at heldAt: Instant) -> Conference {
        let day = diary.workingDay(14, before: London.date(at: heldAt))
        let invitation = answer(
            conference.record, "conference.invited", from: .council, to: conference.invited,
            at: diary.at(day, 10, chance.number(0...59)), withSubjects: true,
            invitationBody("RCPC", at: heldAt, conference.invited))
        return confer(
            invitation, conference.invited, kind: "RCPC", heldAt: heldAt, isPlan: true)
    }

    /// Core groups from a conference to the next: the first within ten working days, then each within
    /// six weeks.
    private mutating func coreGroups(
        after conference: Conference, until review: Instant, _ sequence: inout Int,
        _ earlier: (record: Sent, heldAt: Instant)?
    ) -> (record: Sent, heldAt: Instant)? {
        var last = earlier
        var heldAt = conferenceTime(chance.number(3...4), after: conference.heldAt)
        var isFirst = true
        while heldAt < review {
            let lateAt = last.map { conferenceTime(1, after: $0.heldAt.after(hours: 24 * 46)) }
            var isLate = false
            if !isFirst, let lateAt, lateAt.after(hours: 24 * 10) < review {
                isLate = happens(.coreGroupLate, at: lateAt)
                if isLate { heldAt = lateAt }
            }
            let record = record(
                sequence, heldAt: heldAt, of: conference, after: last?.record ?? conference.record,
                isLate: !isFirst && !isLate
                    && happens(.coreGroupNotCirculated, at: heldAt.after(hours: 240)))
            if isLate, let last {
                miss(
                    "R13.next", .followUpNotDone, by: .council, of: last.record,
                    due: London.endOfDay(London.date(at: last.heldAt).adding(days: 42)),
                    done: record)
            }
            last = (record, heldAt)
            sequence += 1
            isFirst = false
            let day = London.date(at: heldAt).adding(days: chance.number(21...24))
            heldAt = conferenceTime(1, after: diary.at(day, 9))
        }
        return last
    }

    private mutating func record(
        _ sequence: Int, heldAt: Instant, of conference: Conference, after answered: Sent,
        isLate: Bool
    ) -> Sent {
        let members = Array(conference.invited.prefix(4))
        var absent: [Seat] = []
        if happens(.absentFromCoreGroup, at: heldAt.after(hours: 100)) { absent.append(.police) }
        // Not before the record of the conference that it follows: that may be late itself.
        let sentAt = max(
            office(isLate ? 6 : chance.number(1...2), after: heldAt),
            conference.record.at.after(minutes: 30))
        let record = answer(
            answered, "core-group.recorded", from: .council, to: members, at: sentAt,
            occurred: heldAt, withSubjects: true,
            [
                "sender_role": "lead-practitioner", "held_at": .string(heldAt.rfc3339),
                "sequence": .integer(Int64(sequence)),
                "attendance": Payload.attendance(town, [.council] + members, absent: absent),
                "actions": [
                    Payload.task(
                        town, of: members[1], due: London.date(at: heldAt).adding(days: 21))
                ],
                "progress": "some-progress", "quorate": true,
            ])
        if isLate {
            miss(
                "R13.circulated", .metNotCirculated, by: .council, of: record,
                due: due(workingDays: 5, after: heldAt), done: record)
        }
        for seat in absent {
            miss("R13.attendance", .invitedDidNotCome, by: seat, of: record, due: heldAt, done: nil)
        }
        return record
    }
}
