// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Fixtures
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Wire

@testable import Web

/// The agencies' listener over a broker on a real store, without a socket.
final class Counter: Sendable {
    let town: SampleTown
    let clock = ManualClock(SampleTown.morning)
    let broker: Broker
    let metrics = PrometheusRegistry()
    /// The folder of the store.
    let folder: TemporaryFolder
    private let store: SQLiteStore
    private let loop: Task<Void, any Error>

    init(_ town: SampleTown, setting: Setting? = nil) async throws {
        self.town = town
        folder = try TemporaryFolder()
        store = try SQLiteStore(
            path: folder.appending(path: "baton.db").path, origin: SampleTown.origin)
        broker = Broker(
            store: store, world: clock.world, setting: try setting ?? town.setting(),
            checkpoints: NoCheckpoints(), metrics: metrics)
        let sequencer = broker.sequencer
        loop = Task { try await sequencer.run() }
        try await broker.start(down: nil)
    }

    deinit {
        loop.cancel()
        try? store.close()
    }

    /// Serves the agencies' paths to a test.
    func serve(
        limits: WebLimits = .unhurried,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let routes = AgencyRoutes(broker, limits, Logger(label: "test"))
        let application = Application(router: routes.router)
        try await application.test(.router, body)
    }

    /// Serves the operator's paths to a test.
    func serveManagement(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let routes = ManagementRoutes(broker, metrics, WebLimits(), gauge: store)
        try await Application(router: routes.router).test(.router, body)
    }

    /// Header fields with a resident's bearer token.
    func fields(
        _ resident: Resident, type: String? = nil, accept: String? = nil, person: String? = nil
    ) throws -> HTTPFields {
        var fields = HTTPFields()
        let token = try town.bearer(for: resident, at: clock.now, person: person)
        fields[.authorization] = "Bearer " + String(decoding: token, as: UTF8.self)
        fields[.contentType] = type
        fields[.accept] = accept
        return fields
    }
}

extension WebLimits {
    /// The limits of the sheets, but that no answer waits for a clock that stands.
    static var unhurried: WebLimits {
        var limits = WebLimits()
        limits.blindAnswerMilliseconds = 0
        return limits
    }
}

private struct NoCheckpoints: CheckpointKeeper {
    func keep(_ checkpoint: SignedCheckpoint) {}
}

extension TestClientProtocol {
    /// Posts a letter, or something else, as a resident.
    func post(
        _ letter: [UInt8], _ fields: HTTPFields, to path: String = "/events"
    ) async throws -> TestResponse {
        try await execute(
            uri: path, method: .post, headers: fields, body: ByteBuffer(bytes: letter))
    }

    /// Polls with a body of JSON text.
    func poll(_ body: String, _ fields: HTTPFields) async throws -> TestResponse {
        try await execute(
            uri: "/poll", method: .post, headers: fields, body: ByteBuffer(string: body))
    }

    /// Gets a path.
    func get(_ path: String, _ fields: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: fields)
    }
}

extension TestResponse {
    /// The body as JSON.
    var json: JSONNode {
        get throws {
            try JSONDocument(parsing: [UInt8](body.readableBytesView), limits: .schema).root
        }
    }

    /// The body as text.
    var text: String { String(buffer: body) }
}
