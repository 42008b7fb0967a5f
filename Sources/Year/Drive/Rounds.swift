// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// When each agency's system looks into its mailbox next.
///
/// It looks at its own rhythm while something waits, and a few times a day in any case: that is also
/// its sign of life.
struct Rounds: Sendable {
    private let town: Town
    private let diary: Diary
    private var next: [Instant]

    /// How long no system stays away, in hours.
    static let longestHours = 12

    init(_ plan: YearPlan) {
        town = plan.town
        diary = plan.diary
        next = plan.town.seats.map {
            plan.diary.start.after(minutes: 30 + $0.number)
        }
    }

    /// The one whose turn is next, and when.
    var first: (seat: Seat, at: Instant) {
        var earliest = 0
        for number in next.indices where next[number] < next[earliest] { earliest = number }
        return (Seat(earliest), next[earliest])
    }

    /// Something may wait for an agency: its system looks when its rhythm next says so.
    mutating func expect(_ seat: Seat, at now: Instant) {
        let rhythm = Int64(town[seat].minutesBetweenPolls) * 60_000
        let offset = Int64(seat.number) * 7_000
        let turns = (now.milliseconds - offset) / rhythm + 1
        wake(seat, at: Instant(milliseconds: turns * rhythm + offset))
    }

    /// A system looks at a certain time, if not before.
    mutating func wake(_ seat: Seat, at moment: Instant) {
        next[seat.number] = min(next[seat.number], diary.up(moment))
    }

    /// A system has looked.
    ///
    /// - Parameter isMore: whether more waits than it was given at once.
    mutating func looked(_ seat: Seat, at now: Instant, isMore: Bool) {
        next[seat.number] = diary.up(now.after(hours: Self.longestHours))
        if isMore { wake(seat, at: now.after(minutes: 2)) }
    }
}
