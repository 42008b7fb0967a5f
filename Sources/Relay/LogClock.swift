// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Ledger
package import Safeguarding
import Synchronization

/// The broker's one clock, by which everything is judged and logged.
package final class LogClock: Sendable {
    private let world: World
    private let state: Mutex<State>

    private struct State {
        var watch: ClockWatch
        /// Whether the doubt of the watch stands in the log.
        var isRecorded = false
    }

    /// What the clock says, and how it stands.
    package struct Reading: Sendable {
        /// The time.
        package let now: Instant
        /// Why the wall clock is not believed; nil while it is.
        package let doubt: ClockDoubt?
        /// The doubt when it does not stand in the log yet.
        package let unrecorded: ClockDoubt?

        /// How the clock stands.
        package var standing: ClockStanding { doubt == nil ? .believed : .inDoubt }
    }

    init(_ world: World) {
        self.world = world
        state = Mutex(
            State(
                watch: ClockWatch(
                    believing: .init(wall: world.now(), steady: world.steady()))))
    }

    /// What both clocks of the world say.
    var moment: ClockWatch.Moment {
        ClockWatch.Moment(wall: world.now(), steady: world.steady())
    }

    /// Looks at the clock.
    package func read() -> Reading {
        state.withLock { state in
            // The look is taken under the lock, so that looks follow one another.
            let now = state.watch.time(at: moment)
            let doubt = state.watch.doubt
            return Reading(
                now: now, doubt: doubt, unrecorded: state.isRecorded ? nil : doubt)
        }
    }

    /// Holds the start of the daemon against the log's last entry.
    func start(after lastEntry: Instant, wasInDoubt: Bool, isRestored: Bool = false) {
        state.withLock { state in
            state.watch.start(
                at: moment, after: lastEntry, wasInDoubt: wasInDoubt, isRestored: isRestored)
            state.isRecorded = false
        }
    }

    /// Hears what a committed transaction wrote about the clock.
    func heard(_ change: ClockChange) {
        state.withLock { state in
            switch change {
            case .doubted: state.isRecorded = true
            case .confirmed(let moment): state = State(watch: ClockWatch(believing: moment))
            }
        }
    }
}

/// What a transaction wrote about the clock.
enum ClockChange: Sendable, Hashable {
    /// The doubt stands in the log.
    case doubted
    /// An operator confirmed the wall clock, at that moment.
    case confirmed(ClockWatch.Moment)
}

/// What came of an operator's confirmation.
package enum ClockConfirmation: Sendable, Hashable {
    /// The wall clock is believed again, as the entry of that index says.
    case confirmed(entry: Int64, wall: Instant)
    /// Nobody doubted it; nothing was written.
    case notInDoubt
    /// Not the clock holds verdicts back, but a gap in the log; nothing was written.
    case gapUnconfirmed
}

extension Broker {
    /// How the clock stands.
    package var clockStanding: ClockStanding { clock.read().standing }

    /// Believes the wall clock again, because an operator has looked at it; verdicts come after.
    package func confirmClock() async throws(StoreFailure) -> ClockConfirmation {
        let clock = clock
        guard clock.read().doubt?.reason != .restored else { return .gapUnconfirmed }
        return try await sequencer.enter { transaction throws(StoreFailure) in
            guard transaction.clock == .inDoubt else { return .notInDoubt }
            return try transaction.confirmClock(clock.moment)
        }
    }
}
