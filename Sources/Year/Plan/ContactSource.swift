// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Where a contact comes from, and at what hours.
struct ContactSource: Sendable {
    /// Who sends it.
    let seat: Seat
    /// The code of the referral source (`codes.referral-source`).
    let code: String
    /// How many of a year's contacts come from there, in the weights of the others.
    let weight: Double
    /// From which hour until which.
    let hours: ClosedRange<Int>
    /// On which days anybody is there.
    let days: Days

    /// The days on which a source sends.
    enum Days: Sendable {
        case every
        case working
        case school
    }

    /// The sources other than the police, by their weights; schools share theirs.
    static func others(_ town: Town) -> [ContactSource] {
        let schools = town.schoolSeats.map {
            ContactSource(seat: $0, code: "2A", weight: 0.95, hours: 9...15, days: .school)
        }
        return schools + [
            ContactSource(seat: .trust, code: "3E", weight: 11, hours: 7...22, days: .every),
            ContactSource(
                seat: .healthVisiting, code: "3B", weight: 5, hours: 9...16, days: .working),
            ContactSource(seat: .practices, code: "3A", weight: 4, hours: 9...17, days: .working),
            ContactSource(seat: .housing, code: "4", weight: 3, hours: 9...16, days: .working),
            ContactSource(seat: .refuge, code: "8", weight: 3, hours: 9...16, days: .working),
            ContactSource(
                seat: .youthJustice, code: "5B", weight: 4, hours: 9...16, days: .working),
            ContactSource(seat: .neighbour, code: "5C", weight: 3, hours: 9...16, days: .working),
            ContactSource(seat: .nightTeam, code: "5A", weight: 4, hours: 18...23, days: .every),
        ]
    }

    /// Whether anybody is there on a day.
    func isThere(on day: CalendarDate, _ diary: Diary) -> Bool {
        switch days {
        case .every: true
        case .working: diary.isWorking(day)
        case .school: diary.isSchoolDay(day)
        }
    }
}
