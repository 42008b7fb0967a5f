// SPDX-License-Identifier: Apache-2.0

package import Relay
package import Safeguarding
import Signing
import Synchronization

/// A clock that stands still until a test moves it; whoever sleeps by it wakes when its time comes.
package final class ManualClock: Sendable {
    private let state: Mutex<State>

    private struct State {
        var now: Instant
        /// How far its owner has set it off, in milliseconds; the steady clock knows nothing of it.
        var offset: Int64 = 0
        var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] =
            [:]
        var lastSleeper = 0
        var cancelled: Set<Int> = []
        var onSleep: (@Sendable () -> Void)?
    }

    /// A clock that shows a time.
    package init(_ now: Instant) { state = Mutex(State(now: now)) }

    /// What it shows.
    package var now: Instant { state.withLock { $0.now.adding(milliseconds: $0.offset) } }

    /// What the clock says that is never set.
    package var steady: Int64 { state.withLock { $0.now.milliseconds } }

    /// Sets the wall clock forward, or back, while no time passes.
    package func jump(milliseconds: Int64) { state.withLock { $0.offset += milliseconds } }

    /// Moves it on, and wakes whoever's time has come.
    package func advance(milliseconds: Int64) {
        let woken = state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for number in due.keys { state.sleepers.removeValue(forKey: number) }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Sets it to a time.
    package func set(_ time: Instant) { advance(milliseconds: time.milliseconds(since: now)) }

    /// How many sleep by it.
    package var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// What happens when the next one is about to sleep, before anything can wake it.
    package func whenSomebodySleeps(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.onSleep = body }
    }

    /// A world whose clock this is.
    package var world: World {
        World(
            now: { self.now }, steady: { self.steady }, sleep: { try await self.sleep($0) },
            random: { SecureRandom.bytes($0) })
    }

    private func sleep(_ duration: Duration) async throws {
        let (number, onSleep) = state.withLock { state in
            state.lastSleeper += 1
            defer { state.onSleep = nil }
            return (state.lastSleeper, state.onSleep)
        }
        onSleep?()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.cancelled.remove(number) == nil else { return true }
                    state.sleepers[number] = (
                        state.now.adding(milliseconds: duration.wholeMilliseconds), continuation
                    )
                    return false
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
