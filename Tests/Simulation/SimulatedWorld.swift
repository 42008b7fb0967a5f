// SPDX-License-Identifier: Apache-2.0

package import Relay
import Safeguarding

extension World {
    /// The world of a simulation: its clock, its sleep, its chance.
    package static func simulated(_ simulator: Simulator) -> World {
        World(
            now: { simulator.now },
            sleep: { try await simulator.sleep(milliseconds: $0.wholeMilliseconds) },
            random: { count in simulator.decide { $0.bytes(count) } })
    }
}
