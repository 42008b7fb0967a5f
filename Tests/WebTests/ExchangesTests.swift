// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import SampleTown
import Testing

@testable import Web

/// How often a connection is read from, of which nobody knows but who stands next to the socket.
@Suite struct `A connection whose request is answered` {
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = Never
        private(set) var reads = 0

        func read(context: ChannelHandlerContext) {
            reads += 1
            context.read()
        }
    }

    private let head = HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/events"))
    private let body = HTTPServerRequestPart.body(ByteBuffer(string: "content"))
    private let end = HTTPServerRequestPart.end(nil)

    @Test func `is read from once meanwhile, whatever comes`() async throws {
        try onThisThread(try await Counter(SampleTown()))
    }

    /// An embedded channel belongs to one thread, and a function that waits may change it.
    private func onThisThread(_ counter: Counter) throws {
        let (channel, socket, tally) = (EmbeddedChannel(), Socket(), counter.broker.tally)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(socket)
        let pace = PaceGuard(seconds: 10, tally: tally, isBetween: { true })
        let exchanges = Exchanges(
            pace, LineGuard(limits: WebLimits()), IdleGuard(seconds: 10, tally: tally), nil)
        try pipeline.addHandlers([exchanges, HTTPServerPipelineHandler()])
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()

        for part in [head, body] { try channel.writeInbound(part) }
        #expect(socket.reads == 0, "until all of it is there, who asks for more does so")
        try channel.writeInbound(end)
        #expect(socket.reads == 1)
        for part in [head, body, end, head, end, head] { try channel.writeInbound(part) }
        #expect(socket.reads == 1, "what comes early waits, and no more is read")

        // The requests that came early follow, one answer each; then it begins again.
        for _ in 1...3 { try answer(channel) }
        #expect(socket.reads == 1)
        try channel.writeInbound(end)
        #expect(socket.reads == 2)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    private func answer(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    }
}
