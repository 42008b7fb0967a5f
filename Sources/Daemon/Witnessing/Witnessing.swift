// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import Relay
import ServiceLifecycle

/// Has the log's checkpoints cosigned for as long as the daemon runs; speaks only to the URLs that the
/// configuration names.
struct Witnessing: Service {
    /// How often witnesses are asked.
    static let pause = Duration.seconds(5)
    /// How long an answer is waited for.
    static let patienceSeconds: Int64 = 10
    /// How long a start waits for witnesses, all asked at once.
    static let patienceAtStartSeconds: Int64 = 3

    let broker: Broker
    /// The path of the store, beside which is kept what witnesses said.
    let store: String
    let world: World
    let logger: Logger

    /// Asks until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var rounds = WitnessRounds(broker, beside: store, world: world, logger: logger)
            while !Task.isCancelled {
                do {
                    if broker.setting.witnessing.members.isEmpty {
                        await rounds.round { _, _ in nil }
                        try await world.sleep(Self.pause)
                    } else {
                        try await speak(&rounds)
                    }
                } catch { return }
            }
        }
    }

    /// Asks every witness once before the log goes on: one that has seen more says so in time.
    ///
    /// - Returns: whether anybody was asked.
    static func areAsked(
        _ broker: Broker, _ configuration: Configuration, _ world: World, _ logger: Logger
    ) async -> Bool {
        guard broker.setting.witnessing.members.contains(where: { $0.url != nil }) else {
            return false
        }
        var rounds = WitnessRounds(
            broker, beside: configuration.places.store, world: world, logger: logger)
        let client = HTTPClient(configuration: settings)
        await rounds.round { url, body in
            await client.ask(url, body, patience: patienceAtStartSeconds)
        }
        try? await client.shutdown()
        return true
    }

    private static var settings: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(patienceSeconds))
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Asks for as long as there is somebody to ask.
    private func speak(_ rounds: inout WitnessRounds) async throws {
        let client = HTTPClient(configuration: Self.settings)
        do {
            while !broker.setting.witnessing.members.isEmpty {
                await rounds.round { url, body in await client.ask(url, body) }
                try await world.sleep(Self.pause)
            }
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}

extension HTTPClient {
    /// Posts to a witness; nil when no answer comes in time.
    fileprivate func ask(
        _ url: String, _ body: [UInt8], patience: Int64 = Witnessing.patienceSeconds
    ) async -> WitnessReply? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await execute(request, timeout: .seconds(patience))
            let body = try await response.body.collect(upTo: WitnessReply.largestByteCount)
            return WitnessReply(
                status: Int(response.status.code),
                type: response.headers.first(name: "content-type") ?? "",
                body: Array(body.readableBytesView))
        } catch { return nil }
    }
}
