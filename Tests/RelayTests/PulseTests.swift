// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Testing

@testable import Relay

private let hour: Int64 = 3_600_000

@Suite struct `A pulse` {
    private let start = SampleTown.morning

    @Test func `forgets after two weeks what was usual`() {
        var pulse = Pulse(at: start, steady: 0)
        pulse.learn(50 * hour, endedAt: 0)
        for hours in 1...Int64(14 * 24) { pulse.learn(hour, endedAt: hours * hour) }
        #expect(pulse.usualInterval == hour)
        pulse.learn(50 * hour, endedAt: 0)
        for hours in 1..<Int64(14 * 24) { pulse.learn(hour, endedAt: hours * hour) }
        #expect(pulse.usualInterval == 50 * hour)
    }

    @Test(arguments: [Pulse.gapLimit, Pulse.gapLimit + 1])
    func `keeps so many gaps and no more, and never forgets the longest for it`(count: Int) {
        var pulse = Pulse(at: start, steady: 0)
        for number in 0..<Int64(count) { pulse.learn(hour - number, endedAt: number) }
        #expect(pulse.usualInterval == hour)
        #expect(pulse.gapCount == Pulse.gapLimit)
    }
}
