// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

@Suite struct `A miss in a restricted thread` {
    @Test func `climbs to whoever owes it where those whom the rung names may not hear`()
        async throws
    {
        let town = try SampleTown()
        let directory = try town.directory(roles: [Role("team-manager"): town.health.id])
        let stage = try await Stage(town, setting: try town.setting(directory: directory))
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("caveats", ["restricted-operation"])
        try await stage.accept(referral)
        var decision = try town.answer(to: referral, from: town.council, "referral.decided")
        decision.set("decision", "s17-assessment")
        try await stage.accept(decision)
        stage.clock.set(.at("2026-12-09T00:00:00Z"))
        for _ in 0..<3 { try await stage.tick() }
        let told = try await stage.notices(town.council).map(\.payload).filter {
            $0["rule"] == "R4"
        }
        #expect(told.contains { $0["escalation"] == 1 }, "\(told)")
        #expect(try await stage.notices(town.health).isEmpty)
    }
}
