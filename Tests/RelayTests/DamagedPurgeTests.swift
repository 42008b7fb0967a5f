// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// One damaged row must not keep a thousand families' records for ever.
@Suite struct `A plan that meets damage` {
    private let town: SampleTown
    private let keeper: ActingPerson
    private let second: ActingPerson

    init() throws {
        town = try SampleTown()
        (keeper, second) = (town.keeper, town.second)
    }

    private func setting() throws -> Setting {
        let day = try #require(RetentionPeriod("P1D"))
        return try town.setting(
            retention: RetentionSchedule([
                RetentionClass(
                    name: "refused", types: nil, isOfRefused: true, payload: day,
                    facts: RetentionPeriod("P1M"))
            ]))
    }

    /// Refused messages, withdrawn, whose time has run out: each goes by itself.
    private func due(_ stage: Stage, _ count: Int) async throws -> [Int64] {
        var entries: [Int64] = []
        for _ in 0..<count {
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("concern_summary", nil)
            let entry = try await stage.size()
            guard case .refused = try await stage.post(letter) else { return [] }
            _ = try await stage.broker.withdraw(entry, by: town.police.id, because: .duplicate)
            entries.append(entry)
        }
        stage.clock.advance(milliseconds: 3 * 86_400_000)
        return entries
    }

    private func alter(_ stage: Stage, _ statement: String) async throws {
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
    }

    private func plan(_ stage: Stage) async throws -> PurgeProposal {
        try await stage.broker.planPurge(of: 1, by: keeper)
    }

    /// Carries out a plan; what could not be read.
    private func carryOut(_ stage: Stage, _ plan: Int64) async throws -> [Int64] {
        _ = try await stage.broker.approvePurge(plan, by: second, overseeing: [1])
        var damaged: [Int64] = []
        while let progress = try await stage.broker.purgeSome() { damaged += progress.damaged }
        return damaged
    }

    /// What an altered row may be: unreadable, or readable and not what the log commits to.
    private static let damage = [
        "content = x'ff00ff'", "secret = randomblob(32)",
    ]

