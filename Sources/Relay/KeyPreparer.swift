// SPDX-License-Identifier: Apache-2.0

import Intake
import ServiceLifecycle
import Signing

/// Prepares the keys that verify much, beside those who wait for an answer.
///
/// A prepared key halves the cost of a signature, and takes 20 ms once and 150 kB for as long as its
/// setting is in force: so only keys that are used, and only so many.
package struct KeyPreparer: Service {
    /// The most keys that are prepared at a time.
    package static let limit = 64
    /// How often the preparer looks.
    private static let period = Duration.seconds(1)

    private let broker: Broker

    /// Prepares keys of whatever setting is in force with a broker.
    package init(_ broker: Broker) { self.broker = broker }

    /// Looks until it is told to stop.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prepare()
                do { try await broker.world.sleep(Self.period) } catch is CancellationError {
                    return
                }
            }
        }
    }

    /// Prepares the keys that want it, one at a time.
    func prepare() async {
        let keys = broker.setting.frontDoor.keyring.keys
        var room = Self.limit - keys.count { $0.key.isPrepared }
        for key in keys where room > 0 && key.key.wantsPreparation && !Task.isCancelled {
            key.key.prepare()
            room -= 1
            await Task.yield()
        }
    }
}
