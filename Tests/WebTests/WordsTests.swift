// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

/// What is said to who asked for what is not there, or asked wrongly.
@Suite struct `Who asks wrongly` {
    @Test func `learns of a tile what it is missing for`() async throws {
        try await Counter(SampleTown()).serve { client in
            for (path, words) in [
                ("/log/tile/0/999", "does not reach as far"),
                ("/log/tile/0/000.p/255", "does not reach as far"),
                ("/log/tile/entries/000.p/255", "does not reach as far"),
                ("/log/tile/nine/0", "names no tile"), ("/log/tile/entries/0", "names no tile"),
            ] {
                let answer = try await client.get(path)
                #expect(answer.status == .notFound)
                #expect(answer.text.contains(words), "\(path) \(answer.text)")
                #expect(answer.headers[.contentLanguage] == "en")
            }
        }
    }

    @Test func `learns where the paths are described`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.get("/no/such/path/as-this")
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.headers[.contentLanguage] == "en")
            let problem = try answer.json
            #expect(problem["title"]?.string == "Not Found")
            #expect(problem["status"]?.integer == 404)
            #expect(problem["detail"]?.string?.contains("/openapi.json") == true)
            #expect(problem["description"]?.string == problem["detail"]?.string)
            #expect(!answer.text.contains("as-this"))
        }
    }

    @Test(arguments: [
        ("rule=R99", "rule", "R1"), ("rule=", "rule", "R1"), ("rule=r1", "rule", "R1"),
        ("from=2026-11-30&to=2026-11-01", "from", "before `to`"),
        ("from=2026-11-30&to=2026-11-30", "from", "before `to`"),
    ])
    func `of missed handoffs is not told that there are none`(
        query: String, place: String, words: String
    ) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            for resident in [town.council, town.manager] {
                let answer = try await client.get(
                    "/audit/missed?\(query)", counter.fields(resident))
                #expect(answer.status == .badRequest)
                #expect(try answer.json["at"]?.string == place)
                #expect(answer.text.contains(words))
                for good in ["rule=R1", "rule=R2", "from=2026-11-01&to=2026-11-30"] {
                    let answer = try await client.get(
                        "/audit/missed?\(good)", counter.fields(resident))
                    #expect(answer.status == .ok, "\(good) \(answer.text)")
                }
            }
        }
    }

    @Test(arguments: ["limit=5", "bogus=1", "until=x", "State=routed"])
    func `for a list of messages learns what it takes`(query: String) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let answer = try await client.get("/messages?\(query)", counter.fields(town.police))
            #expect(answer.status == .badRequest)
            #expect(answer.text.contains("there are since, state, cursor, purpose, reference."))
            #expect(try answer.json["at"]?.string == String(query.prefix { $0 != "=" }))
        }
    }

    @Test(arguments: [
        ("gzip", 415), ("identity, gzip", 415), ("x", 415), ("identity", 202), ("Identity", 202),
    ])
    func `in a coding learns that none is taken`(coding: String, status: Int) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            var fields = try counter.fields(town.police, type: "application/secevent+jwt")
            fields[.contentEncoding] = coding
            let answer = try await client.post(letter.bytes(), fields)
            #expect(answer.status.code == status)
            #expect(answer.headers[.acceptEncoding] == (status == 415 ? "identity" : nil))
            fields[.contentType] = "application/json"
            let poll = try await client.poll("{\"returnImmediately\":true}", fields)
            #expect((poll.status.code == 415) == (status == 415))
        }
    }
}
