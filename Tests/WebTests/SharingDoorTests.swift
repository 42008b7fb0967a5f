// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The door of what agencies share` {
    private static let door = "/audit/sharing"

    /// Two referrals of the police, one of which the council fetches and acknowledges.
    private func withReferrals(
        _ body: @escaping @Sendable (Counter, any TestClientProtocol) async throws -> Void
    ) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letters = try (0..<2).map { _ in
                try town.letter(from: town.police, "referral.made", to: [town.council])
            }
            for letter in letters {
                let answer = try await client.post(
                    letter.bytes(),
                    counter.fields(town.police, type: "application/secevent+jwt"))
                #expect(answer.status == .accepted)
            }
            counter.clock.advance(milliseconds: 3_600_000)
            for ack in ["", letters[0].jti.text] {
                let acks = ack.isEmpty ? "" : "\"\(ack)\""
                let answer = try await client.poll(
                    #"{"ack":[\#(acks)],"maxEvents":1,"returnImmediately":true}"#,
                    counter.fields(town.council, type: "application/json"))
                #expect(answer.status == .ok)
            }
            try await body(counter, client)
        }
    }

    @Test func `shows each pair, those too that shared nothing`() async throws {
        try await withReferrals { counter, client in
            let town = counter.town
            let json = try await client.get(Self.door, counter.fields(town.manager)).json
            let rows = json["rows"]?.elements.map(\.self) ?? []
            let council = rows.first {
                $0["sender"]?.string == town.police.id.uri
                    && $0["recipient"]?.string == town.council.id.uri
            }
            #expect(council?["routed"]?.integer == 2)
            #expect(council?["delivered"]?.integer == 1)
            #expect(council?["delivered_pct"]?.integer == 50)
            #expect(council?["hours_to_delivery"]?.integer == 1)
            #expect(council?["hours_to_acknowledgement"] == nil)
            let silent = rows.first {
                $0["sender"]?.string == town.council.id.uri
                    && $0["recipient"]?.string == town.police.id.uri
            }
            #expect(silent?["routed"]?.integer == 0, "an agreement lets them")
            #expect(json["total"]?["delivered"]?.integer == 1)
        }
    }

    @Test func `counts no message that is restricted, nor what became of it`() async throws {
        try await withReferrals { counter, client in
            let town = counter.town
            func shown() async throws -> [JSONValue?] {
                let json = try await client.get(Self.door, counter.fields(town.manager)).json
                return [json["rows"]?.value, json["total"]?.value]
            }
            let before = try await shown()
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("caveats", ["restricted-operation"])
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            #expect(try await shown() == before)
            for acks in ["", "\"\(letter.jti.text)\""] {
                let answer = try await client.poll(
                    #"{"ack":[\#(acks)],"returnImmediately":true}"#,
                    counter.fields(town.council, type: "application/json"))
                #expect(answer.text.contains(letter.jti.text) == acks.isEmpty)
            }
            #expect(try await shown() == before)
        }
    }

    @Test func `is asked for some days, as text and CSV, and small counts left out`() async throws {
        try await withReferrals { counter, client in
            let fields = try counter.fields(counter.town.inspector, accept: "text/plain")
            let text = try await client.get(
                Self.door + "?from=2026-11-01&to=2026-11-30", fields
            ).text
            #expect(text.contains("routed from 2026-11-01 to 2026-11-30"))
            for (query, words) in [
                ("?from=2026-11-01", "routed on 2026-11-01 or after."),
                ("?to=2026-11-30", "routed on 2026-11-30 or before."),
            ] {
                #expect(try await client.get(Self.door + query, fields).text.contains(words))
            }
            #expect(text.contains("50.0 % (1 of 2)"))
            let earlier = try await client.get(Self.door + "?to=2026-10-31", fields).text
            #expect(!earlier.contains("50.0 %"))
            let table = try await client.get(
                Self.door + "?suppress=5", counter.fields(counter.town.manager, accept: "text/csv"))
            #expect(table.text.hasPrefix("sender,sender_name,recipient,recipient_name,routed,"))
            #expect(table.text.contains(",<5,<5,c,c,"))
        }
    }

    @Test(
        arguments: [
            ("?from=today", "from"), ("?from=2026-11-02&to=2026-11-01", "from"),
            ("?suppress=1", "suppress"), ("?agency=x", "agency"),
            ("?partnership=https://elsewhere.example/p/x", "partnership"),
        ])
    func `names the parameter that is wrong`(query: String, name: String) async throws {
        try await withReferrals { counter, client in
            let answer = try await client.get(
                Self.door + query, counter.fields(counter.town.manager))
            #expect([.badRequest, .forbidden].contains(answer.status))
            #expect(answer.text.contains("`\(name)`"))
        }
    }

    @Test func `is shut to an agency, and each look is an entry`() async throws {
        try await withReferrals { counter, client in
            let refused = try await client.get(Self.door, counter.fields(counter.town.police))
            #expect(refused.status == .forbidden)
            _ = try await client.get(Self.door, counter.fields(counter.town.manager))
            let reads = try await client.get(
                "/audit/reads", counter.fields(counter.town.inspector)
            ).json
            let asked = reads["items"]?.elements.map { $0["question"]?.string ?? "" }
            #expect(asked?.contains("audit/sharing") == true)
        }
    }
}
