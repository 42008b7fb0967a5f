// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The door to the log's time stamps` {
    let counter: Counter

    init() async throws { counter = try await Counter(SampleTown()) }

    func keep(_ subjects: [KeptTimestamp.Subject]) async throws {
        for (place, subject) in subjects.enumerated() {
            try await counter.broker.keep(
                KeptTimestamp(
                    subject, authority: "https://tsa.example", askedAt: SampleTown.morning,
                    time: SampleTown.morning, validUntil: SampleTown.morning,
                    token: [UInt8(place % 256)]))
        }
    }

    @Test func `gives tokens with what they stamp, to everybody`() async throws {
        try await keep([.checkpoint(2), .tokens(1...1)])
        try await counter.serve { client in
            let answer = try await client.get("/log/timestamps")
            #expect(answer.headers[.cacheControl] == "public, max-age=60")
            let items = try answer.json["items"].map { Array($0.elements) } ?? []
            #expect(items.count == 2)
            #expect(items.first?["size"]?.integer == 2)
            let note = items.first?["checkpoint"]?.string
            #expect(note?.hasPrefix("baton.example/log\n2\n") == true)
            #expect(items.first?["token"]?.string == "AA==")
            #expect(items.last?["renews"]?["to"]?.integer == 1)
            #expect(items.last?["size"] == nil && items.last?["checkpoint"] == nil)
            #expect(try answer.json["next"] == nil)
        }
    }

    @Test func `gives a page, and where the next begins`() async throws {
        try await keep(Array(repeating: .checkpoint(2), count: Broker.timestampPage + 1))
        try await counter.serve { client in
            let first = try await client.get("/log/timestamps?from=1").json
            #expect(first["items"].map { Array($0.elements).count } == Broker.timestampPage)
            let next = try #require(first["next"]?.string)
            let rest = try await client.get("/log/timestamps?cursor=\(next)").json
            #expect(rest["items"].map { Array($0.elements).count } == 1)
            #expect(rest["next"] == nil)
            let none = try await client.get("/log/timestamps?from=3").json
            #expect(none["items"].map { Array($0.elements).count } == 0)
        }
    }

    @Test(arguments: ["from=x", "from=-1", "cursor=", "size=2"])
    func `says which parameter is wrong`(query: String) async throws {
        try await counter.serve { client in
            let answer = try await client.get("/log/timestamps?\(query)")
            #expect(answer.status == .badRequest)
            let name = query.split(separator: "=").first.map(String.init)
            #expect(try answer.json["at"]?.string == name)
        }
    }
}
