// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// A broker that was down while a hundred deadlines passed.
@Suite struct `A restart that finds much overdue` {
    private static let referrals = 50

    @Test func `gives each its notice once, however often it starts`() async throws {
        let town = try SampleTown()
        let first = try await Stage(town)
        for _ in 0..<Self.referrals {
            try await first.accept(
                town.letter(from: town.police, "referral.made", to: [town.council]))
        }
        try first.close()
        let late = Instant.at("2026-11-30T09:00:00Z")
        var told: [String] = []
        for _ in 0..<2 {
            let down = Interval(from: SampleTown.morning, until: late)
            let stage = try await Stage(town, at: late, folder: first.place, down: down)
            for _ in 0..<3 { try await stage.tick() }
            told += try await missed(stage, town.police)
            try stage.close()
        }
        // R1 and R2 of each referral.
        #expect(Set(told).count == 2 * Self.referrals)
        #expect(told.count == 2 * Self.referrals)
    }

    /// The expectations of which a mailbox holds a notice, every page of it taken.
    private func missed(_ stage: Stage, _ resident: Resident) async throws -> [String] {
        var (missed, taken): ([String], [TokenID]) = ([], [])
        while true {
            let page = try await stage.poll(resident, acknowledging: taken)
            guard !page.sets.isEmpty else { return missed }
            taken = page.sets.map(\.token)
            for set in page.sets {
                let jws = try CompactJWS(parsing: set.jws)
                let claims = try JSONDocument(parsing: jws.payloadBytes).root
                let payload = claims["events"]?.members.first { _ in true }?.value
                if let name = payload?["expectation"]?.string { missed.append(name) }
            }
        }
    }
}