    @Test(arguments: damage)
    func `as it is made names what is damaged, and the rest that is due`(
        _ damage: String
    ) async throws {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 4)
        try await alter(stage, "UPDATE entries SET \(damage) WHERE ix = \(entries[1])")
        let proposal = try await plan(stage)
        #expect(proposal.due == ["refused": 3] && proposal.heldBack == ["damaged": 1])
        let held = try #require(proposal.items.last)
        #expect(held["entry"]?.integer == entries[1] && held["held_back_by"] == "damaged")
        #expect(try await carryOut(stage, try #require(proposal.plan)) == [])
    }

    @Test(arguments: damage)
    func `as it is carried out keeps, counts and names it, and the others go`(
        _ damage: String
    ) async throws {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 4)
        let number = try #require(try await plan(stage).plan)
        try await alter(stage, "UPDATE entries SET \(damage) WHERE ix = \(entries[1])")
        #expect(try await carryOut(stage, number) == [entries[1]])
        try await expectDone(stage, keeping: entries[1], of: 4)
    }

    @Test func `passes over what the store refuses to purge`() async throws {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 4)
        let number = try #require(try await plan(stage).plan)
        // The sender's number is in no roster: the list outside could not name it.
        try await alter(stage, "UPDATE messages SET sender = 77 WHERE entry = \(entries[2])")
        #expect(try await carryOut(stage, number) == [entries[2]])
        try await expectDone(stage, keeping: entries[2], of: 4)
    }

    @Test func `passes over nothing but what could not be purged`() async throws {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 2)
        let plan = try #require(try await plan(stage).plan)
        _ = try await stage.broker.approvePurge(plan, by: second, overseeing: [1])
        func passOver(_ entry: Int64, of plan: Int64) async throws -> PurgeProgress? {
            let step = PurgeStep(plan: plan, entry: entry, isOfFacts: false)
            return try await stage.broker.sequencer.enter { transaction throws(StoreFailure) in
                try transaction.purgeSome(.passingOver, only: step)
            }
        }
        for (entry, other) in [(entries[1], plan), (entries[0], plan - 1)] {
            let progress = try #require(try await passOver(entry, of: other))
            #expect(progress.damaged == [] && progress.kept == 0 && !progress.isDone)
        }
        #expect(try await passOver(entries[0], of: plan)?.damaged == [entries[0]])
    }

    private func expectDone(_ stage: Stage, keeping entry: Int64, of total: Int64) async throws {
        let done = try #require(try await stage.broker.purgePlans(of: [1]).last)
        #expect(done["state"] == "done" && done["purged"]?.integer == total - 1, "\(done)")
        #expect(done["kept"]?.integer == 1 && done["damaged"] == .array([.integer(entry)]))
    }

    @Test func `leaves a thread to be held in which a message is damaged`() async throws {
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let first = try await stage.accept(letter).index
        try await stage.accept(
            try town.letter(
                from: town.police, "referral.made", to: [town.council],
                thread: letter.thread.text))
        let held = ThreadHold(isHeld: true, isHeldByAnother: false)
        try await alter(stage, "UPDATE entries SET content = x'ff00ff' WHERE ix = \(first)")
        #expect(
            try await stage.broker.hold(
                letter.thread, by: keeper, overseeing: [1], isHeld: true) == held)
        try await alter(stage, "UPDATE entries SET content = x'ff00ff' WHERE ix > \(first)")
        #expect(
            try await stage.broker.hold(
                letter.thread, by: keeper, overseeing: [1], isHeld: true) == held)
    }

    /// What is public of an entry is enough to know whose thread it is.
    @Test func `leaves a thread to be held by whoever has only a damaged message in its middle`()
        async throws
    {
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        func more() async throws -> Int64 {
            try await stage.accept(
                try town.letter(
                    from: town.police, "referral.made", to: [town.council],
                    thread: letter.thread.text)
            ).index
        }
        let middle = try await more()
        _ = try await more()
        try await alter(
            stage, "UPDATE entries SET content = x'ff00ff', p = 2 WHERE ix = \(middle)")
        let held = try await stage.broker.hold(
            letter.thread, by: keeper, overseeing: [2], isHeld: true)
        #expect(held == ThreadHold(isHeld: true, isHeldByAnother: false))
    }

    @Test(arguments: damage)
    func `in its own entry is in the way of no other plan, and is told`(
        _ damage: String
    ) async throws {
        let stage = try await Stage(town, setting: setting())
        _ = try await due(stage, 2)
        let first = try #require(try await plan(stage).plan)
        let other = try #require(try await plan(stage).plan)
        _ = try await stage.broker.approvePurge(first, by: second, overseeing: [1])
        try await alter(stage, "UPDATE entries SET \(damage) WHERE ix = \(first)")
        #expect(try await carryOut(stage, other) == [])
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.map { $0["state"] } == ["approved", "done"], "\(plans)")
        #expect(plans[0]["damaged"] == .array([.integer(first)]) && plans[0]["total"] == nil)
        #expect(plans[0]["approved_by"] == "staff-2" && plans[1]["purged"] == 2)
        #expect(try await stage.broker.purgeSome() == nil, "nothing else is left to do")
    }

    @Test func `counts what is damaged once, though content and facts are looked at`() async throws
    {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 3)
        stage.clock.advance(milliseconds: 40 * 86_400_000)
        try await alter(stage, "UPDATE entries SET content = x'ff00ff' WHERE ix = \(entries[1])")
        let proposal = try await plan(stage)
        #expect(proposal.due == ["refused": 2])
        // With it its withdrawal, which tells of it alone.
        #expect(proposal.heldBack == ["damaged": 2], "\(proposal.items)")
        let held = proposal.items.filter { $0["held_back_by"] != nil }.compactMap {
            $0["entry"]?.integer
        }
        #expect(Set(held) == [entries[1], entries[1] + 2], "\(held)")
        #expect(held.count == 2)
    }

    @Test func `of facts keeps those of what is damaged, and the others go`() async throws {
        let stage = try await Stage(town, setting: setting())
        let entries = try await due(stage, 4)
        #expect(try await carryOut(stage, try #require(try await plan(stage).plan)) == [])
        stage.clock.advance(milliseconds: 40 * 86_400_000)
        let whole = try await plan(stage)
        #expect(whole.factsDue == 8, "each with its withdrawal")
        try await alter(stage, "UPDATE entries SET content = x'ff00ff' WHERE ix = \(entries[1])")
        let proposal = try await plan(stage)
        #expect(proposal.factsDue == 6 && proposal.heldBack["damaged"] == 2, "\(proposal.items)")
        // Nobody can tell any more whether what its withdrawal tells of is gone.
        let damaged = [entries[1], entries[1] + 2]
        #expect(try await carryOut(stage, try #require(whole.plan)) == damaged)
        let plans = try await stage.broker.purgePlans(of: [1])
        let carried = try #require(plans.first { $0["plan"]?.integer == whole.plan })
        #expect(carried["state"] == "done" && carried["forgotten"] == 6, "\(carried)")
        #expect(
            carried["kept"] == 2 && carried["damaged"] == .array(damaged.map(JSONValue.integer)))
    }
}
