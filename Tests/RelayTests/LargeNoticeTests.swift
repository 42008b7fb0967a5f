// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// A refused message that calls its members by names which, told again, are longer than a message may be.
@Suite struct `A refusal of very long places` {
    @Test func `is told in a notice that can be read`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.event = letter.event.replacing("referral.made", with: "broker.notified")
        let names = (10..<73).map { "\($0)" + String(repeating: "~", count: 1_400) }
        letter.payload = [
            "kind": "refused", "what_to_do": "x",
            "counts": .object(names.map { JSONMember($0, "x") }),
        ]
        guard case .refused(let refusal) = try await stage.post(letter) else {
            throw StoreFailure.refused("it was accepted")
        }
        #expect(refusal.reasons.count > 60)
        let told = try #require(try await stage.notices(town.police).first)
        #expect(told.payload["kind"] == "refused")
        #expect(told.payload["reasons"]?.array?.contains { $0["at"] == "/counts" } == true)
    }
}
