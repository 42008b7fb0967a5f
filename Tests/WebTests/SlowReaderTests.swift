// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Relay
import SampleTown
import Testing

@testable import Web

/// Connections whose other side does not read, by a clock that the test moves (row S16).
@Suite struct `A connection that takes nothing of its answer` {
    private let line = "baton_limits_reached_total{limit=\"pace\"}"

    private func channel(_ counter: Counter) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handler: PaceGuard(
                seconds: 10, tally: counter.broker.tally, isBetween: { true }))
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        return channel
    }

    /// What is to be sent has come up to the mark, or has gone below it again.
    private func tell(_ channel: EmbeddedChannel, isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    private func isClosed(_ channel: EmbeddedChannel, after seconds: Int64) -> Bool {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
        channel.embeddedEventLoop.run()
        return !channel.isActive
    }

    @Test func `is closed after its time, and counted`() async throws {
        try onThisThread(try await Counter(SampleTown()))
    }

    /// An embedded channel belongs to one thread, and a function that waits may change it.
    private func onThisThread(_ counter: Counter) throws {
        let slow = try channel(counter)
        tell(slow, isWritable: false)
        #expect(!isClosed(slow, after: 9))
        #expect(!counter.metrics.text.contains(line))
        #expect(isClosed(slow, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))

        let reading = try channel(counter)
        tell(reading, isWritable: false)
        #expect(!isClosed(reading, after: 9))
        tell(reading, isWritable: true)
        #expect(!isClosed(reading, after: 100))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
        _ = try reading.finish()
    }
}
