// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@Suite struct `A clock that jumped` {
    private static let year: Int64 = 365 * 24 * 3_600_000
    private static let minute: Int64 = 60_000

    private func kinds(_ stage: Stage) async throws -> [String] {
        try await stage.broker.entries(0..<1_000).compactMap { $0.factsJSON.text("kind") }
    }

    private func late(_ entry: LedgerEntry) -> JSONValue? {
        guard case .object(let members) = entry.factsJSON else { return nil }
        return members.first { $0.name == "late" }?.value
    }

    @Test(arguments: [year, -year, 5 * minute + 1, -5 * minute - 1])
    func `is an entry, is told, and log time goes on by the steady clock`(
        jump: Int64
    ) async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let before = try await stage.accept(
            town.letter(from: town.police, "referral.made", to: [town.council]))
        #expect(late(before) == nil)
        stage.clock.jump(milliseconds: jump)
        stage.clock.advance(milliseconds: 1_000)
        try await stage.tick()
        let entry = try await stage.accept(
            town.letter(from: town.police, "referral.made", to: [town.council]))
        #expect(entry.at == SampleTown.morning.adding(milliseconds: 1_000))
        #expect(late(entry) == ["clock"])
        #expect(try await kinds(stage).count { $0 == "clock-doubted" } == 1)
        let notices = try await stage.notices(town.manager)
        #expect(notices.map { $0.payload.text("kind") } == ["clock-suspended"])
    }

    @Test(arguments: [5 * minute, -5 * minute])
    func `by five minutes is believed`(jump: Int64) async throws {
        let stage = try await Stage(SampleTown())
        stage.clock.jump(milliseconds: jump)
        try await stage.tick()
        #expect(try await kinds(stage) == ["started", "loaded"])
    }

    @Test func `in small steps is noticed all the same`() async throws {
        let stage = try await Stage(SampleTown())
        for _ in 0..<2 {
            stage.clock.jump(milliseconds: 4 * Self.minute)
            stage.clock.advance(milliseconds: 1_000)
            try await stage.tick()
        }
        #expect(try await kinds(stage).contains("clock-doubted"))
    }

    @Test func `lets verdicts wait until an operator confirms it`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        try await stage.accept(town.letter(from: town.police, "referral.made", to: [town.council]))
        stage.clock.jump(milliseconds: Self.year)
        stage.clock.advance(milliseconds: 30 * 24 * 60 * Self.minute)
        try await stage.tick()
        try await stage.tick()
        #expect(try await !kinds(stage).contains("judged"))
        stage.clock.jump(milliseconds: -Self.year)
        guard case .confirmed = try await stage.broker.confirmClock() else {
            Issue.record("nothing was confirmed")
            return
        }
        #expect(try await stage.broker.confirmClock() == .notInDoubt)
        try await stage.tick()
        #expect(try await kinds(stage).contains("judged"))
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `blames nobody whose answer comes meanwhile`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        stage.clock.jump(milliseconds: -Self.year)
        stage.clock.advance(milliseconds: 30 * 24 * 60 * Self.minute)
        try await stage.accept(
            town.answer(to: letter, from: town.council, "message.acknowledged"))
        stage.clock.jump(milliseconds: Self.year)
        _ = try await stage.broker.confirmClock()
        try await stage.tick()
        #expect(try stage.store.verifyProjections() == [])
    }
}

@Suite struct `A start with a clock that is off` {
    private static let day: Int64 = 24 * 3_600_000

    private func restarted(after milliseconds: Int64, times: Int = 1) async throws -> [String] {
        let town = try SampleTown()
        let stage = try await Stage(town)
        try stage.close()
        var last = stage
        for _ in 0..<times {
            last = try await Stage(
                town, at: SampleTown.morning.adding(milliseconds: milliseconds),
                folder: stage.place)
            try await last.tick()
            #expect(try last.store.verifyProjections() == [])
            if last !== stage { try last.close() }
        }
        let reader = try await Stage(
            town, at: SampleTown.morning.adding(milliseconds: milliseconds), folder: stage.place)
        let entries = try await reader.broker.entries(0..<1_000)
        #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.at <= $1.at })
        return entries.compactMap { $0.factsJSON.text("reason") }
    }

    @Test func `is believed within its limits`() async throws {
        #expect(try await restarted(after: 7 * Self.day) == [])
        #expect(try await restarted(after: -300_000) == [])
    }

    @Test func `is in doubt, and stays so over the next starts`() async throws {
        #expect(
            try await restarted(after: 7 * Self.day + 1, times: 2)
                == ["ahead", "unconfirmed", "unconfirmed"])
        #expect(try await restarted(after: -300_001) == ["behind", "unconfirmed"])
    }
}

extension JSONValue {
    fileprivate func text(_ name: String) -> String? {
        guard case .object(let members) = self,
            case .string(let text)? = members.first(where: { $0.name == name })?.value
        else { return nil }
        return text
    }
}
