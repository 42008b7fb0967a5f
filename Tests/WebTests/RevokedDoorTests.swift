// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Intake
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `What was taken under a revoked key` {
    private let town: SampleTown

    init() throws { town = try SampleTown() }

    /// A counter that took a referral of the police, whose key is then revoked from an hour before.
    private func serve(
        _ body: @escaping @Sendable (any TestClientProtocol, Counter, Letter) async throws -> Void
    ) async throws {
        let counter = try await Counter(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await counter.broker.receive(letter.bytes(), from: town.police.id)
        let revokedAt = SampleTown.morning.adding(milliseconds: -3_600_000)
        // A second key, with which the police calls from then on.
        let next = Resident(town.police.id.uri, "police", .police)
        let keys = town.residents.map { resident in
            town.registered(resident, revokedAt: resident.id == town.police.id ? revokedAt : nil)
        }
        try await counter.broker.load(
            town.setting(keyring: Keyring(keys + [town.registered(next)])))
        try await counter.serve { client in
            try await body(client, counter, letter)
        }
    }

    @Test(arguments: ["revoked", "reads"])
    func `is not said to be nothing of an agency that is unknown`(list: String) async throws {
        try await serve { [town] client, counter, _ in
            let fields = try counter.fields(town.manager)
            let slip = try await client.get(
                "/audit/\(list)?agency=https://nobody.example", fields)
            #expect(slip.status == .badRequest)
            #expect(try slip.json["at"]?.string == "agency")
            #expect(slip.text.contains(town.police.id.uri), "those that are known are offered")
            let quiet = try await client.get(
                "/audit/\(list)?agency=\(town.health.id.uri)", fields)
            #expect(quiet.status == .ok)
            #expect(try quiet.json["items"]?.count == 0)
        }
    }

    @Test func `is listed to who oversees, as JSON and CSV, and that is noted`() async throws {
        try await serve { [town] client, counter, letter in
            let fields = try counter.fields(town.manager)
            let list = try await client.get("/audit/revoked", fields)
            #expect(list.status == .ok)
            let item = try #require(try list.json["items"]?[0])
            #expect(item["jti"]?.string == letter.jti.text)
            #expect(item["iss"]?.string == town.police.id.uri)
            #expect(item["why"]?.string == "signed-after-revocation")
            #expect(item["revoked_at"]?.string == "2026-11-25T08:00:00Z")
            #expect(item["recipients"]?.count == 2)
            #expect(item["recipients"]?[0]?["state"]?.string == "routed")
            #expect(try list.json["next"] == nil)
            let csv = try await client.get(
                "/audit/revoked", counter.fields(town.manager, accept: "text/csv"))
            #expect(csv.text.hasPrefix("jti,iss,txn,type,kid,iat,received_at,why,"))
            #expect(csv.text.contains("\(town.council.id.uri)=routed"))
            let reads = try await client.get("/audit/reads", fields).json
            let asked = reads["items"]?.elements.compactMap { $0["question"]?.string }
            #expect(asked?.filter { $0 == "audit/revoked" }.count == 2)
        }
    }

    @Test func `is nobody else's`() async throws {
        try await serve { [town] client, counter, letter in
            let council = try counter.fields(town.council)
            #expect(try await client.get("/audit/revoked", council).json["items"]?.count == 0)
            let others = try await client.get(
                "/audit/revoked?agency=\(town.police.id.uri)", council)
            #expect(others.status == .forbidden)
            #expect(try await client.get("/audit/revoked", [:]).status == .unauthorized)
            // The recipient sees it where it looks.
            let message = try await client.get("/messages/\(letter.jti.text)", council).json
            #expect(message["revoked"]?["why"]?.string == "signed-after-revocation")
        }
    }

    @Test(arguments: ["agency=x", "cursor=1", "cursor=1.2.3", "cursor=-1.0", "kind=x"])
    func `is asked for in good words`(_ query: String) async throws {
        try await serve { [town] client, counter, _ in
            let answer = try await client.get(
                "/audit/revoked?\(query)", counter.fields(town.manager))
            #expect(answer.status == .badRequest)
        }
    }

    @Test(arguments: [("kid=nobody", 0), ("cursor=999.-1", 0), ("cursor=0.-1", 1)])
    func `is narrowed`(_ query: String, _ count: Int) async throws {
        try await serve { [town] client, counter, _ in
            let answer = try await client.get(
                "/audit/revoked?\(query)", counter.fields(town.manager))
            #expect(try answer.json["items"]?.count == count)
        }
    }
}
