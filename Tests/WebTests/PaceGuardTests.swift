// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Relay
import SampleTown
import Testing

@testable import Web

/// Requests one after the other on a connection, by a clock that the test moves.
@Suite struct `The time that a request has to come` {
    private let line = "baton_limits_reached_total{limit=\"pace\"}"

    private func isClosed(_ channel: EmbeddedChannel, after seconds: Int64) -> Bool {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
        channel.embeddedEventLoop.run()
        return !channel.isActive
    }

    @Test func `begins with each, though one timer looks after all`() async throws {
        try onThisThread(try await Counter(SampleTown()))
    }

    /// An embedded channel belongs to one thread, and a function that waits may change it.
    private func onThisThread(_ counter: Counter) throws {
        let pace = PaceGuard(seconds: 10, tally: counter.broker.tally)
        let channel = EmbeddedChannel(handler: pace)
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()

        try channel.writeInbound(ByteBuffer(string: "a whole request"))
        pace.requestEnded()
        #expect(!isClosed(channel, after: 8))
        try channel.writeInbound(ByteBuffer(string: "the beginning"))
        #expect(!isClosed(channel, after: 2), "the time of the first is over, and it is whole")
        try channel.writeInbound(ByteBuffer(string: " of another"))
        #expect(!isClosed(channel, after: 7), "what comes later does not begin it anew")
        #expect(!counter.metrics.text.contains(line))
        pace.requestEnded()
        #expect(!isClosed(channel, after: 100), "nothing was begun")

        try channel.writeInbound(ByteBuffer(string: "the third"))
        #expect(!isClosed(channel, after: 9))
        #expect(isClosed(channel, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
    }

    @Test func `begins for what comes early with the answer to the one before it`() async throws {
        try whatComesEarly(try await Counter(SampleTown()))
    }

    private func whatComesEarly(_ counter: Counter) throws {
        let pace = PaceGuard(seconds: 10, tally: counter.broker.tally)
        let channel = EmbeddedChannel(handler: pace)
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()

        try channel.writeInbound(ByteBuffer(string: "a whole request"))
        pace.requestEnded()
        pace.answers(true)
        try channel.writeInbound(ByteBuffer(string: "the beginning"))
        #expect(!isClosed(channel, after: 100), "the one before it is not answered")
        pace.answers(false)
        #expect(!isClosed(channel, after: 9))
        #expect(isClosed(channel, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
    }

    @Test func `does not begin where nothing came early, or all of a request`() async throws {
        try nothingBegun(try await Counter(SampleTown()))
    }

    private func nothingBegun(_ counter: Counter) throws {
        let pace = PaceGuard(seconds: 10, tally: counter.broker.tally)
        let channel = EmbeddedChannel(handler: pace)
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        for _ in 1...2 {
            try channel.writeInbound(ByteBuffer(string: "a whole request"))
            pace.requestEnded()
            pace.answers(true)
        }
        pace.answers(false)
        #expect(!isClosed(channel, after: 100))
        _ = try channel.finish()
    }
}
