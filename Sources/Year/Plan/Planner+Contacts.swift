// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Contacts: what the police and all others bring to the front door.
extension Planner {
    /// How many messages a year bring contacts; each is about one child or several.
    private static let contactsPerYear = 8_000.0

    mutating func tellContacts() {
        let others = ContactSource.others(town)
        for (number, day) in diary.days.enumerated() {
            begin("contacts", number)
            storyDay = day
            let expected = Self.contactsPerYear * share / 365 * weight(of: day)
            for contact in 0..<chance.count(near: expected) {
                begin("contact", number * 1_000 + contact)
                if chance.happens(0.45) {
                    policeContact()
                } else {
                    let there = others.filter { $0.isThere(on: day, diary) }
                    referral(from: chance.one(weighted: there.map { ($0, $0.weight) }))
                }
            }
        }
    }

    /// Mondays and Tuesdays bring most, holidays least; September brings what the summer hid.
    private func weight(of day: CalendarDate) -> Double {
        let ofWeekday =
            switch day.weekday {
            case .monday: 1.5
            case .tuesday: 1.35
            case .wednesday, .thursday: 1.1
            case .friday: 1.05
            case .saturday: 0.5
            case .sunday: 0.45
            }
        let ofMonth =
            switch day.month {
            case 9: 1.2
            case 8, 12: 0.85
            default: 1.0
            }
        let isHoliday = !diary.isWorking(day) && !day.weekday.isWeekend
        return (isHoliday ? 0.4 : ofWeekday) * ofMonth
    }

    /// The police send in the morning what the night brought, and the urgent at once.
    private mutating func policeContact() {
        let family = population.family(&chance)
        let isUrgent = chance.happens(0.04)
        let morning = diary.at(storyDay, 6, chance.number(0...59))
            .after(minutes: chance.number(0...120))
        let hour = isUrgent ? diary.at(storyDay, chance.number(8...22)) : morning
        let kind = chance.one(weighted: [
            ("DA", 0.55), ("child-concern", 0.35), ("exploitation", 0.05), ("custody", 0.05),
        ])
        let before = chance.number(150...700)
        let areChildrenPresent = kind == "DA" && chance.happens(0.95)
        let sent = areChildrenPresent ? beforeSchool(hour) : hour
        let moment = isUrgent ? diary.clear(sent) : sent
        let happened = moment.after(minutes: -before)
        let grade = chance.one(weighted: [("green", 0.5), ("amber", 0.38), ("red", 0.12)])
        let incident = open(
            "incident.notified", from: .police, to: [.council], at: moment, about: family,
            occurred: happened,
            [
                "sender_role": "protecting-vulnerable-people", "urgency": urgency(isUrgent),
                "incident_ref": .string("NP-\(chance.number(100_000...999_999))"),
                "incident_at": .string(happened.rfc3339), "grade": .string(grade),
                "notification_kind": .string(kind),
                "children_present": areChildrenPresent ? "yes" : "not-known",
                "circumstances": "Invented: what the officers found, and what they did.",
                "prior_count_12m": .integer(Int64(chance.number(0...4))),
            ])
        if areChildrenPresent { tellSchools(of: incident, happened: happened) }
        handle(incident, isUrgent: isUrgent, closes: profile.policeContactsClosed)
    }

    private mutating func referral(from source: ContactSource) {
        let family = population.family(&chance)
        let isUrgent = source.seat != .nightTeam && chance.happens(0.03)
        var moment = diary.at(
            storyDay, chance.number(source.hours), chance.number(0...59))
        if isUrgent { moment = diary.clear(moment) }
        // Another area's child: the council hands the duty on to that area.
        let isElsewhere = !isUrgent && source.seat == .trust && chance.happens(0.06)
        let referral = open(
            "referral.made", from: source.seat,
            to: isElsewhere ? [.council, .neighbour] : [.council], at: moment, about: family,
            [
                "sender_role": "safeguarding-lead", "urgency": urgency(isUrgent),
                "consent": ["status": "given"], "referral_source": .string(source.code),
                "concern_summary": "Invented: what was seen, what was said, and why it worries us.",
                "concern_categories": [.string(chance.one(of: ["16A", "17A", "3B", "4B", "15A"]))],
                "child_location": "At home", "referrer_contact": ["role": "safeguarding-lead"],
            ])
        if chance.happens(0.02) { self.repeat(referral) }
        if isElsewhere { return passOn(referral) }
        if chance.happens(0.01) { correct(referral) }
        if chance.happens(0.006) { return takeBack(referral) }
        handle(referral, isUrgent: isUrgent, closes: 0.35)
        if chance.happens(0.02) { duplicate(of: referral, code: source.code) }
    }

