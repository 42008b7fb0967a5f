// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Who lives in the place: families with invented names and numbers that nobody has.
struct Population: Sendable {
    private let town: Town
    private let year: Int

    /// The children of a place, of school age or younger in a year.
    init(_ town: Town, year: Int) {
        self.town = town
        self.year = year
    }

    /// A family of so many children.
    func family(of count: Int, _ chance: inout Chance) -> Family {
        let familyName = Name.family(&chance)
        let primary = town.schoolSeats[chance.number(4...12)]
        return Family(
            children: (0..<count).map { _ in
                child(familyName, primary, ages: 1...16, &chance)
            })
    }

    /// A family as most contacts are about: of one child, two or three.
    func family(_ chance: inout Chance) -> Family {
        family(of: chance.one(weighted: [(1, 0.62), (2, 0.26), (3, 0.12)]), &chance)
    }

    /// A family as a conference is about: 2.1 children on average.
    func largeFamily(_ chance: inout Chance) -> Family {
        family(of: chance.one(weighted: [(1, 0.33), (2, 0.36), (3, 0.2), (4, 0.11)]), &chance)
    }

    /// One child of an age.
    func family(aged ages: ClosedRange<Int>, _ chance: inout Chance) -> Family {
        let familyName = Name.family(&chance)
        let primary = town.schoolSeats[chance.number(4...12)]
        return Family(children: [child(familyName, primary, ages: ages, &chance)])
    }

    private func child(
        _ familyName: String, _ primary: Seat, ages: ClosedRange<Int>, _ chance: inout Chance
    ) -> Child {
        let age = chance.number(ages)
        let sex = chance.happens(0.5) ? "F" : "M"
        let january = CalendarDate.written("\(year - age)-01-01")
        let secondary = town.schoolSeats[chance.number(13...19)]
        let nursery = town.nurserySeats[chance.number(0...3)]
        return Child(
            id: chance.uuid(), givenName: Name.given(&chance), familyName: familyName,
            born: january.adding(days: chance.number(0...364)), sex: sex,
            nhsNumber: MadeUpNumber.nhs(&chance),
            pupilNumber: age >= 5 ? MadeUpNumber.pupil(&chance) : nil,
            school: age < 5 ? nursery : age < 11 ? primary : secondary)
    }
}
