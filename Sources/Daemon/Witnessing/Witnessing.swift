// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Logging
import Relay
import ServiceLifecycle

/// Has the log's checkpoints cosigned for as long as the daemon runs; speaks only to the URLs that the
/// configuration names.
struct Witnessing: Service {
    /// How often witnesses are asked.
    static let pause = Duration.seconds(5)
    /// How long a start waits for each answer of a witness, all asked at once.
    static let patienceAtStartSeconds: Int64 = 3

    let broker: Broker
    /// The path of the store, beside which is kept what witnesses said.
    let store: String
    let world: World
    let logger: Logger

    /// Asks until it is told to stop.
    func run() async throws {
        await Outbound(world: world, pause: Self.pause).run(
            WitnessRounds(broker, beside: store, world: world, logger: logger),
            isNeeded: { !broker.setting.witnessing.members.isEmpty },
            round: { rounds, call in await rounds.round(call) })
    }

    /// Asks every witness once before the log goes on: one that has seen more says so in time.
    ///
    /// - Returns: how far those have seen that have seen more than the log has, by their names in the
    ///   book; nil when nobody was asked.
    static func areAsked(
        _ broker: Broker, _ configuration: Configuration, _ world: World, _ logger: Logger
    ) async -> [String: UInt64]? {
        guard broker.setting.witnessing.members.contains(where: { $0.url != nil }) else {
            return nil
        }
        var rounds = WitnessRounds(
            broker, beside: configuration.places.store, world: world, logger: logger, serves: false)
        let client = HTTPClient.withoutRedirects()
        await rounds.round(
            { await client.post($0, patience: patienceAtStartSeconds) }, isStart: true)
        try? await client.shutdown()
        return rounds.ahead
    }
}
