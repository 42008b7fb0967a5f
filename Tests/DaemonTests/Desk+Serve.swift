// SPDX-License-Identifier: Apache-2.0

import Relay
import SQLiteStore
import Web

@testable import Daemon

extension Desk {
    /// A broker on the store of a configuration, started, until a body of code ends.
    func serve(
        _ configuration: Configuration, in world: World = .real,
        _ body: (Broker) async throws -> Void
    ) async throws {
        let store = try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
        let broker = Broker(
            store: store, world: world, setting: configuration.setting, checkpoints: NoKeeper(),
            metrics: PrometheusRegistry())
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(down: nil)
        try await body(broker)
        loop.cancel()
        _ = await loop.result
        try store.close()
    }
}

/// Keeps no checkpoint outside the store.
struct NoKeeper: CheckpointKeeper {
    func keep(_ checkpoint: SignedCheckpoint) {}
}
