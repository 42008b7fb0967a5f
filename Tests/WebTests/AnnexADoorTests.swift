// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The door of Annex A` {
    private static let grounds = "purpose=inspection&reference=ILACS-7"

    private func withReferrals(
        limits: WebLimits = WebLimits(),
        _ body: @escaping @Sendable (Counter, any TestClientProtocol) async throws -> Void
    ) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve(limits: limits) { client in
            for _ in 0..<2 {
                let letter = try town.letter(
                    from: town.police, "referral.made", to: [town.council])
                let answer = try await client.post(
                    letter.bytes(),
                    counter.fields(town.police, type: "application/secevent+jwt"))
                #expect(answer.status == .accepted)
            }
            counter.clock.set(.at("2026-11-27T09:00:00Z"))
            try await counter.broker.sequencer.enter { _ in }
            try await body(counter, client)
        }
    }

    @Test func `hands out a list as CSV, and notes every message that it read`() async throws {
        try await withReferrals { counter, client in
            let list = try await client.get(
                "/audit/annex-a/list-1?\(Self.grounds)",
                counter.fields(counter.town.inspector, accept: "text/csv", person: "i-42"))
            #expect(list.status == .ok)
            let lines = list.text.split(separator: "\r\n")
            #expect(lines.count > 2)
            #expect(lines.dropFirst().allSatisfy { $0.contains(") ") }, "coded cells")
            let reads = try await client.get("/audit/reads", counter.fields(counter.town.manager))
            let items = try reads.json["items"]?.elements.map { $0 } ?? []
            #expect(
                items.map { $0["question"]?.string } == [
                    "audit/annex-a/list-1", "message", "message", "audit/reads",
                ])
            #expect(items[1]["purpose"]?.string == "inspection")
            #expect(items[1]["reference"]?.string == "ILACS-7")
            #expect(items[1]["person"]?.string == "i-42")
        }
    }

    @Test func `reads as many messages as its limit, and no more`() async throws {
        for (limit, status) in [(2, HTTPResponse.Status.ok), (1, .badRequest)] {
            var limits = WebLimits()
            limits.annexMessages = limit
            try await withReferrals(limits: limits) { counter, client in
                let list = try await client.get(
                    "/audit/annex-a/list-1?\(Self.grounds)",
                    counter.fields(counter.town.inspector, person: "i-42"))
                #expect(list.status == status)
            }
        }
    }

    @Test func `gives each list with its notes as JSON`() async throws {
        try await withReferrals { counter, client in
            for list in ["list-1", "list-3", "list-5", "adjunct"] {
                let answer = try await client.get(
                    "/audit/annex-a/\(list)?\(Self.grounds)",
                    counter.fields(counter.town.inspector, person: "i-42"))
                #expect(answer.status == .ok, "\(list): \(answer.text)")
                #expect(try answer.json["list"]?.string == list)
                #expect(try answer.json["notes"]?.count ?? 0 > 0)
            }
        }
    }

    @Test func `is for inspectors who say who they are and what for`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let path = "/audit/annex-a/list-1?"
            for other in [counter.town.manager, counter.town.police] {
                let answer = try await client.get(
                    path + Self.grounds, counter.fields(other, person: "x-1"))
                #expect(answer.status == .forbidden)
            }
            for (query, person, at) in [
                ("purpose=p", "i-42", "reference"), ("reference=r", "i-42", "purpose"),
                ("reference=r", nil, "act"), (Self.grounds + "&list=1", "i-42", "list"),
                (Self.grounds + "&from=soon", "i-42", "from"),
            ] {
                let answer = try await client.get(
                    path + query, counter.fields(counter.town.inspector, person: person))
                #expect(answer.status == .badRequest)
                #expect(try answer.json["at"]?.string == at)
            }
            let unknown = try await client.get(
                "/audit/annex-a/list-8?\(Self.grounds)",
                counter.fields(counter.town.inspector, person: "i-42"))
            #expect(unknown.status == .notFound)
            #expect(unknown.text.contains("list-1, list-3, list-5, adjunct"))
        }
    }
}
