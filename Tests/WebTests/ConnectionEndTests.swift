// SPDX-License-Identifier: Apache-2.0

import SampleTown
import Testing

@testable import Web

/// How long a connection stays (RFC 9112 section 9.3).
@Suite struct `A connection` {
    private static let live = "GET /livez HTTP/1.1"
    private static let host = "Host: localhost"

    @Test(
        arguments: [
            [live, "Connection: close"], [live, "Connection: Close"], [live, "CONNECTION: CLOSE"],
            [live, "Connection: TE, close"], [live, "Connection: close ,TE"],
            [live, "Connection: TE", "Connection: close"],
            [live, "Connection: keep-alive, close"],
            [live, "Connection: Upgrade", "Upgrade: h2c"],
            [live, "Connection: keep-alive, upgrade", "Upgrade: websocket"],
            ["GET /nope HTTP/1.1", "Connection: Close"], ["GET /livez HTTP/1.0"],
            ["GET /nope HTTP/1.0"], ["GET /livez HTTP/1.0", "Connection: TE"],
        ], Roads.Road.allCases)
    func `ends with the request that says so, whose answer says it too`(
        lines: [String], road: Roads.Road
    ) async throws {
        let talk = try await Self.talk.value
        // What follows is not heard.
        let bytes = Talk.head(lines + [Self.host]) + Talk.head(Self.live, Self.host)
        let answers = try await talk.answers(to: bytes, over: road)
        #expect(answers.count == 1, "\(answers)")
        #expect(answers.first?.fields.contains("connection: close") == true, "\(answers)")
    }

    private static let talk = Task { try await Talk() }

    @Test func `stays otherwise, which HTTP/1.0 is told`() async throws {
        let talk = try await Self.talk.value
        let lines: [[String]] = [
            [Self.live], [Self.live, "Connection: keep-alive"], [Self.live, "Connection: closed"],
            ["GET /livez HTTP/1.0", "Connection: Keep-Alive"], ["GET /livez HTTP/1.0"],
        ]
        let bytes = lines.flatMap { Talk.head($0 + [Self.host]) }
        let said = try await talk.answers(to: bytes).map { answer in
            answer.fields.filter { $0.hasPrefix("connection:") }
        }
        #expect(said == [[], [], [], ["connection: keep-alive"], ["connection: close"]])
    }

    @Test(arguments: Roads.Road.allCases)
    func `ends after an answer that says so, whatever the request said`(
        road: Roads.Road
    ) async throws {
        let talk = try await Self.talk.value
        let head = Talk.head(
            "POST /events HTTP/1.1", Self.host, try talk.bearer(talk.town.police),
            "Content-Type: application/secevent+jwt",
            "Content-Length: \(WebLimits().eventBytes + 1)")
        let answers = try await talk.answers(to: head, over: road)
        #expect(answers.map(\.code) == [413])
        #expect(answers.first?.fields.contains("connection: close") == true)
    }
}