    private func urgency(_ isUrgent: Bool) -> JSONValue { isUrgent ? "immediate" : "routine" }
}

/// What seldom happens, and is no break.
extension Planner {
    /// The council hands the duty on to the area's own authority, which has the referral too.
    private mutating func passOn(_ referral: Sent) {
        let redirected = answer(
            referral, "message.acknowledged", from: .council, to: [.neighbour],
            at: soon(referral.at, minutes: 10...80),
            Payload.acknowledgement(
                role: "referral-officer", team: "Front door", at: referral.at.after(minutes: 10),
                status: "redirected", [JSONMember("redirect_to", .string(town[.neighbour].id.uri))]
            ))
        let taken = answer(
            referral, "message.acknowledged", from: .neighbour,
            at: max(
                soon(referral.at, minutes: 110...150), redirected.at.after(minutes: 6)),
            Payload.acknowledgement(
                role: "referral-officer", team: "Front door", at: referral.at.after(minutes: 110)))
        let decided = decide(
            referral, "advice", by: .neighbour, at: diary.office(taken.at.after(minutes: 20)))
        inform(decided, by: .neighbour, to: referral.from, "advice-given")
    }

    /// Something in it was wrong, and is put right for everybody who has it.
    private mutating func correct(_ referral: Sent) {
        _ = answer(
            referral, "record.corrected", from: referral.from, to: referral.to,
            at: referral.at.after(minutes: chance.number(20...400)),
            [
                "sender_role": "safeguarding-lead",
                "target": [
                    "iss": .string(town[referral.from].id.uri), "jti": .string(referral.token),
                ],
                "reason": "Invented: they had moved.", "reason_code": "factual-error",
                "corrections": [
                    ["at": "/child_location", "was": "At home", "is": "At her grandmother's"]
                ],
            ])
    }

    /// It was sent about the wrong child, and is taken back before anybody worked on it.
    private mutating func takeBack(_ referral: Sent) {
        _ = answer(
            referral, "record.retracted", from: referral.from,
            to: referral.to, at: referral.at.after(minutes: chance.number(10...30)),
            [
                "sender_role": "safeguarding-lead",
                "target": [
                    "iss": .string(town[referral.from].id.uri), "jti": .string(referral.token),
                ],
                "reason": "Invented: it was about another child.", "reason_code": "wrong-child",
                "handling": "mark",
            ])
    }

    /// A second referral about the same children, of which the front door has the first.
    private mutating func duplicate(of first: Sent, code: String) {
        let again = open(
            "referral.made", from: first.from, to: [.council],
            at: diary.office(first.at.after(minutes: chance.number(60...200))), about: first.family,
            [
                "sender_role": "safeguarding-lead", "urgency": "routine",
                "referral_source": .string(code),
                "concern_summary": "Invented: the same again, since nobody here knew of the first.",
                "concern_categories": ["16A"], "child_location": "At home",
                "referrer_contact": ["role": "safeguarding-lead"],
            ])
        let known: JSONValue = [
            "iss": .string(town[first.from].id.uri), "jti": .string(first.token),
        ]
        let taken = answer(
            again, "message.acknowledged", from: .council, at: soon(again.at, minutes: 10...60),
            Payload.acknowledgement(
                role: "referral-officer", team: "Front door", at: again.at.after(minutes: 8),
                status: "duplicate", [JSONMember("duplicate_of", known)]))
        // That says it all; some front doors decide on it as well.
        guard chance.happens(0.5) else { return }
        let decided = decide(
            again, "existing-case", by: .council, at: diary.office(taken.at.after(minutes: 30)))
        inform(decided, by: .council, to: again.from, "already-open")
    }
}
