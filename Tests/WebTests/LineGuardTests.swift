// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Web

/// Requests one behind the other, cut anywhere: what is made of them hangs on their bytes alone.
@Suite struct `Where a request begins` {
    private static let get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let poll = Self.post("\n{\"maxEvents\":0}\n")

    private static func post(_ body: String) -> String {
        "POST /poll HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            + body
    }

    private static func chunked(_ chunks: [String], extra: String = "", trailer: String = "")
        -> String
    {
        let lines = chunks.map { chunk in
            String(chunk.utf8.count, radix: 16) + extra + "\r\n" + chunk + "\r\n"
        }
        return "POST /events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + lines.joined() + "0" + extra + "\r\n" + trailer + "\r\n"
    }

    @Test func `is after a whole request alone, and never in one or after a fault`() throws {
        let post = Array(Self.poll.utf8)
        for cut in post.indices.dropFirst() {
            let pieces = [Array(post[..<cut]), Array(post[cut...]), Array(Self.get.utf8)]
            #expect(try Self.isBetween(pieces) == [false, true, true], "cut at \(cut)")
        }
        let chunked = Array(Self.chunked(["a", "bc"]).utf8)
        for cut in chunked.indices.dropFirst() {
            let pieces = [Array(chunked[..<cut]), Array(chunked[cut...])]
            #expect(try Self.isBetween(pieces) == [false, true], "cut at \(cut)")
        }
        let empty = [Array("\r".utf8), Array("\n".utf8), Array("\n".utf8), Array(Self.get.utf8)]
        #expect(try Self.isBetween(empty) == [false, true, false, false])
    }

    /// Whether the next byte after each piece was the first of a request.
    private static func isBetween(_ pieces: [[UInt8]]) throws -> [Bool] {
        var found: [Bool] = []
        _ = try outcome(pieces) { found.append($0.isBetween) }
        return found
    }

    /// What a connection makes of pieces: how many requests are whole, and whether it was then refused.
    private static func outcome(
        _ pieces: [[UInt8]], limits: WebLimits = WebLimits(),
        afterEach look: (LineGuard) -> Void = { _ in }
    ) throws -> Outcome {
        let (channel, lines) = (EmbeddedChannel(), LineGuard(limits: limits))
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(lines)
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try pipeline.addHandler(Reader(lines))
        try channel.connect(to: .init(unixDomainSocketPath: "/test")).wait()
        var outcome = Outcome()
        for piece in pieces {
            do { try channel.writeInbound(ByteBuffer(bytes: piece)) } catch {
                outcome.isRefused = true
                outcome.isUnknownMethod = lines.refused.isUnknownMethod
            }
            look(lines)
        }
        outcome.fault = lines.fault
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .end = part { outcome.requests += 1 }
        }
        return outcome
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart
        private let lines: LineGuard

