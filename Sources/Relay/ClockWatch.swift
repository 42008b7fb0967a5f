// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding

/// Watches the wall clock against the steady one: a value (interfaces.md section 5).
///
/// While the wall clock is believed, it is the time. Once it is in doubt, time goes on by the steady
/// clock from the last moment that was good, until an operator confirms the wall clock.
package struct ClockWatch: Sendable {
    /// How far the wall clock may move against the steady one, and may be behind the last entry at a
    /// start, in milliseconds.
    package static let jumpMilliseconds: Int64 = 5 * 60_000
    /// How far it may be after the last entry at a start, in milliseconds.
    package static let pauseMilliseconds: Int64 = 7 * 24 * 3_600_000
    /// How long small steps add up, in milliseconds.
    ///
    /// Slewing (at most 0.5 ms a second) stays far below the limit in that time; a clock that is set
    /// by minutes again and again does not.
    package static let memoryMilliseconds: Int64 = 3_600_000

    /// One look at both clocks.
    package struct Moment: Sendable, Hashable {
        /// What the wall clock said.
        package let wall: Instant
        /// What the steady clock said, in milliseconds.
        package let steady: Int64

        /// Notes a look.
        package init(wall: Instant, steady: Int64) {
            self.wall = wall
            self.steady = steady
        }

        func time(atSteady steady: Int64) -> Instant {
            wall.adding(milliseconds: steady - self.steady)
        }
    }

    /// Why the wall clock is not believed; nil while it is.
    package private(set) var doubt: ClockDoubt?
    /// What later moments are held against.
    private var anchor: Moment
    /// The last good moment: from it time goes on in doubt.
    private var last: Moment

    /// Begins by believing a moment.
    package init(believing moment: Moment) {
        (anchor, last) = (moment, moment)
    }

    /// The time at a moment, and whether the wall clock is still to be believed.
    package mutating func time(at moment: Moment) -> Instant {
        guard doubt == nil else { return last.time(atSteady: moment.steady) }
        let expected = anchor.time(atSteady: moment.steady)
        let jump = moment.wall.milliseconds(since: expected)
        guard abs(jump) <= Self.jumpMilliseconds else {
            let time = last.time(atSteady: moment.steady)
            doubt = ClockDoubt(.jumped, wall: moment.wall, expected: time)
            return time
        }
        if moment.steady - anchor.steady >= Self.memoryMilliseconds { anchor = moment }
        last = moment
        return moment.wall
    }

    /// Holds a start against the log's last entry, and against what nobody has confirmed.
    ///
    /// In doubt, time goes on from the last entry: nothing else is known to be good. After a gap that
    /// nobody has confirmed the clock itself is believed, unless it is behind.
    package mutating func start(
        at moment: Moment, after lastEntry: Instant, wasInDoubt: Bool, isRestored: Bool = false
    ) {
        let distance = moment.wall.milliseconds(since: lastEntry)
        if isRestored {
            let from = distance < -Self.jumpMilliseconds ? lastEntry : moment.wall
            doubt = ClockDoubt(.restored, wall: moment.wall, expected: from)
            last = Moment(wall: from, steady: moment.steady)
            return
        }
        let reason: ClockDoubt.Reason? =
            if wasInDoubt {
                .unconfirmed
            } else if distance < -Self.jumpMilliseconds {
                .behind
            } else if distance > Self.pauseMilliseconds {
                .ahead
            } else {
                nil
            }
        guard let reason else { return believe(moment) }
        doubt = ClockDoubt(reason, wall: moment.wall, expected: lastEntry)
        last = Moment(wall: lastEntry, steady: moment.steady)
    }

    /// Believes the wall clock again.
    package mutating func believe(_ moment: Moment) {
        self = ClockWatch(believing: moment)
    }
}
