// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import SampleTown
import Testing

@testable import Web

/// Requests one after the other on a connection, by a clock that the test moves.
@Suite struct `The time that a request has to come` {
    private let line = "baton_limits_reached_total{limit=\"pace\"}"
    private let whole = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// Answers each request as soon as it is there.
    private final class AtOnce: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            let head = HTTPResponseHead(version: .http1_1, status: .ok)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    /// A connection as far as it has to do with time.
    private func channel(_ counter: Counter) throws -> EmbeddedChannel {
        let (channel, tally) = (EmbeddedChannel(), counter.broker.tally)
        let lines = LineGuard(limits: WebLimits())
        let pace = PaceGuard(seconds: 10, tally: tally, isBetween: { lines.isBetween })
        let exchanges = Exchanges(pace, lines, IdleGuard(seconds: 10_000, tally: tally), nil)
        try channel.pipeline.syncOperations.addHandlers([
            pace, lines, ByteToMessageHandler(HTTPRequestDecoder()), exchanges,
            HTTPServerPipelineHandler(),
        ])
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        return channel
    }

    private func write(_ text: String, to channel: EmbeddedChannel) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    private func answer(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    }

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
        let channel = try channel(counter)
        try write("GET /livez HTTP/1.1\r\n", to: channel)
        try write("Host: localhost\r\n\r\n", to: channel)
        try answer(channel)
        #expect(!isClosed(channel, after: 8))
        try write("GET /livez HTTP/1.1\r\n", to: channel)
        #expect(!isClosed(channel, after: 2), "the time of the first is over, and it is whole")
        try write("Host: localhost\r\n", to: channel)
        #expect(!isClosed(channel, after: 7), "what comes later does not begin it anew")
        #expect(!counter.metrics.text.contains(line))
        try write("\r\n", to: channel)
        try answer(channel)
        #expect(!isClosed(channel, after: 100), "nothing was begun")

        try write("G", to: channel)
        #expect(!isClosed(channel, after: 9))
        #expect(isClosed(channel, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
    }

    @Test func `begins for what comes early with the answer to the one before it`() async throws {
        let counter = try await Counter(SampleTown())
        try whatComesEarly(counter, after: [whole, "POST /events HTTP/1.1\r\n"])
    }

    /// Whoever reads the end of a request may not forget what was read with it.
    @Test func `begins for what comes with the end of the one before it`() async throws {
        let counter = try await Counter(SampleTown())
        let begun = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nabc"
        try whatComesEarly(counter, after: [whole + begun])
    }

    private func whatComesEarly(_ counter: Counter, after pieces: [String]) throws {
        let channel = try channel(counter)
        for piece in pieces { try write(piece, to: channel) }
        #expect(!isClosed(channel, after: 100), "the one before it is not answered")
        try answer(channel)
        #expect(!isClosed(channel, after: 9))
        #expect(isClosed(channel, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
    }

    @Test func `begins for what comes with the end of one that is answered at once`() async throws {
        try answeredAtOnce(try await Counter(SampleTown()))
    }

    private func answeredAtOnce(_ counter: Counter) throws {
        let channel = try channel(counter)
        try channel.pipeline.syncOperations.addHandler(AtOnce())
        try write(whole + "POST /eve", to: channel)
        #expect(!isClosed(channel, after: 9))
        #expect(isClosed(channel, after: 1))
        #expect(counter.metrics.text.contains("\(line) 1\n"))
    }

    @Test func `does not begin where nothing came early, or all of a request`() async throws {
        try nothingBegun(try await Counter(SampleTown()))
    }

    private func nothingBegun(_ counter: Counter) throws {
        let channel = try channel(counter)
        for _ in 1...2 { try write(whole, to: channel) }
        for _ in 1...2 { try answer(channel) }
        #expect(!isClosed(channel, after: 100))
        _ = try channel.finish()
    }
}
