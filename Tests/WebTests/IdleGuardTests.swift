// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import SampleTown
import Testing

@testable import Web

/// Connections on which nothing happens, by a clock that the test moves.
@Suite struct `A connection on which nothing is asked` {
    private func isClosed(_ channel: EmbeddedChannel) -> Bool {
        channel.embeddedEventLoop.run()
        return !channel.isActive
    }

    private func channel(_ counter: Counter, seconds: Int64) throws -> EmbeddedChannel {
        let tally = counter.broker.tally
        let channel = EmbeddedChannel(
            handler: Exchanges(
                PaceGuard(seconds: seconds, tally: tally, isBetween: { true }),
                LineGuard(limits: WebLimits()),
                IdleGuard(seconds: seconds, tally: tally), nil))
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        return channel
    }

    private let head = HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))

    @Test func `is closed after its time, and counted`() async throws {
        let counter = try await Counter(SampleTown())
        try onThisThread(counter)
    }

    /// An embedded channel belongs to one thread, and a function that waits may change it.
    private func onThisThread(_ counter: Counter) throws {
        let line = "baton_limits_reached_total{limit=\"idle\"}"
        let idle = try channel(counter, seconds: 10)
        idle.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(!isClosed(idle))
        #expect(!counter.metrics.text.contains(line))
        idle.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(isClosed(idle))
        #expect(counter.metrics.text.contains("\(line) 1\n"))

        let busy = try channel(counter, seconds: 10)
        try busy.writeInbound(head)
        busy.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(!isClosed(busy), "a request that waits for its answer is not idle")
        try busy.writeOutbound(HTTPServerResponsePart.end(nil))
        busy.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(!isClosed(busy))
        busy.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(isClosed(busy))
    }
}
