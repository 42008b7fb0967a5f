// SPDX-License-Identifier: Apache-2.0

import Relay
import Simulation

/// What a seed makes of a run before it begins: how bad the weather is, and the limits in force.
///
/// Each run draws its own, so that some are calm but for one kind of fault and others are not.
struct Schedule: Sendable {
    let disk: Weather
    let network: Network.Weather
    let letters: Int
    /// For how long faults happen, in milliseconds.
    let storm: Int
    /// How often something befalls the whole broker, in milliseconds.
    let calamity: ClosedRange<Int>
    /// How often a node dies at a step, in times of a hundred.
    let nodeDeaths: Int
    /// How often a node's system refuses a message at first, in times of a hundred.
    let refusals: Int
    let limits: RelayLimits

    init(_ chance: inout Chance) {
        var disk = Weather()
        disk.slowness = chance.pick([0, 3, 40])
        disk.strikes = chance.pick([0, 0, 3, 15])
        disk.lost = chance.pick([0, 0, 2, 10])
        disk.landed = chance.pick([0, 0, 2, 10])
        disk.deadlyReads = chance.pick([0, 0, 0, 5])
        self.disk = disk
        network = Network.Weather(
            lost: chance.pick([0, 5, 30]), repeated: chance.pick([0, 5, 30]),
            slowness: chance.pick([0, 20, 1_500]), hangUps: chance.pick([0, 50]))
        letters = chance.within(2...7)
        storm = chance.pick([5_000, 20_000, 60_000])
        calamity = chance.pick([300...2_000, 2_000...9_000, 8_000...40_000])
        nodeDeaths = chance.pick([0, 5, 20])
        refusals = chance.pick([0, 0, 20])
        limits = Self.limits(&chance)
    }

    private static func limits(_ chance: inout Chance) -> RelayLimits {
        var limits = RelayLimits()
        limits.batch = chance.pick([1, 3, 256])
        limits.queue = chance.pick([4, 10_000])
        limits.pollPage = chance.pick([1, 3, 100])
        limits.pollBytes = chance.pick([3_000, 4 << 20])
        limits.freshBytes = chance.pick([0, 6_000, 4 << 20])
        limits.longPollMilliseconds = chance.pick([1_000, 30_000])
        limits.visibilityMilliseconds = chance.pick([5_000, 60_000])
        limits.handedOut = chance.pick([2, 5_000])
        limits.verdicts = chance.pick([1, 200])
        limits.watchMilliseconds = chance.pick([500, 5_000])
        return limits
    }
}
