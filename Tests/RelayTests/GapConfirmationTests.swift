// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Fixtures
import Foundation
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing

@testable import Relay

@Suite struct `A gap that waits to be confirmed` {
    private static let year: Int64 = 365 * 24 * 3_600_000

    @Test func `is confirmed without believing a clock that is wrong beside it`() async throws {
        let town = try SampleTown()
        let first = try await Stage(town)
        try await first.accept(town.letter(from: town.police, "referral.made", to: [town.council]))
        try first.close()
        let clock = ManualClock(first.clock.now)
        let store = try SQLiteStore(
            path: first.place.appending(path: "baton.db").path, origin: SampleTown.origin)
        let broker = Broker(
            store: store, world: clock.world, setting: try town.setting(),
            checkpoints: KeptCheckpoints(), metrics: NOOPMetricsHandler.instance)
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(
            down: nil, accepting: AcceptedGap(number: 2, kept: nil, witnessed: 99))
        clock.jump(milliseconds: Self.year)
        clock.advance(milliseconds: 1_000)
        try await broker.sequencer.enter { _ throws(StoreFailure) in }
        #expect(broker.clock.read().doubt?.reason == .restored, "the gap is what is told")
        #expect(try await broker.confirmClock() == .gapUnconfirmed)
        guard case .confirmed = try await broker.confirmGap() else {
            Issue.record("the gap was not confirmed")
            return
        }
        try await broker.sequencer.enter { _ throws(StoreFailure) in }
        let doubt = try #require(broker.clock.read().doubt, "the next look finds the clock wrong")
        #expect(doubt.reason != .restored)
        #expect(broker.now < SampleTown.morning.adding(milliseconds: Self.year / 2))
        #expect(try await broker.confirmGap() == .nothingToConfirm)
        clock.jump(milliseconds: -Self.year)
        guard case .confirmed = try await broker.confirmClock() else {
            Issue.record("the clock was not confirmed")
            return
        }
        #expect(broker.clockStanding == .believed)
        loop.cancel()
        _ = await loop.result
        try store.close()
    }
}
