// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import SampleTown
import Testing

@testable import Web

/// `Expect: 100-continue` (RFC 9110 section 10.1.1).
@Suite struct `A request that waits to be asked for its content` {
    private static let first = "POST /events HTTP/1.1"
    private static let host = "Host: localhost"
    private static let type = "Content-Type: application/secevent+jwt"
    private static let waits = "Expect: 100-continue"

    @Test(arguments: Roads.Road.allCases, ["Expect: 100-continue", "expect: 100-Continue"])
    func `is asked, and then answered`(road: Roads.Road, waits: String) async throws {
        let talk = try await Talk()
        let town = talk.town
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council]).bytes()
        let connection = try talk.roads.connect(over: road)
        connection.send(
            Talk.head(
                Self.first, Self.host, try talk.bearer(town.police), Self.type, waits,
                "Content-Length: \(letter.count)", "Connection: close"))
        let asked = try await Roads.aside { try connection.readSome() }
        #expect(String(decoding: asked, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send(letter)
        let rest = try await Roads.aside { try connection.readAll() }
        #expect(try RawAnswer.all(in: rest).map(\.code) == [202])
    }

    @Test func `is asked for a poll, and the connection stays`() async throws {
        let talk = try await Talk()
        let connection = try talk.roads.connect(over: .express)
        let body = "{\"returnImmediately\":true}"
        let head = Talk.head(
            "POST /poll HTTP/1.1", Self.host, try talk.bearer(talk.town.council), Self.waits,
            "Content-Type: application/json", "Content-Length: \(body.utf8.count)")
        for _ in 0..<2 {
            connection.send(head)
            let asked = try await Roads.aside { try connection.readSome() }
            #expect(asked.starts(with: "HTTP/1.1 100 ".utf8))
            connection.send(Array(body.utf8))
            let answer = try await Roads.aside { try connection.readSome() }
            #expect(answer.starts(with: "HTTP/1.1 200 ".utf8))
        }
    }

    /// Nobody can tell whether what follows is the content: the connection ends.
    @Test(arguments: Roads.Road.allCases)
    func `is not asked when its head is refused, and is heard no more`(
        road: Roads.Road
    ) async throws {
        let talk = try await Talk()
        let bearer = try talk.bearer(talk.town.police)
        let long = "Content-Length: \(WebLimits().eventBytes + 1)"
        for (status, lines) in [
            (401, [Self.type, "Content-Length: 10"]), (413, [bearer, Self.type, long]),
            (415, [bearer, "Content-Type: text/plain", "Content-Length: 10"]),
            (415, [bearer, Self.type, "Content-Encoding: gzip", "Content-Length: 10"]),
        ] {
            let head = Talk.head([Self.first, Self.host, Self.waits] + lines)
            let answers = try await talk.answers(to: head, over: road)
            #expect(answers.map(\.code) == [status])
            #expect(answers.first?.fields.contains("connection: close") == true)
        }
    }

    @Test func `is not asked under HTTP/1.0, nor without content`() async throws {
        let talk = try await Talk()
        let town = talk.town
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council]).bytes()
        let old = Talk.head(
            "POST /events HTTP/1.0", Self.host, try talk.bearer(town.police), Self.type, Self.waits,
            "Content-Length: \(letter.count)")
        #expect(try await talk.answers(to: old + letter).map(\.code) == [202])
        let live = ["GET /livez HTTP/1.1", Self.host, Self.waits]
        let two = Talk.head(live) + Talk.head(live + ["Connection: close"])
        #expect(try await talk.answers(to: two).map(\.code) == [200, 200])
    }
}
