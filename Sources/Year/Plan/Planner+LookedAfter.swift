// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Children who come into care: who is told where they live, who looks after their health, and when
/// their plan is reviewed.
extension Planner {
    /// A child comes into care.
    mutating func becomesLookedAfter() {
        let family = population.family(aged: 1...16, &chance)
        let day = diary.workingDay(from: storyDay)
        let isEmergency = chance.happens(0.5)
        let start = isEmergency ? day : diary.workingDay(chance.number(4...5), after: day)
        let isOutOfArea = chance.happens(0.25)
        let placement = Placement(
            start: start, careStart: start, isEmergency: isEmergency, isOutOfArea: isOutOfArea,
            change: "started")
        let changed = open(
            "looked-after.changed", from: .council, to: [.trust],
            at: diary.at(day, 9, chance.number(20...59)), about: family, body(placement))
        notify(changed, placement)
        assessHealth(changed, start: start)
        reviewCare(
            changed, start: start, first: conferenceTime(chance.number(14...16), after: changed.at))
        move(changed, after: start)
    }

    /// A move to another placement, some weeks later.
    private mutating func move(_ changed: Sent, after start: CalendarDate) {
        guard chance.happens(0.6) else { return }
        let day = diary.workingDay(1, after: start.adding(days: chance.number(40...150)))
        let isEmergency = chance.happens(0.5)
        let placement = Placement(
            start: isEmergency ? day : diary.workingDay(4, after: day), careStart: start,
            isEmergency: isEmergency, isOutOfArea: chance.happens(0.25),
            change: "placement-changed")
        let moved = answer(
            changed, "looked-after.changed", from: .council, to: [.trust],
            at: diary.at(day, 9, chance.number(20...59)), withSubjects: true, body(placement))
        notify(moved, placement)
    }

    /// Where a child lives from a day on.
    private struct Placement {
        let start: CalendarDate
        let careStart: CalendarDate
        let isEmergency: Bool
        let isOutOfArea: Bool
        let change: String

        /// South Tyneside, or Sunderland itself (GSS).
        var area: String { isOutOfArea ? "E08000023" : "E08000024" }
    }

    private func body(_ placement: Placement) -> JSONValue {
        [
            "sender_role": "social-worker", "change": .string(placement.change),
            "legal_status": "V2", "start": .string("\(placement.start)"),
            "cla_start": .string("\(placement.careStart)"), "placement_type": "U6",
            "area_authority": .string(placement.area),
            "out_of_area": .boolean(placement.isOutOfArea),
            "emergency": .boolean(placement.isEmergency), "primary_need": "N1",
        ]
    }

    /// Every partner is told where the child lives, and the area's authority where that is another.
    private mutating func notify(_ changed: Sent, _ placement: Placement) {
        var partners: [(Seat, String)] = [
            (.commissioner, "icb"), (.practices, "gp"), (.schools, "school"),
        ]
        if placement.isOutOfArea { partners.append((.neighbour, "area-authority")) }
        let due =
            placement.isEmergency
            ? self.due(workingDays: 5, after: London.startOfDay(placement.start))
            : London.startOfDay(placement.start)
        let forgotten: Seat? =
            happens(.partnerNotNotified, at: due) ? partners[chance.number(0...2)].0 : nil
        for (seat, kind) in partners {
            let isArea = seat == .neighbour
            let isLate = isArea ? happens(.areaNotNotified, at: due) : seat == forgotten
            let never = isLate && chance.happens(0.5)
            let inTime =
                placement.isEmergency
                ? office(1, after: changed.at)
                : changed.at.after(minutes: chance.number(30...300))
            let notice = answer(
                changed, "placement.notified", from: .council, to: [seat],
                at: never ? diary.end : isLate ? office(chance.number(2...8), after: due) : inTime,
                withSubjects: true, noticeBody(placement, kind))
            let rule = isArea ? "R19.area" : "R19.partners"
            end(rule, seat, by: notice)
            guard isLate else { continue }
            miss(
                rule, isArea ? .crossBorder : .resultNotReturned, by: .council, of: changed,
                due: due, done: notice, whom: seat)
        }
    }

    private func noticeBody(_ placement: Placement, _ kind: String) -> JSONValue {
        var body: [JSONMember] = [
            JSONMember("sender_role", "social-worker"),
            JSONMember("recipient_kind", .string(kind)), JSONMember("legal_status", "V2"),
            JSONMember("start", .string("\(placement.start)")),
            JSONMember("placement_type", "U6"),
            JSONMember("area_authority", .string(placement.area)),
            JSONMember("out_of_area", .boolean(placement.isOutOfArea)),
            JSONMember("emergency", .boolean(placement.isEmergency)),
        ]
        if kind == "area-authority" {
            body.append(JSONMember("why_suitable", "Invented: near an aunt, and her school."))
        }
        return .object(body)
    }
}
