// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Relay
import SampleTown
import Synchronization
import Testing
import Wire

@testable import Web

/// HEAD (RFC 9110 section 9.3.2).
@Suite struct `HEAD` {
    /// The fields of an answer, without the date, and whether anything follows them.
    private func parts(_ text: String) throws -> (fields: [String], hasContent: Bool) {
        let end = try #require(text.range(of: "\r\n\r\n"))
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let fields = lines.filter { !$0.lowercased().hasPrefix("date:") }.sorted()
        return (fields, end.upperBound != text.endIndex)
    }

    @Test(
        arguments: [
            "/livez", "/openapi.json", "/log/checkpoint", "/log/tile/0/000.p/1", "/messages",
            "/nope", "/messages/0123456789abcdef",
        ], Roads.Road.allCases)
    func `has the fields of GET and no content`(path: String, road: Roads.Road) async throws {
        let talk = try await Talk()
        let bearer = try talk.bearer(talk.town.police)
        for fields in [[], [bearer]] {
            let get = try parts(
                try await talk.text(of: "GET \(path) HTTP/1.1", fields.first ?? "X: y", over: road))
            let head = try parts(
                try await talk.text(of: "HEAD \(path) HTTP/1.1", fields.first ?? "X: y", over: road)
            )
            #expect(head.fields == get.fields)
            #expect(get.hasContent && !head.hasContent)
        }
    }

    @Test func `of a path that has no GET is told what it has`() async throws {
        let talk = try await Talk()
        let answer = try parts(try await talk.text(of: "HEAD /events HTTP/1.1"))
        #expect(answer.fields.contains("HTTP/1.1 405 Method Not Allowed"))
        #expect(answer.fields.contains("Allow: POST") && !answer.hasContent)
    }

    @Test func `leaves the connection fit for the next request`() async throws {
        let talk = try await Talk()
        let connection = try talk.roads.connect(over: .express)
        for path in ["/livez", "/nope", "/openapi.json"] {
            connection.send(Talk.head("HEAD \(path) HTTP/1.1", "Host: localhost"))
            let answer = try await Roads.aside { try connection.readSome() }
            #expect(String(decoding: answer, as: UTF8.self).hasSuffix("\r\n\r\n"))
        }
        connection.send(
            Talk.head("GET /livez HTTP/1.1", "Host: localhost", "Connection: close"))
        let last = try await Roads.aside { try connection.readAll() }
        #expect(try RawAnswer.all(in: last).map(\.body) == ["live\n"])
    }

    @Test func `is a read where GET is one, and noted as that`() async throws {
        let talk = try await Talk()
        let manager = talk.town.manager
        let counter = talk.roads.counter
        func reads() async throws -> Int {
            let found = Mutex(0)
            try await counter.serve { client in
                let facts = try await client.get("/log/facts", counter.fields(manager)).json
                let reads = facts["items"]?.elements.filter {
                    $0["facts"]?["question"]?.string == "audit/missed"
                }
                found.withLock { $0 = reads?.count ?? 0 }
            }
            return found.withLock { $0 }
        }
        let before = try await reads()
        let answer = try await talk.text(
            of: "HEAD /audit/missed HTTP/1.1", try talk.bearer(manager))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        #expect(try await reads() == before + 1)
    }

    /// Of what streams, nobody knows the length before.
    @Test func `says no length where GET says none, and has no content either`() async throws {
        let counter = try await Counter(SampleTown())
        let folder = try TemporaryFolder()
        let path = folder.appending(path: "management").path
        let routes = ManagementRoutes(counter.broker, counter.metrics, WebLimits())
        let (opened, hearing) = AsyncStream<Void>.makeStream()
        let listener = Listener(
            place: .address(.unix(path: path)), responder: routes.router.buildResponder(),
            limits: WebLimits(), date: HTTPDate { counter.broker.now },
            tally: counter.broker.tally, gate: nil, logger: Logger(label: "test"),
            isListening: { hearing.yield() })
        let serving = ServedListener(listener)
        defer { withExtendedLifetime(serving) {} }
        var waiting = opened.makeAsyncIterator()
        await waiting.next()
        let connection = try RawConnection(to: path)
        connection.send(
            Talk.head("HEAD /fsck HTTP/1.1", "Host: localhost", "Connection: close"))
        let bytes = try await Roads.aside { try connection.readAll() }
        let answer = try parts(String(decoding: bytes, as: UTF8.self))
        #expect(answer.fields.contains("HTTP/1.1 200 OK") && !answer.hasContent)
        #expect(!answer.fields.contains { $0.lowercased().contains("length") })
        let other = try RawConnection(to: path)
        other.send(Talk.head("GET /nope HTTP/1.1", "Host: localhost", "Connection: close"))
        let lost = String(
            decoding: try await Roads.aside { try other.readAll() }, as: UTF8.self)
        #expect(lost.contains("those of this listener are /backup, /clock/confirm, "))
    }
}
