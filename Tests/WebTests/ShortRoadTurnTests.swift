// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import SampleTown
import Synchronization
import Testing

@testable import Web

/// The short road alone on a connection, whose event loop the test runs.
@Suite struct `A request on the short road` {
    private let roads: Roads
    private let token: String

    init() async throws {
        let town = try SampleTown()
        roads = try await Roads(town)
        token = String(
            decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
        // The other road makes the caller known.
        let asked = [
            "POST /poll HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)",
            "Content-Type: application/json", "Content-Length: 26", "Connection: close", "",
            "{\"returnImmediately\":true}",
        ]
        let answers = try await roads.exchange(
            [Array(asked.joined(separator: "\r\n").utf8)], over: .ordinary, isEnded: false)
        try #require(answers.map(\.status) == ["HTTP/1.1 200 OK"])
    }

    /// With the answer to one the next is read: were that answered there and then, and the next in it, a
    /// caller could go down the event loop's stack to its end, and the daemon with it.
    @Test func `is answered by itself, though it is wrong and others wait behind it`() throws {
        let (channel, count) = (try channel(), 20_000)
        for part in [head(.GET, "/livez", []), .end(nil)] { try channel.writeInbound(part) }
        for _ in 0..<count {
            for part in poll("x") { try channel.writeInbound(part) }
        }
        // The one before them is answered.
        try channel.writeOutbound(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        channel.embeddedEventLoop.run()
        var refused = 0
        while let data = try channel.readOutbound(as: IOData.self) {
            guard case .byteBuffer(let bytes) = data else { continue }
            if String(buffer: bytes).hasPrefix("HTTP/1.1 400 ") { refused += 1 }
        }
        #expect(refused == count)
        _ = try channel.finish()
    }

    /// The framework waits with the next request until its answers are taken.
    @Test(arguments: [true, false])
    func `is left to the framework where answers are not taken`(isWritable: Bool) throws {
        let channel = try channel()
        channel.isWritable = isWritable
        for part in poll("x") { try channel.writeInbound(part) }
        channel.embeddedEventLoop.run()
        let passedOn = try channel.readInbound(as: HTTPServerRequestPart.self)
        #expect((passedOn == nil) == isWritable)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    /// Who is told that the connection ends does not hear of what it sent after that.
    @Test func `is the last one heard where its answer says so`() throws {
        let stop = Stop()
        let channel = try channel { stop.hasCome.load(ordering: .relaxed) }
        for part in poll("x") { try channel.writeInbound(part) }
        stop.hasCome.store(true, ordering: .relaxed)
        for part in poll("x") { try channel.writeInbound(part) }
        channel.embeddedEventLoop.run()
        guard case .byteBuffer(let bytes) = try channel.readOutbound(as: IOData.self) else {
            Issue.record("there is no answer")
            return
        }
        #expect(String(buffer: bytes).contains("\r\nConnection: close\r\n"))
        #expect(try channel.readOutbound(as: IOData.self) == nil)
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == nil)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    /// The framework gives a connection up that has a fault.
    @Test func `is answered before a fault of its connection is heard of`() throws {
        let channel = try channel()
        for part in poll("x") { try channel.writeInbound(part) }
        channel.pipeline.fireErrorCaught(ChannelError.inputClosed)
        try channel.throwIfErrorCaught()
        channel.embeddedEventLoop.run()
        #expect(try channel.readOutbound(as: IOData.self) != nil)
        #expect(throws: ChannelError.inputClosed) { try channel.throwIfErrorCaught() }
        _ = try channel.finish()
    }

    private func channel(
        isClosed: @escaping @Sendable () -> Bool = { false }
    ) throws -> EmbeddedChannel {
        let (channel, limits) = (EmbeddedChannel(), WebLimits())
        let broker = roads.counter.broker
        let road = ExpressRoad(roads.gate, HTTPDate { broker.now }, isClosed: isClosed)
        let entrance = road.entrance(on: channel.eventLoop, nil)
        let familiar = FamiliarHead(
            entrance, LineGuard(limits: limits), IdleGuard(seconds: 10, tally: broker.tally))
        let encoder = AnswerEncoder()
        try channel.pipeline.syncOperations.addHandlers([
            HalfClosing(), encoder, HTTPServerPipelineHandler(),
            ConnectionEnd(limits: limits, encoder: encoder),
            ExpressLane(entrance, encoder, familiar),
        ])
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        return channel
    }

    private func poll(_ content: String) -> [HTTPServerRequestPart] {
        let fields = [
            ("Content-Type", "application/json"), ("Content-Length", "\(content.utf8.count)"),
            ("Authorization", "Bearer \(token)"),
        ]
        return [
            head(.POST, "/poll", fields), .body(ByteBuffer(string: content)), .end(nil),
        ]
    }

    private func head(
        _ method: HTTPMethod, _ uri: String, _ fields: [(String, String)]
    ) -> HTTPServerRequestPart {
        .head(
            HTTPRequestHead(
                version: .http1_1, method: method, uri: uri,
                headers: HTTPHeaders([("Host", "localhost")] + fields)))
    }
}
