// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Handoffs
import Intake
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import TransparencyLog

/// The real broker on a real store, in simulated time.
///
/// Nothing is left out but waiting for the disk (`Durability.unsynced`).
struct DrivenBroker: Sendable {
    private let clock: SimulatedClock
    private let store: SQLiteStore
    let broker: Broker

    /// Runs the broker while something is done with it; the store stays open for the next.
    ///
    /// - Parameter down: how long it was down before, on the same store.
    static func run(
        _ setting: Setting, store: SQLiteStore, clock: SimulatedClock, down: Interval?,
        while work: (DrivenBroker) async throws -> Void
    ) async throws {
        let broker = Broker(
            store: store, world: clock.world, setting: setting, checkpoints: NoKeeper(),
            metrics: NOOPMetricsHandler.instance)
        let driven = DrivenBroker(clock: clock, store: store, broker: broker)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await broker.sequencer.run() }
            try await broker.start(down: down)
            try await work(driven)
            group.cancelAll()
        }
    }

    /// Moves the clock on; whatever is due on the way is judged when it is due, and the watchman makes
    /// his rounds.
    ///
    /// - Parameter watch: what was known after the last look.
    func move(to time: Instant, _ watch: inout DueWatch) async throws {
        while watch.round(from: clock.time) <= time {
            let round = watch.round(from: clock.time)
            try await judge(upTo: round, &watch)
            try await watch.memory.look(broker)
            watch.madeRound(at: round)
        }
        try await judge(upTo: time, &watch)
    }

    /// Moves the clock on; whatever is due on the way is judged when it is due.
    private func judge(upTo time: Instant, _ watch: inout DueWatch) async throws {
        // While its clock is in doubt nothing is judged.
        while broker.clockStanding == .believed, watch.mustLook(at: time) {
            let due = try await store.read {
                [farthest = watch.farthest] store throws(StoreFailure) in
                try store.expectations(.next(by: farthest, limit: 1)).first?.expectation.next
            }
            guard let due, due <= time else {
                watch.looked(at: time, next: due)
                break
            }
            clock.move(to: due)
            try await broker.sequencer.enter { _ throws(StoreFailure) in }
        }
        clock.move(to: time)
    }
}

/// Nobody keeps checkpoints outside the database of a simulated year.
private struct NoKeeper: CheckpointKeeper {
    func keep(_ checkpoint: SignedCheckpoint) {}
}
