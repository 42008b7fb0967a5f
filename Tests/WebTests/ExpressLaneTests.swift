// SPDX-License-Identifier: Apache-2.0

import Foundation
import SampleTown
import Testing

@testable import Web

/// The short road reads heads of its own: whatever comes, it must end as on the framework's road.
@Suite struct `A referral by the short road` {
    private static let type = "Content-Type: application/secevent+jwt"

    /// What a test sends: a head, from the length of the body and the caller's token, and the body.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The lines of the head; `N` stands for the length of the body, `TOKEN` for the token.
        let lines: [String]
        var body = Body.letter
        /// Whether the client says that nothing more comes; else a last request has it close.
        var isEnded = false
        /// Whether it is a plain referral, which must not take the framework's road.
        var isPlain = false
        /// Whether the content goes on where the head says that the request ends.
        var isUnannounced: Bool { ["no length", "a length that is too short"].contains(name) }

        enum Body: Sendable {
            /// A referral.
            case letter
            /// A referral in a chunk.
            case chunked
            /// So many bytes that are no token.
            case bytes(Int)
            /// The first half of a referral.
            case half
        }

        var testDescription: String { name }
    }

    private static let first = "POST /events HTTP/1.1"
    private static let host = "Host: localhost"
    private static let bearer = "Authorization: Bearer TOKEN"
    private static let length = "Content-Length: N"
    private static let plain = [first, host, bearer, type, length]

    private static func adding(_ lines: String...) -> [String] { plain + lines }

    private static func replacing(_ line: String, _ others: String...) -> [String] {
        plain.flatMap { $0 == line ? others : [$0] }
    }

    private static let limit = WebLimits().eventBytes

    private static let lengths: [Case] = [
        Case(name: "plain", lines: plain, isPlain: true),
        Case(name: "the length twice", lines: adding(length)),
        Case(name: "two lengths", lines: adding("Content-Length: 1")),
        Case(name: "a list of lengths", lines: replacing(length, "Content-Length: N, N")),
        Case(name: "a length with plus", lines: replacing(length, "Content-Length: +N")),
        Case(name: "a length with minus", lines: replacing(length, "Content-Length: -N")),
        Case(name: "a length in spaces", lines: replacing(length, "Content-Length:   N  ")),
        Case(name: "a length with a tab", lines: replacing(length, "Content-Length:\tN")),
        Case(name: "a split length", lines: replacing(length, "Content-Length: 1 2")),
        Case(name: "a hexadecimal length", lines: replacing(length, "Content-Length: 0xFF")),
        Case(name: "a length with zeros", lines: replacing(length, "Content-Length: 000N")),
        Case(name: "an empty length", lines: replacing(length, "Content-Length:")),
        Case(name: "no length", lines: replacing(length)),
        Case(
            name: "a huge length",
            lines: replacing(length, "Content-Length: 99999999999999999999"), isEnded: true),
        Case(
            name: "a length that ends in a space before the colon",
            lines: replacing(length, "Content-Length : N")),
        Case(
            name: "a length that is too short", lines: replacing(length, "Content-Length: 5"),
            isEnded: true),
        Case(
            name: "a length that is too long", lines: replacing(length, "Content-Length: 9999"),
            isEnded: true),
        Case(name: "half a body", lines: plain, body: .half, isEnded: true),
        Case(name: "nothing after it", lines: plain, isEnded: true),
        Case(
            name: "nothing", lines: replacing(length, "Content-Length: 0"), body: .bytes(0)),
        Case(name: "the limit", lines: plain, body: .bytes(limit), isPlain: true),
        Case(name: "one past the limit", lines: plain, body: .bytes(limit + 1), isEnded: true),
    ]

    private static let transfers: [Case] = [
        Case(
            name: "chunks", lines: replacing(length, "Transfer-Encoding: chunked"), body: .chunked),
        Case(
            name: "chunks with a length", lines: adding("Transfer-Encoding: chunked"),
            body: .chunked, isEnded: true),
        Case(
            name: "another transfer coding",
            lines: replacing(length, "Transfer-Encoding: gzip"), isEnded: true),
        Case(name: "an expectation", lines: adding("Expect: 100-continue")),
        Case(name: "another expectation", lines: adding("Expect: 200-ok")),
        Case(
            name: "the last request", lines: adding("Connection: close"), isEnded: true),
        Case(name: "a kept connection", lines: adding("Connection: keep-alive")),
        Case(
            name: "HTTP/1.0", lines: replacing(first, "POST /events HTTP/1.0"), isEnded: true),
        Case(
            name: "HTTP/1.0, kept",
            lines: replacing(first, "POST /events HTTP/1.0") + ["Connection: keep-alive"],
            isEnded: true),
        Case(name: "HTTP/9.9", lines: replacing(first, "POST /events HTTP/9.9"), isEnded: true),
        Case(name: "a preference", lines: adding("Prefer: return=representation")),
        Case(name: "a preference for nothing", lines: adding("Prefer: wait=1")),
        Case(name: "a line that goes on", lines: adding("X-Long: a", " b"), isEnded: true),
        Case(name: "too many fields", lines: plain + (0..<70).map { "X-\($0): 1" }, isEnded: true),
        Case(
            name: "too long a field",
            lines: adding("X-Long: " + String(repeating: "a", count: 20_000)), isEnded: true),
        Case(name: "a name that is none", lines: adding("X Y: 1"), isEnded: true),
    ]

    private static let places: [Case] = [
        Case(name: "a query", lines: replacing(first, "POST /events?a=b HTTP/1.1")),
        Case(name: "a slash", lines: replacing(first, "POST /events/ HTTP/1.1")),
        Case(name: "two slashes", lines: replacing(first, "POST //events HTTP/1.1")),
        Case(name: "a path in code", lines: replacing(first, "POST /%65vents HTTP/1.1")),
        Case(
            name: "the whole address",
            lines: replacing(first, "POST http://localhost/events HTTP/1.1")),
        Case(name: "another method", lines: replacing(first, "PUT /events HTTP/1.1")),
        Case(
            name: "a method in lower case", lines: replacing(first, "post /events HTTP/1.1"),
            isEnded: true),
        Case(name: "no host", lines: replacing(host), isEnded: true),
        Case(name: "two hosts", lines: adding("Host: elsewhere"), isEnded: true),
    ]

    private static let types: [Case] = [
        Case(name: "the type twice", lines: adding(type)),
        Case(name: "the type and another", lines: adding("Content-Type: text/plain")),
        Case(name: "another type and the type", lines: replacing(type, "Content-Type: a/b", type)),
        Case(name: "a type with a parameter", lines: replacing(type, type + "; charset=utf-8")),
        Case(name: "a type in capitals", lines: replacing(type, type.uppercased())),
        Case(name: "another type", lines: replacing(type, "Content-Type: application/json")),
        Case(name: "no type", lines: replacing(type)),
        Case(
            name: "fields in capitals", lines: plain.map { $0 == first ? $0 : shouted($0) },
            isPlain: true),
        Case(name: "two callers", lines: adding(bearer)),
        Case(name: "no caller", lines: replacing(bearer)),
        Case(name: "an unknown caller", lines: replacing(bearer, "Authorization: Bearer a.b.c")),
        Case(
            name: "bearer in lower case",
            lines: replacing(bearer, "Authorization: bearer TOKEN"), isPlain: true),
        Case(name: "two spaces", lines: replacing(bearer, "Authorization: Bearer  TOKEN")),
        Case(name: "basic", lines: replacing(bearer, "Authorization: Basic TOKEN")),
        Case(name: "content coding", lines: adding("Content-Encoding: gzip")),
        Case(name: "no token", lines: plain, body: .bytes(10), isPlain: true),
    ]

    /// The name of a field in capitals.
    private static func shouted(_ line: String) -> String {
        let parts = line.split(separator: ":", maxSplits: 1)
        return parts[0].uppercased() + ":" + parts[1]
    }

    /// The same sizes of pieces for both roads.
    private static let cuts = [Int.max, 700, 64]

    private static func pieces(of bytes: [UInt8], _ cut: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: min(cut, bytes.count)).map {
            Array(bytes[$0..<min($0 + min(cut, bytes.count), bytes.count)])
        }
    }

    @Test(arguments: lengths + transfers + places + types)
    func `is answered as by the framework's road`(_ one: Case) async throws {
        let scene = try await Scene()
        for cut in Self.cuts {
            let pieces = Self.pieces(of: try scene.bytes(of: one), cut)
            let ordinary = try await scene.roads.exchange(
                pieces, over: .ordinary, isEnded: one.isEnded)
            let before = scene.roads.detours
            let express = try await scene.roads.exchange(
                pieces, over: .express, isEnded: one.isEnded)
            // Content that the head did not announce is answered by a bare 400 and a reset, which may
            // overtake that answer on either road.
            #expect(express.first == ordinary.first)
            #expect(one.isUnannounced || express == ordinary)
            #expect(!ordinary.isEmpty)
            if one.isPlain {
                // Only the request that has the connection closed.
                #expect(scene.roads.detours == before + 1)
            }
        }
    }

    @Test(arguments: lengths + transfers + places + types)
    func `is answered so too where one was answered before`(_ one: Case) async throws {
        let scene = try await Scene()
        let plain = Case(name: "", lines: Self.plain)
        for cut in Self.cuts {
            let bytes = try scene.bytes(of: one)
            var answers: [[RawAnswer]] = []
            for road in Roads.Road.allCases {
                let connection = try scene.roads.connect(over: road)
                // Twice: the head of the second is the one before it again.
                for _ in 0..<2 { try await scene.answered(plain, on: connection) }
                answers.append(
                    try await scene.roads.exchange(
                        Self.pieces(of: bytes, cut), on: connection, isEnded: one.isEnded))
            }
            #expect(answers[1].first == answers[0].first)
            #expect(one.isUnannounced || answers[1] == answers[0])
        }
    }

    @Test func `is answered in its turn where two came at once or in halves`() async throws {
        let scene = try await Scene()
        let plain = Case(name: "", lines: Self.plain)
        let (connection, request) = (
            try scene.roads.connect(over: .express), { try scene.request(plain) }
        )
        for _ in 0..<2 { try await scene.answered(plain, on: connection) }
        let live = Array("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        let whole = try request()
        let half = whole.count / 2
        let pieces = [
            try request() + request(), Array(whole[..<half]), Array(whole[half...]), try request(),
            try request() + live, live, try request() + Scene.last,
        ]
        let answers = try await scene.roads.exchange(pieces, on: connection, isEnded: false)
        #expect(
            answers.map { $0.status.split(separator: " ")[1] } == [
                "202", "202", "202", "202", "202", "200", "200", "202", "200",
            ])
    }

    @Test func `is answered in its turn among others`() async throws {
        let scene = try await Scene()
        let plain = Case(name: "", lines: Self.plain)
        let chunked = Case(
            name: "", lines: Self.replacing(Self.length, "Transfer-Encoding: chunked"),
            body: .chunked)
        let live = Array("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        let first = try scene.request(plain)
        let all =
            try first + live + scene.request(plain) + first + scene.request(chunked) + live
            + scene.request(plain) + Scene.last
        let ordinary = try await scene.roads.exchange([all], over: .ordinary, isEnded: false)
        let express = try await scene.roads.exchange([all], over: .express, isEnded: false)
        #expect(
            ordinary.map { $0.status.split(separator: " ")[1] } == [
                "202", "200", "202", "202", "202", "200", "202", "200",
            ])
        #expect(express == ordinary)
    }

    /// Spaces behind a value are no part of it (RFC 9110 section 5.5).
    @Test(arguments: Roads.Road.allCases)
    func `is answered once though spaces stand behind the values of its head`(
        road: Roads.Road
    ) async throws {
        let scene = try await Scene()
        var lines = Self.replacing(Self.length, "Content-Length: N  ")
        lines = lines.map { $0.hasPrefix("Content-Length") ? $0 : $0 + " " }
        lines[0] = Self.plain[0]
        let spaced = Case(name: "", lines: lines)
        let all = try scene.request(spaced) + scene.request(spaced) + Scene.last
        let answers = try await scene.roads.exchange([all], over: road, isEnded: false)
        #expect(answers.map { $0.status.split(separator: " ")[1] } == ["202", "202", "200"])
    }

    @Test func `is answered though its caller has said that nothing more comes`() async throws {
        let scene = try await Scene()
        let plain = Case(name: "", lines: Self.plain)
        for _ in 0..<20 {
            let two = try scene.request(plain) + scene.request(plain)
            let answers = try await scene.roads.exchange([two], over: .express, isEnded: true)
            #expect(answers.map(\.status) == ["HTTP/1.1 202 Accepted", "HTTP/1.1 202 Accepted"])
        }
        // The first, which made the caller known, took the other listener.
        #expect(scene.roads.detours == 0)
    }

    @Test(.timeLimit(.minutes(5)), arguments: Roads.Road.allCases)
    func `counts as in flight from its head until its connection ends`(
        road: Roads.Road
    ) async throws {
        var limits = WebLimits()
        limits.inFlightPerAgency = 1
        // What is begun stays so: nobody closes it for taking long.
        limits.requestSeconds = 600
        let scene = try await Scene(limits: limits)
        let plain = Case(name: "", lines: Self.plain)
        func status() async throws -> String? {
            try await scene.roads.exchange(
                [scene.bytes(of: plain)], over: road, isEnded: false
            ).first?.status
        }
        let begun = try scene.roads.connect(over: road)
        begun.send(try scene.request(Case(name: "", lines: Self.plain, body: .half)))
        await scene.roads.waits(until: 1, inFlightOf: scene.town.police.id)
        #expect(try await status() == "HTTP/1.1 429 Too Many Requests")
        begun.end()
        await scene.roads.waits(until: 0, inFlightOf: scene.town.police.id)
        #expect(try await status() == "HTTP/1.1 202 Accepted")
    }

    /// A request may go on with what would be a request by itself, of the head before it too.
    @Test(.timeLimit(.minutes(5)), arguments: [("content", "400"), ("header field", "200")])
    func `is no part of another request`(part: String, status: String) async throws {
        let scene = try await Scene()
        let plain = Case(name: "", lines: Self.plain)
        let connection = try scene.roads.connect(over: .express)
        for _ in 0..<2 { try await scene.answered(plain, on: connection) }
        let disguised = try scene.request(plain)
        connection.send(
            part == "content"
                ? scene.head(plain, length: disguised.count)
                : Array("GET /livez HTTP/1.1\r\nX-Told: ".utf8))
        // What comes with it is read with it, and looks like nothing.
        while connection.holdsUnread { await Task.yield() }
        connection.send(disguised)
        let answer = try await Roads.aside { try connection.readSome() }
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 \(status) "))
    }

    /// A town whose police are known to both listeners already.
    private struct Scene {
        let town: SampleTown
        let roads: Roads
        let token: String

        /// The request after which the listener closes.
        static let last = Array(
            "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)

        init(limits: WebLimits = WebLimits()) async throws {
            town = try SampleTown()
            roads = try await Roads(town, limits: limits)
            token = String(
                decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
            let known = try request(Case(name: "", lines: plain)) + Self.last
            let answers = try await roads.exchange([known], over: .ordinary, isEnded: false)
            #expect(answers.first?.status == "HTTP/1.1 202 Accepted")
        }

        /// Sends a request and waits until it is answered that it is accepted.
        func answered(_ one: Case, on connection: RawConnection) async throws {
            connection.send(try request(one))
            let answer = try await Roads.aside { try connection.readSome() }
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 202 Accepted"))
        }

        func bytes(of one: Case) throws -> [UInt8] {
            try request(one) + (one.isEnded ? [] : Self.last)
        }

        func request(_ one: Case) throws -> [UInt8] {
            let letter = try town.letter(
                from: town.police, "referral.made", to: [town.council]
            ).bytes()
            let body: [UInt8] =
                switch one.body {
                case .letter: letter
                case .chunked:
                    Array("\(String(letter.count, radix: 16))\r\n".utf8) + letter
                        + Array("\r\n0\r\n\r\n".utf8)
                case .bytes(let count): [UInt8](repeating: 0x61, count: count)
                case .half: Array(letter.prefix(letter.count / 2))
                }
            let length = if case .half = one.body { letter.count } else { body.count }
            return head(one, length: length) + body
        }

        func head(_ one: Case, length: Int) -> [UInt8] {
            let lines = one.lines.map { line in
                line.replacing(/^(?i:Content-Length)( ?:.*)$/) { match in
                    line.prefix(line.count - match.output.1.count)
                        + match.output.1.replacing("N", with: "\(length)")
                }.replacing("TOKEN", with: token)
            }
            return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        }
    }
}
