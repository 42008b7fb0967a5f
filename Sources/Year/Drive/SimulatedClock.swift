// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization

/// A clock that stands still until the year is moved on, and chance that a seed gives.
final class SimulatedClock: Sendable {
    private let now: Mutex<Instant>
    /// How wrong the wall clock is, in milliseconds; the steady clock knows nothing of it.
    private let error = Mutex<Int64>(0)
    private let chance: Mutex<Chance>

    /// A clock that shows a time.
    init(_ now: Instant, seed: UInt64) {
        self.now = Mutex(now)
        chance = Mutex(Chance(seed: seed, "world"))
    }

    /// What it shows.
    var time: Instant { now.withLock { $0 } }

    /// Moves it on; it never goes back.
    func move(to time: Instant) { now.withLock { $0 = max($0, time) } }

    /// Sets the wall clock forward, or back, against the right time; 0 sets it right.
    func set(wrongBy milliseconds: Int64) { error.withLock { $0 = milliseconds } }

    /// A world whose clock and chance these are; nobody sleeps in it.
    var world: World {
        World(
            now: { self.time.adding(milliseconds: self.error.withLock { $0 }) },
            steady: { self.time.milliseconds }, sleep: { _ in },
            random: { count in self.chance.withLock { $0.bytes(count) } })
    }
}
