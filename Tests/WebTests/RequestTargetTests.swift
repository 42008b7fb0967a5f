// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import SampleTown
import Testing

@testable import Web

/// What is written in code in a path and need not be (RFC 3986 section 6.2.2.2).
@Suite struct `A path in code` {
    @Test(arguments: [
        ("/%7Ea%7eb", "/~a~b"), ("/%61%5A%30%2D%2E%5F", "/aZ0-._"), ("/a%2Fb%61", "/a%2Fba"),
        ("/%61?b=%61", "/a?b=%61"), ("/%2561%61", "/%2561a"), ("/%61%", "/a%"), ("/%61%6", "/a%6"),
        ("/%2E%2E/%61", "/../a"),
    ])
    func `is the same path without what need not be in code`(target: String, normal: String) {
        #expect(RequestTarget.normal(target) == normal)
    }

    @Test(arguments: [
        "/", "/events", "/a?b=%61", "/a%2Fb", "/%25", "/%2561", "/%252E", "/%", "/%6", "/%zz",
        "/%+1", "/%-1", "/%20", "/%00", "/%0D%0A", "/%C3%A9", "/%3F", "/%23", "/%5C",
    ])
    func `stays as it is where nothing need not be`(target: String) {
        #expect(RequestTarget.normal(target) == nil)
    }

    @Test(
        arguments: [
            ("/%6Civez", 200), ("/%6c%69%76%65%7a", 200), ("/log/%63heckpoint", 200),
            ("/%2Flivez", 404), ("/log%2Fcheckpoint", 404), ("/x/%2E%2E/livez", 404),
            ("/%2E/livez", 404), ("/log/tile/%2E%2E/checkpoint", 404), ("/%256Civez", 404),
            ("/livez%00", 404),
        ], Roads.Road.allCases)
    func `leads where the plain one does, and nowhere else`(
        target: (path: String, status: Int), road: Roads.Road
    ) async throws {
        let talk = try await Self.talk.value
        let text = try await talk.text(of: "GET \(target.path) HTTP/1.1", over: road)
        #expect(text.hasPrefix("HTTP/1.1 \(target.status) "), "\(text)")
    }

    private static let talk = Task { try await Talk() }

    @Test func `names a message as its jti does`() async throws {
        let talk = try await Self.talk.value
        let town = talk.town
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await talk.roads.counter.broker.receive(letter.bytes(), from: town.police.id)
        let coded = letter.jti.text.utf8.map { "%" + String($0, radix: 16) }.joined()
        for path in ["/messages/", "/receipts/"] {
            let text = try await talk.text(
                of: "GET \(path)\(coded) HTTP/1.1", try talk.bearer(town.police))
            #expect(text.hasPrefix("HTTP/1.1 200 OK"))
        }
    }
}
