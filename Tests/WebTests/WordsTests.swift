// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Relay
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
        ("rule=R10.", "rule", "R10.answered"), ("rule=R10.answerd", "rule", "R10.answered"),
        ("type=referal.made", "type", "referral.made"), ("type=", "type", "referral.made"),
        ("type=https://w3id.org/baton/event/referral.made/v1", "type", "referral.made"),
        ("owed_by=https://nobody.example", "owed_by", "https://trust.nhs.example"),
        ("from=https://nobody.example", "from", "https://trust.nhs.example"),
        ("to=https://nobody.example", "to", "https://trust.nhs.example"),
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
                for good in [
                    "rule=R1", "rule=R2", "rule=R10", "rule=R10.answered",
                    "from=2026-11-01&to=2026-11-30", "type=referral.made", "type=refusal",
                    "type=silence", "type=handoff.missed", "owed_by=\(town.health.id.uri)",
                    "from=\(town.school.id.uri)&to=\(town.broker.uri)",
                ] {
                    let answer = try await client.get(
                        "/audit/missed?\(good)", counter.fields(resident))
                    #expect(answer.status == .ok, "\(good) \(answer.text)")
                }
            }
        }
    }

    @Test func `of missed handoffs under one duty of a rule is told those`() async throws {
        let town = try SampleTown()
        let agreement = town.agreement(
            "isa-3", from: [town.council.id], to: [town.police.id, town.health.id],
            types: ["conference.invited"])
        let directory = try town.directory(agreements: town.usualAgreements + [agreement])
        let counter = try await Counter(town, setting: town.setting(directory: directory))
        try await counter.serve { client in
            var letter = try town.letter(
                from: town.council, "conference.invited", to: [town.police, town.health])
            letter.set("in_reply_to", nil)
            letter.set("at", "2026-12-16T10:00:00Z")
            let fields = try counter.fields(town.council, type: "application/secevent+jwt")
            #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            counter.clock.set(.at("2027-06-01T09:00:00Z"))
            for _ in 0..<9 { try await counter.broker.sequencer.enter { _ in } }
            for (rule, duties) in [
                ("R10.answered", ["answered"]), ("R10.reported", ["reported"]),
                ("R10", ["answered", "reported"]),
            ] {
                for order in ["log", "seriousness"] {
                    let items = try await client.get(
                        "/audit/missed?rule=\(rule)&order=\(order)",
                        counter.fields(town.manager)
                    ).json["items"]?.elements.compactMap { $0["duty"]?.string }
                    #expect(items?.sorted() == (duties + duties).sorted(), "\(rule)")
                }
            }
        }
    }

    /// Whoever left the directory did not leave the store.
    @Test func `of missed handoffs may name an agency that is registered no more`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            let rest = town.residents.map(\.id).filter { $0 != town.health.id }
            let directory = try Directory(
                broker: town.broker, partnerships: town.directory().partnerships,
                agencies: town.directory().agencies.filter { rest.contains($0.id) },
                readers: town.directory().readers)
            try await counter.broker.load(town.setting(directory: directory))
            let answer = try await client.get(
                "/audit/missed?owed_by=\(town.health.id.uri)", counter.fields(town.manager))
            #expect(answer.status == .ok, "a subscriber had the referral: \(answer.text)")
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
