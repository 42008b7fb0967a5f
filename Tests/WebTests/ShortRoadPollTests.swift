// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc
import Hummingbird
import Logging
import Relay
import Safeguarding
import SampleTown
import Synchronization
import Testing
import Wire

@testable import Web

/// Polls over a socket, by the listener's two roads at once: which one answers must not show.
@Suite struct `A poll by the short road` {
    @Test(.timeLimit(.minutes(5)))
    func `acknowledges and takes, then waits on the other road`() async throws {
        let town = try SampleTown()
        let place = try await Place(town)
        let counter = place.counter
        var letters: [String] = []
        for _ in 0..<3 {
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await counter.broker.receive(letter.bytes(), from: town.police.id)
            letters.append(letter.jti.text)
        }
        // The first goes the framework's road, by which the caller becomes known.
        let first = try await place.poll("{\"maxEvents\":1}")
        #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(first.contains("\"\(letters[0])\":") && first.contains("\"moreAvailable\":true"))
        let second = try await place.poll("{\"ack\":[\"\(letters[0])\"],\"maxEvents\":2}")
        #expect(second.contains("\"\(letters[1])\":") && second.contains("\"\(letters[2])\":"))
        #expect(!second.contains("moreAvailable"))
        #expect(place.detours.value == 1)

        // Nothing is left, so it waits, and what comes wakes it.
        async let third = place.poll("{\"ack\":[\"\(letters[1])\",\"\(letters[2])\"]}")
        while place.detours.value < 2 { await Task.yield() }
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await counter.broker.receive(letter.bytes(), from: town.police.id)
        #expect(try await third.contains("\"\(letter.jti.text)\":"))
        let last = try await place.poll(
            "{\"ack\":[\"\(letter.jti.text)\"],\"returnImmediately\":true}")
        #expect(last.hasSuffix("\r\n\r\n{\"sets\":{}}"))
        #expect(place.detours.value == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `is given nothing under a jti that it acknowledges, though it waits on the other road`()
        async throws
    {
        let town = try SampleTown()
        let place = try await Place(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await place.counter.broker.receive(letter.bytes(), from: town.police.id)
        #expect(try await place.poll("{}").contains("\"\(letter.jti.text)\":"))
        async let waiting = place.poll("{\"ack\":[\"\(letter.jti.text)\"]}")
        while place.detours.value < 2 { await Task.yield() }
        var other = try town.letter(from: town.health, "referral.made", to: [town.council])
        other.claims["jti"] = .string(letter.jti.text)
        _ = try await place.counter.broker.receive(other.bytes(), from: town.health.id)
        #expect(try await waiting.hasSuffix("\r\n\r\n{\"sets\":{},\"moreAvailable\":true}"))
        #expect(try await place.poll("{}").contains("\"\(letter.jti.text)\":"))
    }

    @Test func `has the same head as by the framework's`() async throws {
        let town = try SampleTown()
        let place = try await Place(town)
        let body = "{\"ack\":[\"0123456789abcdef\"],\"returnImmediately\":true}"
        let (ordinary, short) = (try await place.poll(body), try await place.poll(body))
        #expect(place.detours.value == 1)
        #expect(ordinary.fields == short.fields)
    }

    @Test func `is refused to a person whose token is known`() async throws {
        let town = try SampleTown()
        let place = try await Place(town, person: "staff-7")
        for detours in 1...2 {
            let refused = try await place.poll(
                "{\"ack\":[\"0123456789abcdef\"],\"returnImmediately\":true}")
            #expect(refused.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(refused.contains("\"at\":\"act\""))
            #expect(place.detours.value == detours)
        }
    }

    @Test func `is refused as by the framework's`() async throws {
        let town = try SampleTown()
        let place = try await Place(town)
        _ = try await place.poll("{\"returnImmediately\":true}")
        let refused = try await place.poll("{\"ack\":7}")
        #expect(place.detours.value == 1)
        #expect(refused.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(refused.contains("\"at\":\"/ack\""))
    }
}

extension String {
    /// The status line and the fields without the date, in alphabetical order.
    fileprivate var fields: [String] {
        let head = components(separatedBy: "\r\n\r\n").first ?? ""
        return head.components(separatedBy: "\r\n").filter { !$0.hasPrefix("Date: ") }.sorted()
    }
}

/// A listener at a Unix socket, and a council that polls there over one connection.
private final class Place: Sendable {
    let counter: Counter
    /// How many requests took the framework's road.
    let detours: Counting
    private let token: String
    private let folder: TemporaryFolder
    private let listener: ServedListener
    private let descriptor: Int32

    init(_ town: SampleTown, person: String? = nil) async throws {
        let counter = try await Counter(town)
        self.counter = counter
        token = String(
            decoding: try town.bearer(for: town.council, at: counter.clock.now, person: person),
            as: UTF8.self)
        folder = try TemporaryFolder()
        let path = folder.appending(path: "socket").path
        let limits = WebLimits()
        let routes = AgencyRoutes(counter.broker, limits, Logger(label: "test"))
        let detours = Counting(routes.router.buildResponder())
        self.detours = detours
        let (opened, hearing) = AsyncStream<Void>.makeStream()
        listener = ServedListener(
            Listener(
                place: .address(.unix(path: path)), responder: detours, limits: limits,
                date: HTTPDate { counter.broker.now }, tally: counter.broker.tally,
                gate: routes.gate, logger: Logger(label: "test"),
                isListening: { hearing.yield() }))
        var waiting = opened.makeAsyncIterator()
        await waiting.next()
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = descriptor
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(connected == 0)
    }

    deinit {
        close(descriptor)
    }

    /// Polls, and gives the whole answer as it came.
    func poll(_ body: String) async throws -> String {
        let request = """
            POST /poll HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
        return await withCheckedContinuation { continuation in
            // A thread of its own: what waits for an answer must not stand in its way.
            Thread.detachNewThread { [descriptor] in
                let bytes = Array(request.utf8)
                _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                var (text, buffer) = ("", [UInt8](repeating: 0, count: 1 << 16))
                while !text.isWhole {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    text += String(decoding: buffer[..<count], as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
    }
}

extension String {
    /// Whether an answer has come to the end that its `Content-Length` names.
    fileprivate var isWhole: Bool {
        let parts = components(separatedBy: "\r\n\r\n")
        guard parts.count > 1 else { return false }
        let length = parts[0].components(separatedBy: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) }
        return parts[1].utf8.count >= length ?? 0
    }
}

/// A responder that counts what it is asked.
private struct Counting: HTTPResponder {
    private let responder: any HTTPResponder<CallContext>
    private let count = Count()

    init(_ responder: any HTTPResponder<CallContext>) { self.responder = responder }

    /// How many requests came so far.
    var value: Int { count.number.load(ordering: .relaxed) }

    @concurrent func respond(
        to request: Request, context: CallContext
    ) async throws -> Response {
        count.number.add(1, ordering: .relaxed)
        return try await responder.respond(to: request, context: context)
    }

    private final class Count: Sendable {
        let number = Atomic(0)
    }
}
