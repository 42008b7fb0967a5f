// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Intake
import Relay
import SampleTown
import Signing
import Synchronization
import Testing

@testable import Web

/// Each limit that a caller can reach: at it, one past it, and in the metrics.
@Suite struct `A limit of the listener` {
    private static let type = "application/secevent+jwt"

    /// How often a limit was reached, as the metrics page has it.
    private func times(_ limit: WebLimit, _ counter: Counter) -> Int {
        let start = "baton_limits_reached_total{limit=\"\(limit.rawValue)\"} "
        let line = counter.metrics.text.split(separator: "\n").first { $0.hasPrefix(start) }
        return line.flatMap { Int($0.dropFirst(start.count)) } ?? 0
    }

    @Test(arguments: [
        ("/events", WebLimit.eventBytes, type), ("/poll", .pollBytes, "application/json"),
        ("/quarantine/1/withdraw", .withdrawalBytes, "application/json"),
    ])
    func `of a body`(path: String, limit: WebLimit, type: String) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        var limits = WebLimits()
        (limits.eventBytes, limits.pollBytes, limits.withdrawalBytes) = (1_000, 1_000, 1_000)
        try await counter.serve(limits: limits) { client in
            let fields = try counter.fields(town.police, type: type)
            let full = [UInt8](repeating: UInt8(ascii: " "), count: 1_000)
            #expect(try await client.post(full, fields, to: path).status == .badRequest)
            #expect(times(limit, counter) == 0)
            let over = try await client.post(full + [0x20], fields, to: path)
            #expect(over.status == .contentTooLarge)
            #expect(over.text.contains("1000 bytes"))
            #expect(times(limit, counter) == 1)
        }
    }

    @Test func `of a purpose`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        let limit = WebLimits().purposeBytes
        try await counter.serve { client in
            let fields = try counter.fields(town.manager, person: "staff-7")
            func status(_ count: Int) async throws -> HTTPResponse.Status {
                let purpose = String(repeating: "p", count: count)
                return try await client.get("/audit/missed?purpose=\(purpose)", fields).status
            }
            #expect(try await status(limit) == .ok)
            #expect(times(.purposeBytes, counter) == 0)
            #expect(try await status(limit + 1) == .badRequest)
            #expect(times(.purposeBytes, counter) == 1)
        }
    }

    @Test(arguments: [0, 1])
    func `of requests at once, of one agency and not of another`(limit: Int) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        var limits = WebLimits()
        (limits.inFlightPerAgency, limits.waitingPollsPerAgency) = (limit, limit)
        try await counter.serve(limits: limits) { client in
            let events = try counter.fields(town.police, type: Self.type)
            let answer = try await client.post(
                town.letter(from: town.police, "referral.made", to: [town.council]).bytes(), events)
            #expect(answer.status == (limit == 0 ? .tooManyRequests : .accepted))
            #expect(times(.inFlight, counter) == (limit == 0 ? 1 : 0))
            let poll = try await client.poll(
                "{\"returnImmediately\":true}",
                counter.fields(town.council, type: "application/json"))
            #expect(poll.status == (limit == 0 ? .tooManyRequests : .ok))
            #expect(poll.headers[.retryAfter] == (limit == 0 ? "1" : nil))
            #expect(times(.waitingPolls, counter) == (limit == 0 ? 1 : 0))
        }
    }

    @Test func `of polls that wait turns away one more, and no other agency's`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        let waiting = InFlight(
            .waitingPolls, limit: 2, retryAfter: 7, tally: counter.broker.tally)
        #expect(waiting.takes(town.police.id) && waiting.takes(town.police.id))
        await #expect(throws: Fault.tooMany(.waitingPolls, limit: 2, retryAfter: 7)) {
            try await waiting.work(for: town.police.id) {}
        }
        #expect(times(.waitingPolls, counter) == 1)
        #expect(waiting.takes(town.council.id))
        waiting.leave(town.police.id)
        try await waiting.work(for: town.police.id) {}
    }

    @Test(arguments: Roads.Road.allCases)
    func `of a header counts fields and bytes`(road: Roads.Road) async throws {
        var limits = WebLimits()
        (limits.headerFields, limits.headerBytes) = (4, 200)
        let roads = try await Roads(SampleTown(), limits: limits)
        func status(_ fields: [String]) async throws -> String? {
            let lines = ["GET /livez HTTP/1.1", "Host: a", "Connection: close"] + fields
            return try await roads.exchange(
                [Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)], over: road,
                isEnded: false
            ).first.map { String($0.status.split(separator: " ")[1]) }
        }
        #expect(try await status(["X: 1", "Y: 2"]) == "200")
        #expect(try await status(["X: 1", "Y: 2", "Z: 3"]) == "431")
        let rest = "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: \r\n\r\n".utf8.count
        let full = "X: " + String(repeating: "x", count: 200 - rest)
        #expect(try await status([full]) == "200")
        #expect(times(.header, roads.counter) == 1)
        #expect(try await status([full + "x"]) == "431")
        #expect(times(.header, roads.counter) == 2)
    }

    @Test(arguments: Roads.Road.allCases)
    func `of the extensions of chunks`(road: Roads.Road) async throws {
        let town = try SampleTown()
        var limits = WebLimits()
        limits.chunkExtensionBytes = 10
        let roads = try await Roads(town, limits: limits)
        let token = String(
            decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
        let head = [
            "POST /events HTTP/1.1", "Host: a", "Content-Type: \(Self.type)",
            "Authorization: Bearer \(token)", "Transfer-Encoding: chunked", "Connection: close",
        ]
        for (extensions, isTaken) in [(";1234", true), (";12345", false)] {
            let content = "3\(extensions)\r\nabc\r\n0;6789\r\n\r\n"
            let text = head.joined(separator: "\r\n") + "\r\n\r\n" + content
            let answers = try await roads.exchange(
                [Array(text.utf8)], over: road, isEnded: false)
            #expect(answers.count == 1)
            #expect(answers.first?.status.contains(" 400 ") == true, "\(answers)")
            let isRule = answers.first?.body.contains("longer than 10 bytes together") == true
            #expect(isRule == !isTaken, "\(answers)")
            #expect(times(.chunkExtensionBytes, roads.counter) == (isTaken ? 0 : 1))
        }
    }

    @Test func `of connections lets the next one in when another goes`() async throws {
        var limits = WebLimits()
        limits.connections = 2
        let roads = try await Roads(SampleTown(), limits: limits)
        let live = Array("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
        var held: [RawConnection] = [
            try roads.connect(over: .ordinary), try roads.connect(over: .ordinary),
        ]
        // Both are taken once each has an answer, and stay.
        for connection in held {
            connection.send(Array("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            _ = try await Roads.aside { try connection.readSome() }
        }
        #expect(times(.connections, roads.counter) == 1)
        let third = try roads.connect(over: .ordinary)
        third.send(live)
        held.removeLast()
        let answer = try await Roads.aside { try third.readAll() }
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
    }

    @Test func `of connections is reached by the last one that is let in`() async throws {
        let counter = try await Counter(SampleTown())
        var connections = CountedConnections(most: 2, tally: counter.broker.tally)
        connections.connectionOpened()
        #expect(connections.isAcceptingNewConnections() && times(.connections, counter) == 0)
        connections.connectionOpened()
        #expect(!connections.isAcceptingNewConnections() && times(.connections, counter) == 1)
        connections.connectionClosed()
        #expect(connections.isAcceptingNewConnections())
    }

    @Test func `of remembered callers forgets one for each that is new`() throws {
        let town = try SampleTown()
        let door = try town.frontDoor()
        let memory = CallerMemory(limit: 2)
        for (number, resident) in [town.police, town.council, town.health].enumerated() {
            let token = try door.caller(
                by: town.bearer(for: resident, at: SampleTown.morning), now: SampleTown.morning)
            memory.remember(
                token, SHA256.digest(of: [UInt8(number)]), generation: 0,
                now: SampleTown.morning)
            #expect(memory.count == min(number + 1, 2))
        }
    }

    @Test func `has a name of its own in metrics`() {
        let names = WebLimit.allCases.map(\.rawValue)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    }
}