        init(_ lines: LineGuard) { self.lines = lines }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            lines.noteRead(unwrapInboundIn(data))
            context.fireChannelRead(data)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            lines.noteRefusal()
            context.fireErrorCaught(error)
        }
    }

    private struct Outcome: Equatable {
        var requests = 0
        var isRefused = false
        var isUnknownMethod = false
        /// The rule that was found to be broken before the parser saw it.
        var fault: HeadFault?
    }

    private static func cut(_ bytes: [UInt8], _ dice: inout Dice) -> [[UInt8]] {
        var (pieces, rest) = ([[UInt8]](), bytes[...])
        while !rest.isEmpty {
            let most = [3, 20, 200].randomElement(using: &dice) ?? 1
            let count = min(rest.count, Int.random(in: 1...most, using: &dice))
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    /// Random, and the same again at every run (SplitMix64).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// A body that looks like what stands around it.
    private static func body(_ dice: inout Dice) -> String {
        let parts = ["\r", "\n", "\r\n", "\r\n\r\n", "{", "GET / HTTP/1.1\r\n", "0\r\n\r\n", "a"]
        return (0..<Int.random(in: 0...6, using: &dice)).map { _ in
            parts.randomElement(using: &dice) ?? ""
        }.joined()
    }

    private static func request(_ dice: inout Dice) -> String {
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: get
        case 1: post(body(&dice))
        default:
            chunked(
                (0..<Int.random(in: 0...3, using: &dice)).map { _ in body(&dice) }.filter {
                    !$0.isEmpty
                }, extra: Bool.random(using: &dice) ? ";a=0" : "",
                trailer: Bool.random(using: &dice) ? "X-End: y\r\n" : "")
        }
    }

    @Test(arguments: 0..<UInt64(400))
    func `is known however good requests are cut`(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let requests = (0..<Int.random(in: 1...4, using: &dice)).map { _ in
            ["", "", "\r\n", "\r\n\r\n"].randomElement(using: &dice, or: "")
                + Self.request(&dice)
        }
        let bytes = Array(requests.joined().utf8)
        let wanted = Outcome(requests: requests.count)
        for _ in 0..<8 {
            let pieces = Self.cut(bytes, &dice)
            #expect(try Self.outcome(pieces) == wanted, "\(Self.shown(pieces))")
        }
        #expect(try Self.outcome(bytes.map { [$0] }) == wanted)
        #expect(try Self.outcome([bytes]) == wanted)
    }

    @Test(arguments: 0..<UInt64(400))
    func `is not behind a CR or LF that stands alone, however it is cut`(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let requests = (0..<Int.random(in: 1...4, using: &dice)).map { _ in Self.request(&dice) }
        let good = Int.random(in: 0..<requests.count, using: &dice)
        let loose = ["\n", "\r", "\r\n\n", "\r\r\n", "\n\r\n", "\r\n\r"]
            .randomElement(using: &dice, or: "\n")
        let text =
            requests.prefix(good).joined() + loose + requests.dropFirst(good).joined()
        let bytes = Array(text.utf8)
        let wanted = Outcome(requests: good, isRefused: true, fault: .loneLineEnd)
        for _ in 0..<8 {
            let pieces = Self.cut(bytes, &dice)
            #expect(try Self.outcome(pieces) == wanted, "\(Self.shown(pieces))")
        }
        #expect(try Self.outcome(bytes.map { [$0] }) == wanted)
        #expect(try Self.outcome([bytes]) == wanted)
    }

    /// A head of which a read holds the last empty line and the content's first line feed.
    @Test(arguments: ["", "\r\n", get], [1, 2])
    func `is not forgotten while its head is half read`(before: String, rest: Int) throws {
        let head = Self.poll.utf8.count - "\n{\"maxEvents\":0}\n".utf8.count
        let bytes = Array((before + Self.poll).utf8)
        let cut = before.utf8.count + head - rest
        let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
        #expect(try Self.outcome(pieces) == Outcome(requests: before.count > 2 ? 2 : 1))
    }

    @Test func `is found behind any number of empty lines in a content`() throws {
        let lines = String(repeating: "\r\n\r\n\n", count: 13_107)
        let whole = Array((Self.chunked([lines]) + Self.get).utf8)
        #expect(try Self.outcome([whole]) == Outcome(requests: 2))
        let none = String(repeating: "\r\n", count: 20_000)
        #expect(try Self.outcome([Array((none + Self.get).utf8)]) == Outcome(requests: 1))
    }

    /// The word is the request's first, whatever else a read holds.
    @Test func `tells a method that is not known from what is no HTTP`() throws {
        func isUnknown(_ pieces: String...) throws -> Bool {
            let outcome = try Self.outcome(pieces.map { Array($0.utf8) })
            #expect(outcome.isRefused)
            return outcome.isUnknownMethod
        }
        let brew = "BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n"
        #expect(try isUnknown(brew))
        #expect(try isUnknown(Self.get + brew))
        #expect(try isUnknown("\r\n" + brew))
        #expect(try !isUnknown("G", String(Self.get.dropFirst()) + "\n" + Self.get))
        #expect(try !isUnknown(Self.get + "\n" + Self.get))
        #expect(try !isUnknown("G?T / HTTP/1.1\r\n\r\n"))
    }

    /// Bytes whole, in pieces and byte by byte: what is made of them must be the same.
    private static func everyCut(_ text: String, _ seed: UInt64) -> [[[UInt8]]] {
        var dice = Dice(state: seed)
        let bytes = Array(text.utf8)
        return [[bytes], cut(bytes, &dice), cut(bytes, &dice), bytes.map { [$0] }]
    }

    private static func padded(_ head: String, to count: Int) -> String {
        let pad = String(repeating: "x", count: count - head.utf8.count - "X: \r\n".utf8.count)
        // The line end is one character.
        return head.dropLast() + "X: \(pad)\r\n\r\n"
    }

    /// Every byte of a header counts, its line ends and the white space around its values too.
    @Test(arguments: [0, 1])
    func `is at the limit of a header, and not one byte past it`(past: Int) throws {
        let limit = WebLimits().headerBytes
        let spaced = "GET /livez HTTP/1.1\r\nHost:\t     localhost    \r\nA: 1\r\nB:\r\n\r\n"
        for head in [Self.get, spaced] {
            let text = "\r\n\r\n" + Self.get + Self.padded(head, to: limit + past) + Self.get
            let wanted =
                past == 0
                ? Outcome(requests: 3)
                : Outcome(requests: 1, isRefused: true, fault: .tooLong(limit))
            for pieces in Self.everyCut(text, 7) {
                #expect(try Self.outcome(pieces) == wanted, "\(pieces.count)")
            }
        }
    }

    @Test(arguments: [0, 1])
    func `is at the limit of a header with its trailer fields, and not one byte past it`(
        past: Int
    ) throws {
        let head = Self.chunked([]).components(separatedBy: "0\r\n")[0]
        let trailer = "X-End: y\r\n"
        var limits = WebLimits()
        limits.headerBytes = head.utf8.count + trailer.utf8.count + 2 - past
        let wanted =
            past == 0
            ? Outcome(requests: 2)
            : Outcome(requests: 0, isRefused: true, fault: .tooLong(limits.headerBytes))
        for pieces in Self.everyCut(Self.chunked(["abc"], trailer: trailer) + Self.get, 8) {
            #expect(try Self.outcome(pieces, limits: limits) == wanted, "\(pieces.count)")
        }
    }

    /// Extensions of all chunks of a request count together, and zeros that lengthen a length.
    @Test(arguments: [
        (";a=b", 12), (";a=\"b c\"", 24), ("", 0),
    ])
    func `is at the limit of what stands beside the lengths of chunks, and not one byte past it`(
        extra: String, bytes: Int
    ) throws {
        let text = Self.chunked(["abc", "fedcba9876543210"], extra: extra)
        let zeros = text.replacing("\r\n3", with: "\r\n0003").replacing("\r\n10", with: "\r\n0010")
        for (text, most) in [(text, bytes), (zeros, bytes + 5)] {
            for past in [0, 1] where most >= past {
                var limits = WebLimits()
                limits.chunkExtensionBytes = most - past
                let wanted =
                    past == 0
                    ? Outcome(requests: 2)
                    : Outcome(isRefused: true, fault: .chunkExtensions(most - past))
                for pieces in Self.everyCut(text + Self.get, 9) {
                    let found = try Self.outcome(pieces, limits: limits)
                    #expect(found == wanted, "\(text) \(pieces.count)")
                }
            }
        }
        // The next request begins anew.
        var limits = WebLimits()
        limits.chunkExtensionBytes = bytes
        let twice = [Array((text + text).utf8)]
        #expect(try Self.outcome(twice, limits: limits) == Outcome(requests: 2))
    }

    private static func shown(_ pieces: [[UInt8]]) -> [String] {
        pieces.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Array {
    fileprivate func randomElement(
        using generator: inout some RandomNumberGenerator, or other: Element
    ) -> Element { randomElement(using: &generator) ?? other }
}
