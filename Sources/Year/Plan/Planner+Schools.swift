// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What schools hear of the night before: Operation Encompass.
extension Planner {
    /// The police tell each child's school before the next school day begins.
    mutating func tellSchools(of incident: Sent, happened: Instant) {
        let due = schoolMorning(after: incident.at)
        let schoolDay = London.date(at: due)
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

    /// What a school must hear of before its day begins leaves the police in time for that.
    func beforeSchool(_ moment: Instant) -> Instant {
        let day = London.date(at: moment)
        let due = diary.at(day, 8, 30)
        guard diary.isSchoolDay(day), moment < due, moment >= due.after(minutes: -Self.telling)
        else { return moment }
        return moment.after(minutes: -Self.telling)
    }

    /// How many minutes telling the schools takes at most.
    private static let telling = 45

    /// Half past eight on the first school day on which that is still to come.
    private func schoolMorning(after moment: Instant) -> Instant {
        var day = London.date(at: moment)
        while !diary.isSchoolDay(day) || moment >= diary.at(day, 8, 30) {
            day = day.adding(days: 1)
        }
        return diary.at(day, 8, 30)
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
