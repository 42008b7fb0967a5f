// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What schools hear of the night before: Operation Encompass.
extension Planner {
    /// The police tell each child's school before the next school day begins.
    mutating func tellSchools(of incident: Sent, happened: Instant) {
        let day = London.date(at: incident.at)
        let schoolDay = nextSchoolDay(after: day)
        let due = diary.at(schoolDay, 8, 30)
        let isLate = happens(.schoolNotTold, at: due)
        let never = isLate && chance.happens(0.5)
        var last: Sent?
        for school in incident.family.schools {
            let children = incident.family.children.filter { $0.school == school }
            let moment =
                never
                ? diary.end
                : isLate
                    ? due.after(minutes: chance.number(40...3_000))
                    : incident.at.after(minutes: chance.number(6...40))
            let notice = answer(
                incident, "education.notified", from: .police, to: [school], at: moment,
                naming: children, withSubjects: true,
                noticeBody(incident, children, happened, schoolDay))
            if last.map({ $0.at < notice.at }) ?? true { last = notice }
            acknowledge(
                notice, by: school, at: diary.office(notice.at, opening: 45),
                role: "designated-safeguarding-lead", team: "Safeguarding")
        }
        if isLate {
            miss("R18", .resultNotReturned, by: .police, of: incident, due: due, done: last)
        }
    }

    private func nextSchoolDay(after day: CalendarDate) -> CalendarDate {
        var next = day.adding(days: 1)
        while !diary.isSchoolDay(next) { next = next.adding(days: 1) }
        return next
    }

    private mutating func noticeBody(
        _ incident: Sent, _ children: [Child], _ happened: Instant, _ schoolDay: CalendarDate
    ) -> JSONValue {
        [
            "sender_role": "encompass-officer", "urgency": "routine",
            "incident_ref": .string("NP-\(chance.number(100_000...999_999))"),
            "incident_at": .string(happened.rfc3339), "notification_kind": "DA",
            "children_present": true,
            "voice_of_child": ["not_obtained_reason": "Invented: asleep when officers came."],
            "next_school_day": .string("\(schoolDay)"),
        ]
    }
}
