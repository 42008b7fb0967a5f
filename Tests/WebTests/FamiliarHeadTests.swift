// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import SampleTown
import Synchronization
import Testing

@testable import Web

/// A referral with the head of the one before it is taken next to the socket, where nobody sees what
/// the framework still has to answer.
@Suite struct `A referral with a familiar head` {
    private let town: SampleTown
    private let roads: Roads
    private let token: String
    private let stop = Stop()
    private let next = Next()

    /// Stands next behind, and counts what passes.
    private final class Next: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let reads = Atomic(0)

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            reads.add(1, ordering: .relaxed)
            context.fireChannelRead(data)
        }
    }

    init() async throws {
        town = try SampleTown()
        roads = try await Roads(town)
        token = String(
            decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
        // Whoever is known is not looked for in the middle of a test.
        let connection = try roads.connect(over: .express)
        connection.send(request(try letter()))
        _ = try await Roads.aside { try connection.readSome() }
    }

    /// One that is refused at once would overtake one that waits for its commit.
    @Test(.timeLimit(.minutes(5))) func `is answered after the one before it`() async throws {
        let sequencer = roads.counter.broker.sequencer
        for _ in 0..<20 {
            let connection = try roads.connect(over: .express)
            sequencer.bring()
            connection.send(request(try letter()))
            while sequencer.waiting == 0 { await Task.yield() }
            connection.send(request(Array("no token".utf8)))
            sequencer.brought()
            let answer = try await Roads.aside { try connection.readSome() }
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 202 Accepted"))
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `is handed on to nobody, unless answers are not taken`() async throws {
        let channel = try await channel()
        for _ in 1...3 {
            try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
            #expect(try await answer(on: channel).hasPrefix("HTTP/1.1 202 Accepted"))
            #expect(next.reads.load(ordering: .relaxed) == 1, "the first alone is read")
        }
        channel.isWritable = false
        try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
        guard case .head = try await channel.readInbound(as: HTTPServerRequestPart.self) else {
            Issue.record("the framework has not got it")
            return
        }
    }

    /// Who is told that the connection ends does not hear of what it sent after that.
    @Test(.timeLimit(.minutes(5)))
    func `is the last one heard where its answer says so`() async throws {
        let channel = try await channel()
        let sequencer = roads.counter.broker.sequencer
        try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
        _ = try await answer(on: channel)
        sequencer.bring()
        try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
        try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
        stop.hasCome.store(true, ordering: .relaxed)
        sequencer.brought()
        #expect(try await answer(on: channel).contains("\r\nConnection: close\r\n"))
        await channel.testingEventLoop.run()
        #expect(try await channel.readOutbound(as: IOData.self) == nil)
        #expect(next.reads.load(ordering: .relaxed) == 1)
    }

    /// The framework gives a connection up that has a fault.
    @Test(.timeLimit(.minutes(5)))
    func `is answered before a fault of its connection is heard of`() async throws {
        let channel = try await channel()
        for _ in 1...2 {
            try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
            _ = try await answer(on: channel)
        }
        let sequencer = roads.counter.broker.sequencer
        sequencer.bring()
        try await channel.writeInbound(ByteBuffer(bytes: request(try letter())))
        channel.pipeline.fireErrorCaught(ChannelError.inputClosed)
        await channel.testingEventLoop.run()
        try await channel.throwIfErrorCaught()
        sequencer.brought()
        #expect(try await answer(on: channel).hasPrefix("HTTP/1.1 202 Accepted"))
        await #expect(throws: ChannelError.inputClosed) { try await channel.throwIfErrorCaught() }
    }

    /// A connection whose event loop the test runs, as far as the short road.
    private func channel() async throws -> NIOAsyncTestingChannel {
        let (channel, limits) = (NIOAsyncTestingChannel(), WebLimits())
        let (gate, next, stop) = (roads.gate, next, stop)
        try await channel.testingEventLoop.executeInContext {
            let tally = gate.broker.tally
            let road = ExpressRoad(
                gate, HTTPDate { gate.broker.now },
                isClosed: { stop.hasCome.load(ordering: .relaxed) })
            let entrance = road.entrance(on: channel.eventLoop, nil)
            let (lines, encoder) = (LineGuard(limits: limits), AnswerEncoder())
            let idle = IdleGuard(seconds: 1_000, tally: tally)
            let familiar = FamiliarHead(entrance, lines, idle)
            let pace = PaceGuard(
                seconds: 1_000, tally: tally, isBetween: { lines.isBetween })
            try channel.pipeline.syncOperations.addHandlers([
                HalfClosing(), familiar, next, encoder, lines,
                ByteToMessageHandler(HTTPRequestDecoder()),
                Exchanges(pace, lines, idle, familiar), HTTPServerPipelineHandler(),
                ConnectionEnd(limits: limits, encoder: encoder),
                ExpressLane(entrance, encoder, familiar),
            ])
        }
        try await channel.connect(to: .init(unixDomainSocketPath: "/test")).get()
        return channel
    }

    /// Lets the event loop run until there is an answer.
    private func answer(on channel: NIOAsyncTestingChannel) async throws -> String {
        while true {
            await channel.testingEventLoop.run()
            guard case .byteBuffer(let bytes) = try await channel.readOutbound(as: IOData.self)
            else {
                await Task.yield()
                continue
            }
            return String(buffer: bytes)
        }
    }

    private func letter() throws -> [UInt8] {
        try town.letter(from: town.police, "referral.made", to: [town.council]).bytes()
    }

    private func request(_ content: [UInt8]) -> [UInt8] {
        let lines = [
            "POST /events HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)",
            "Content-Type: application/secevent+jwt", "Content-Length: \(content.count)",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + content
    }
}
