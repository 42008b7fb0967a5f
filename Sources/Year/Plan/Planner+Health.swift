// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// The health of looked-after children, and the reviews of their care.
extension Planner {
    /// The initial health assessment: asked for within five working days, done within twenty.
    mutating func assessHealth(_ changed: Sent, start: CalendarDate) {
        let started = London.startOfDay(start)
        let isAskedLate = happens(.assessmentAskedLate, at: due(workingDays: 5, after: started))
        let isDoneLate =
            isAskedLate || happens(.assessmentDoneLate, at: due(workingDays: 20, after: started))
        let from = max(changed.at, started)
        let request = answer(
            changed, "health-assessment.requested", from: .council, to: [.trust],
            at: isAskedLate
                ? office(chance.number(8...16), after: from)
                : office(chance.number(1...2), after: changed.at),
            withSubjects: true, requestBody("IHA", start: start))
        let completedAt = office(
            isDoneLate ? chance.number(23...34) : chance.number(9...16), after: from)
        let completed = complete(request, "IHA", at: completedAt, isAskedLate: isAskedLate)
        if isAskedLate {
            miss(
                "R20.requested", .requestLate, by: .council, of: changed,
                due: due(workingDays: 5, after: started), done: request)
        }
        guard isDoneLate else { return }
        miss(
            "R20.completed", isAskedLate ? .requestLate : .followUpNotDone, by: .trust,
            of: request, due: due(workingDays: 20, after: started), done: completed)
    }

    /// A review of the health of a child who has been in care for long.
    mutating func healthReview() {
        let family = population.family(aged: 2...17, &chance)
        let day = diary.workingDay(from: storyDay)
        let request = open(
            "health-assessment.requested", from: .council, to: [.trust],
            at: diary.at(day, chance.number(9...15), chance.number(0...59)), about: family,
            requestBody("RHA", start: day.adding(days: -chance.number(200...1_500))))
        complete(request, "RHA", at: office(chance.number(5...15), after: request.at))
    }

    private func requestBody(_ kind: String, start: CalendarDate) -> JSONValue {
        [
            "sender_role": "social-worker", "kind": .string(kind),
            "cla_start": .string("\(start)"), "consent_at": .string("\(start)"),
            "urgency": "routine",
        ]
    }

    @discardableResult
    private mutating func complete(
        _ request: Sent, _ kind: String, at moment: Instant, isAskedLate: Bool = false
    ) -> Sent {
        var body: [JSONMember] = [
            JSONMember("sender_role", "designated-doctor"), JSONMember("kind", .string(kind)),
            JSONMember("completed_at", .string("\(London.date(at: moment))")),
        ]
        if isAskedLate { body.append(JSONMember("delay_reason", "late-request")) }
        acknowledge(request, by: .trust, at: soon(request.at, minutes: 30...200))
        return answer(
            request, "health-assessment.completed", from: .trust, at: moment, .object(body))
    }

    /// A child who has been in care since before the year began.
    mutating func isLookedAfter() {
        let family = population.family(aged: 2...16, &chance)
        let day = diary.workingDay(from: storyDay.adding(days: chance.number(0...180)))
        let heldAt = conferenceTime(1, after: diary.at(day, 9))
        let review = open(
            "looked-after.reviewed", from: .council, to: [.trust, .schools],
            at: heldAt.after(minutes: chance.number(60...150)), about: family, occurred: heldAt,
            reviewBody("later", family, heldAt: heldAt))
        laterReviews(review, heldAt: heldAt, kind: "later")
    }

    /// The first review within twenty working days, the second within three months.
    mutating func reviewCare(_ changed: Sent, start: CalendarDate, first heldAt: Instant) {
        let isLate = happens(
            .lookedAfterReviewLate, at: due(workingDays: 20, after: London.startOfDay(start)))
        let heldAt = isLate ? conferenceTime(23, after: heldAt) : heldAt
        let review = self.review(changed, "first", heldAt: heldAt)
        if isLate {
            miss(
                "R21.first", .followUpNotDone, by: .council, of: changed,
                due: due(workingDays: 20, after: London.startOfDay(start)), done: review)
        }
        laterReviews(review, heldAt: heldAt, kind: "first")
    }

    private mutating func laterReviews(_ review: Sent, heldAt: Instant, kind: String) {
        var (last, lastAt, kind) = (review, heldAt, kind)
        while last.number != nil {
            let isFirst = kind == "first"
            let months = isFirst ? 3 : 6
            let isLate = happens(
                .lookedAfterReviewLate, at: lastAt.after(hours: 24 * 31 * months))
            let days = isLate ? months * 31 + 12 : months * 29 - chance.number(8...20)
            let next = conferenceTime(
                1, after: diary.at(London.date(at: lastAt).adding(days: days), 9))
            let record = self.review(last, isFirst ? "second" : "later", heldAt: next)
            if isLate {
                miss(
                    isFirst ? "R21.second" : "R21.later", .followUpNotDone, by: .council, of: last,
                    due: London.endOfDay(London.date(at: lastAt).adding(months: months)),
                    done: record)
            }
            (last, lastAt, kind) = (record, next, isFirst ? "second" : "later")
        }
    }

    private mutating func review(_ answered: Sent, _ kind: String, heldAt: Instant) -> Sent {
        answer(
            answered, "looked-after.reviewed", from: .council, to: [.trust, .schools],
            at: heldAt.after(minutes: chance.number(60...150)), occurred: heldAt,
            withSubjects: true, reviewBody(kind, answered.family, heldAt: heldAt))
    }

    private func reviewBody(_ kind: String, _ family: Family, heldAt: Instant) -> JSONValue {
        let day = London.date(at: heldAt)
        let months = kind == "first" ? 3 : 6
        return [
            "sender_role": "independent-reviewing-officer", "kind": .string(kind),
            "held_at": .string(heldAt.rfc3339),
            "attendance": Payload.attendance(town, [.council, .trust, .schools]),
            "child_participation": .array(
                family.children.map {
                    ["subject": .string($0.id), "participation": "PN1"]
                }),
            "decisions": [Payload.task(town, of: .council, due: day.adding(days: 28))],
            "next_review_by": .string("\(day.adding(months: months))"),
        ]
    }
}
