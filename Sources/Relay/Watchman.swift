// SPDX-License-Identifier: Apache-2.0

import Intake
package import Ledger
package import Safeguarding
import ServiceLifecycle

/// Looks at the clock: what is due is judged, also when no message arrives.
package struct Watchman: Service {
    private let broker: Broker
    private let clock: any ClockKeeper

    /// Watches a broker's expectations.
    ///
    /// - Parameter clock: keeps the time outside the database each minute.
    package init(_ broker: Broker, clock: any ClockKeeper) {
        self.broker = broker
        self.clock = clock
    }

    /// Looks until it is told to stop.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await look()
                let time = broker.clock.read()
                clock.keep(time.now)
                clock.stands(time.doubt)
                broker.tally.show(time.standing)
                let pause = broker.setting.limits.watchMilliseconds
                do { try await broker.world.sleep(.milliseconds(pause)) } catch { return }
            }
        }
    }

    /// Every transaction judges what is due before anything else; an empty one does only that.
    private func look() async throws {
        do throws(StoreFailure) {
            if try await broker.isAnythingToEnter() {
                try await broker.sequencer.enter { _ throws(StoreFailure) in }
            }
        } catch {
            switch error {
            case .inputOutput, .inDoubt, .damaged, .stopped: return
            case .full, .busy, .corrupt, .refused: broker.tally.count("watch_failures")
            }
        }
    }
}

/// Keeps the time outside the database, so that a start can name the interval of an outage.
package protocol ClockKeeper: Sendable {
    /// Hears of the time; it writes at most once a minute.
    func keep(_ now: Instant)

    /// Hears how the clock stands: why it is in doubt, or nil.
    func stands(_ doubt: ClockDoubt?)
}

extension Broker {
    /// While the clock is in doubt verdicts wait, and only the doubt itself is entered.
    fileprivate func isAnythingToEnter() async throws(StoreFailure) -> Bool {
        let time = clock.read()
        guard time.doubt == nil else { return time.unrecorded != nil }
        let now = time.now
        return try await store.read { store throws(StoreFailure) in
            try !store.expectations(.next(by: now, limit: 1)).isEmpty
        }
    }

    /// Whether promise 1 can be kept: a transaction goes through, and there is room for what it
    /// writes.
    package func isReady() async -> Bool {
        guard (try? await sequencer.enter { _ throws(StoreFailure) in }) != nil else {
            return false
        }
        return await store.hasRoom()
    }
}
