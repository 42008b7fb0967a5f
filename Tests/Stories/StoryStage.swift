// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import Foundation
import HTTPTypes
import Handoffs
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Wire

@testable import Web

/// Where a story is played: the agencies' listener over a broker on a real store, with a clock that
/// the story moves.
final class StoryStage: Sendable {
    let town: StoryTown
    let clock: ManualClock
    private let broker: Broker
    private let store: SQLiteStore
    private let loop: Task<Void, any Error>
    private let folder: TemporaryFolder

    init(_ town: StoryTown, at time: Instant) async throws {
        self.town = town
        clock = ManualClock(time)
        folder = try TemporaryFolder()
        store = try SQLiteStore(
            path: folder.appending(path: "baton.db").path, origin: SampleTown.origin)
        broker = Broker(
            store: store, world: clock.world, setting: town.setting, checkpoints: NoCheckpoints(),
            metrics: NOOPMetricsHandler.instance)
        let sequencer = broker.sequencer
        loop = Task { try await sequencer.run() }
        try await broker.start(down: nil)
    }

    deinit {
        loop.cancel()
        try? store.close()
    }

    /// Opens the door to a story.
    func serve(
        _ play: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        var limits = WebLimits()
        // The clock of a story stands while it is asked: no answer may wait for it.
        limits.blindAnswerMilliseconds = 0
        let routes = AgencyRoutes(broker, limits, Logger(label: "story"))
        try await Application(router: routes.router).test(.router, play)
    }

    /// When the broker has something to judge next, up to a time.
    func nextDue(by time: Instant) async throws -> Instant? {
        try await store.read { store throws(StoreFailure) in
            try store.expectations(.next(by: time, limit: 1)).first?.expectation.next
        }
    }

    /// Lets the Watchman look once.
    func tick() async throws {
        try await broker.sequencer.enter { _ throws(StoreFailure) in }
    }

    /// Lets the Watchman look once at mailboxes and at who is silent, too.
    func look(_ watch: inout Watch) async throws {
        try await watch.look(broker)
    }

    /// Header fields with an agency's bearer token.
    func fields(
        _ resident: Resident, type: String? = nil, person: String? = nil
    ) throws -> HTTPFields {
        var fields = HTTPFields()
        let token = try town.town.bearer(for: resident, at: clock.now, person: person)
        fields[.authorization] = "Bearer " + String(decoding: token, as: UTF8.self)
        fields[.contentType] = type
        return fields
    }
}

private struct NoCheckpoints: CheckpointKeeper {
    func keep(_ checkpoint: SignedCheckpoint) {}
}
