// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Young people who have left care: their adviser sees them at least every eight weeks.
extension Planner {
    mutating func careLeaver() {
        let family = population.family(aged: 18...21, &chance)
        let first = diary.workingDay(from: storyDay.adding(days: chance.number(0...5)))
        var contactAt = diary.at(first, chance.number(10...16), chance.number(0...59))
        var last = open(
            "care-leaver.contacted", from: .council, to: [.partnership],
            at: contactAt.after(minutes: 45), about: family, occurred: contactAt,
            body(contactAt))
        while last.number != nil {
            let isLate = happens(.contactLate, at: contactAt.after(hours: 24 * 57))
            let days = isLate ? chance.number(64...100) : chance.number(35...47)
            let next = diary.workingDay(1, after: London.date(at: contactAt).adding(days: days))
            let due = London.endOfDay(London.date(at: contactAt).adding(days: 56))
            contactAt = diary.at(next, chance.number(10...15), chance.number(0...59))
            let contact = answer(
                last, "care-leaver.contacted", from: .council, to: [.partnership],
                at: contactAt.after(minutes: 45), occurred: contactAt, withSubjects: true,
                body(contactAt))
            if isLate {
                miss("R22", .followUpNotDone, by: .council, of: last, due: due, done: contact)
            }
            if chance.happens(0.25) { reviewPathway(contact, at: contactAt) }
            last = contact
        }
    }

    private mutating func body(_ contactAt: Instant) -> JSONValue {
        [
            "sender_role": "personal-adviser", "contact_at": .string(contactAt.rfc3339),
            "in_touch": "YES", "accommodation": .string(chance.one(of: ["B", "C", "D", "K", "T"])),
            "suitable": true, "activity": .string(chance.one(of: ["F2", "P2", "G4"])),
            "eligibility": "former-relevant", "mode": "face-to-face",
        ]
    }

    private mutating func reviewPathway(_ contact: Sent, at moment: Instant) {
        _ = answer(
            contact, "pathway.reviewed", from: .council, to: [.partnership],
            at: office(2, after: contact.at), withSubjects: true,
            [
                "sender_role": "personal-adviser",
                "reviewed_at": .string("\(London.date(at: moment))"), "in_touch": "YES",
                "accommodation": "K", "suitable": true, "activity": "F2",
            ])
    }
}
