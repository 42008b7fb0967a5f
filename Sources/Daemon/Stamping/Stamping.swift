// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import ServiceLifecycle

/// Has the log stamped for as long as the daemon runs.
struct Stamping: Service {
    /// How often it is looked whether something is to be stamped.
    static let pause = Duration.seconds(10)

    let broker: Broker
    let world: World
    let logger: Logger

    /// Stamps until it is told to stop.
    func run() async throws {
        await Outbound(world: world, pause: Self.pause).run(
            StampRounds(broker, world: world, logger: logger),
            isNeeded: { !broker.setting.timestamping.authorities.isEmpty },
            round: { rounds, call in await rounds.round(call) })
    }
}
