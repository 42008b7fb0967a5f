// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Fixtures
import Foundation
import Relay
import SQLiteStore
import SampleTown
import Synchronization
import Testing

/// Promise 11 of design.md section 5.
@Suite struct `A store in doubt` {
    @Test func `ends the broker when it is read, too`() async throws {
        let town = try SampleTown()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.appending(path: "baton.db").path
        let store = UnreadableStore(
            store: try SQLiteStore(path: path, origin: SampleTown.origin))
        let broker = Broker(
            store: store, world: ManualClock(SampleTown.morning).world,
            setting: try town.setting(), checkpoints: KeptCheckpoints(),
            metrics: NOOPMetricsHandler.instance)
        let sequencer = broker.sequencer
        let loop = Task { try await sequencer.run() }
        try await broker.start(down: nil)
        #expect(await broker.isReady())

        let failure = StoreFailure.inputOutput("a sector cannot be read")
        store.failure.withLock { $0 = failure }
        await #expect(throws: failure) { _ = try await broker.checkpoint() }
        store.failure.withLock { $0 = nil }
        await #expect(throws: failure) { try await loop.value }
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        await #expect(throws: failure) {
            _ = try await broker.receive(try letter.bytes(), from: town.police.id)
        }
        #expect(await !broker.isReady())
    }
}

/// A store whose reads fail when a test says so.
private final class UnreadableStore: Store {
    let store: SQLiteStore
    let failure = Mutex<StoreFailure?>(nil)

    init(store: SQLiteStore) { self.store = store }

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { try await store.commit(work) }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return try await store.read(work)
    }
}
