// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// What a notice tells of a daemon that was started over and over while somebody owed an answer.
@Suite struct `A miss in the time of very many outages` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
    }

    /// Outages a minute apart of a second each, and each fifth of half a minute and a little more each time.
    private func outages(_ count: Int64) -> [Interval] {
        (0..<count).map { number in
            let from = SampleTown.morning.adding(milliseconds: 60_000 * (number + 1))
            let length = number.isMultiple(of: 5) ? 30_000 + number : 1_000
            return Interval(from: from, until: from.adding(milliseconds: length))
        }
    }

    private func restart(after outages: [Interval]) async throws {
        try await stage.broker.sequencer.enter { transaction throws(StoreFailure) in
            for outage in outages { try transaction.start(version: "1", down: outage) }
        }
    }

    @Test func `is told with the longest of them, in the order of time, and can be read`()
        async throws
    {
        let all = outages(1_600)
        try await stage.accept(
            town.letter(from: town.health, "referral.made", to: [town.council]))
        try await restart(after: all)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        let notice = try #require(try await stage.notices(town.health).first)
        let told = (notice.payload["broker_unavailable"]?.array ?? [])
            .map { $0["from"]?.string ?? "" }
        let longest = all.filter { $0.length > 1_000 }.suffix(RelayLimits().outagesTold)
        #expect(told == longest.map(\.from.rfc3339))
    }

    @Test func `is told with them though others are found in the same look`() async throws {
        for _ in 1...5 {
            try await stage.accept(
                town.letter(from: town.health, "referral.made", to: [town.council]))
        }
        try await restart(after: outages(3))
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        let notices = try await stage.notices(town.health)
        #expect(notices.count == 10)
        #expect(notices.allSatisfy { $0.payload["broker_unavailable"]?.array?.count == 3 })
    }
}
