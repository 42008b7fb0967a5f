// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Web

@Suite struct `The door to nodes` {
    private static let gauge = "baton_node_clocks_wrong "

    @Test func `shows an agency its own and the operator all, with their clocks`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let early = SampleTown.morning.adding(milliseconds: 60_000)
            let letter = try town.letter(
                from: town.police, "referral.made", to: [town.council], at: early)
            let answer = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            #expect(answer.status == .accepted)
            let own = try await client.get("/nodes", counter.fields(town.police)).json
            #expect(
                Set(own["items"]?.elements.map { $0["agency"]?.string } ?? []) == [
                    town.police.id.uri
                ])
            #expect(own["items"]?[0]?["clock"]?["difference_ms"]?.integer == 60_000)
            #expect(own["items"]?[0]?["keys"]?[0]?["kid"]?.string == town.police.key.publicKey.kid)
            #expect(try await client.get("/nodes").status == .unauthorized)
        }
        #expect(counter.metrics.text.contains("\(Self.gauge)1"))
        try await counter.serveManagement { client in
            let all = try await client.get("/nodes").json
            #expect(Set(all["items"]?.elements.map { $0["agency"]?.string } ?? []).count > 2)
        }
    }
}
