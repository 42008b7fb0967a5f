// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing

@testable import Relay

/// Rows that cannot be read, and what is read again from one plan to the next.
extension `Facts whose time has run out` {
    private func alter(_ stage: Stage, _ statement: String) async throws {
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
    }

    /// Neither in one transaction nor in the next.
    @Test func `of a thread that is damaged are not read again for each of its entries`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        let other = try town.letter(
            from: town.police, "referral.made", to: [town.council], thread: letter.thread.text)
        try await stage.accept(other)
        for one in [letter, other] { try await end(one, stage) }
        // The first retraction, which opened nothing: what stands for the thread can be read.
        let middle = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.thread(letter.thread)).map(\.entry.index)[2]
        }
        try await purgeContent(stage)
        let number = try #require(try await plan(stage).plan)
        try await alter(stage, "UPDATE entries SET content = x'ff00ff' WHERE ix = \(middle)")
        let (schedule, now) = (stage.broker.setting.retention, stage.clock.now)
        let (asked, damaged) = try await stage.store.read {
            store throws(StoreFailure) -> (Int, [Int64]) in
            var damaged: [Int64] = []
            guard let planned = try store.plannedPurge(number) else { return (0, damaged) }
            let counting = CountingReading(store)
            for entry in planned.forgettable {
                let look = try FactsLook(counting, schedule, partnership: 1, at: now)
                damaged += try ForgettingChunk(
                    [entry], of: planned, look, damaged: damaged, .chunk, in: counting
                ).damaged
            }
            return (counting.threads, damaged)
        }
        #expect(damaged.count > 2 && damaged.contains(middle))
        #expect(asked == 1)
    }

    /// The end of a hold without its hold is nothing; a hold without its end would stand for ever.
    @Test func `of a hold's end stay while the hold cannot be read`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        for isHeld in [true, false] {
            _ = try await stage.broker.hold(
                letter.thread, by: keeper, overseeing: [1], isHeld: isHeld)
        }
        try await purgeContent(stage)
        let hold = try #require(try await kinds(stage).firstIndex(of: "held"))
        let before = try #require(try await plan(stage).plan)
        let damage = "content = CAST(x'ff' || content AS BLOB)"
        try await alter(stage, "UPDATE entries SET \(damage) WHERE ix = \(hold)")
        let proposal = try await plan(stage)
        #expect(proposal.factsDue > 2 && proposal.heldBack == ["damaged": 1])
        try await carryOutUnseen(stage, try #require(proposal.plan))
        // As for one that was made when nothing was damaged.
        try await carryOutUnseen(stage, before)
        try await alter(stage, "UPDATE entries SET content = substr(content, 2) WHERE ix = \(hold)")
        #expect(try await Set(kinds(stage)).isSuperset(of: ["held", "released"]))
        #expect(try await faults(stage) == [])
        // Repaired, both go.
        try await carryOut(stage, try #require(try await plan(stage).plan))
        #expect(try await Set(kinds(stage)).isDisjoint(with: ["held", "released"]))
        #expect(try await faults(stage) == [])
    }

    /// Carries out a plan while something is damaged.
    private func carryOutUnseen(_ stage: Stage, _ plan: Int64) async throws {
        _ = try await stage.broker.approvePurge(plan, by: second, overseeing: [1])
        while let progress = try await stage.broker.purgeSome(), !progress.isDone {}
    }

    @Test func `are looked for where an earlier look found something that stays`() async throws {
        let stage = try await Stage(town, setting: setting())
        _ = try await matter(stage)
        try await purgeContent(stage)
        let first = try await plan(stage)
        let start = stage.broker.swept.place(of: 1)
        let polled = try #require(try await kinds(stage).firstIndex(of: "polled"))
        #expect(start == Int64(polled), "what may go has not gone yet")
        _ = try await matter(stage)
        try await carryOut(stage, try #require(first.plan))
        later(stage, years: 2)
        let second = try await plan(stage)
        let settled = stage.broker.swept.place(of: 1)
        #expect(settled > start)
        try await carryOut(stage, try #require(second.plan))
        later(stage, years: 2)
        // What came after is found all the same, and all of it goes.
        try await carryOut(stage, try #require(try await plan(stage).plan))
        #expect(stage.broker.swept.place(of: 1) >= settled)
        #expect(try await Set(kinds(stage)).isDisjoint(with: ["accepted", "issued", "polled"]))
        #expect(try await faults(stage) == [])
    }
}
