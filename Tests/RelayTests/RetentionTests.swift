// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Handoffs
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

@Suite struct `A message whose time has run out` {
    private let town: SampleTown
    private let keeper: ActingPerson
    private let second: ActingPerson

    init() throws {
        town = try SampleTown()
        (keeper, second) = (town.keeper, town.second)
    }

    private static func schedule(_ start: RetentionClass.Start = .end) throws -> RetentionSchedule {
        RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, start: start,
                payload: try #require(RetentionPeriod("P6Y"))),
            RetentionClass(
                name: "refused", types: nil, isOfRefused: true,
                payload: try #require(RetentionPeriod("P1Y"))),
        ])
    }

    private func setting(_ schedule: RetentionSchedule? = nil) throws -> Setting {
        var limits = RelayLimits()
        limits.purgeChunk = 2
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let all = town.agreement(
            "isa-3", from: four, to: four, types: ["record.retracted", "record.corrected"])
        return try town.setting(
            directory: town.directory(agreements: town.usualAgreements + [all]),
            retention: schedule ?? Self.schedule(), limits: limits)
    }

    /// A matter of two messages that is over and read.
    private func finishedMatter(_ stage: Stage) async throws -> (Letter, Letter) {
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        var retraction = try town.answer(to: letter, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": letter.claims["iss"] ?? .null, "jti": .string(letter.jti.text)])
        try await stage.accept(retraction)
        try await read(stage)
        return (letter, retraction)
    }

    private func read(_ stage: Stage) async throws {
        for resident in town.residents {
            let tokens = try await stage.poll(resident).sets.map(\.token)
            if !tokens.isEmpty { _ = try await stage.poll(resident, acknowledging: tokens) }
        }
    }

    private func plan(_ stage: Stage) async throws -> PurgeProposal {
        try await stage.broker.planPurge(of: 1, by: keeper)
    }

    private func carryOut(_ stage: Stage, _ plan: Int64) async throws {
        #expect(
            try await stage.broker.approvePurge(plan, by: second, overseeing: [1]) == .approved)
        while let progress = try await stage.broker.purgeSome(), !progress.isDone {}
    }

    private func later(_ stage: Stage, years: Int) {
        let day = London.date(at: stage.clock.now).adding(months: 12 * years).adding(days: 2)
        stage.clock.set(London.startOfDay(day))
    }

    @Test func `goes once a second person lets its plan go, and not before`() async throws {
        let stage = try await Stage(town, setting: setting())
        let (letter, _) = try await finishedMatter(stage)
        #expect(try await plan(stage).due.isEmpty, "its time has not run out")
        later(stage, years: 6)
        let proposal = try await plan(stage)
        let number = try #require(proposal.plan)
        #expect(proposal.heldBack.isEmpty, "\(proposal.items)")
        #expect(try await stage.broker.purgeSome() == nil, "nobody approved it")
        #expect(
            try await stage.broker.approvePurge(number, by: keeper, overseeing: [1]) == .samePerson)
        #expect(
            try await stage.broker.approvePurge(number, by: second, overseeing: [2]) == .nothing)
        try await carryOut(stage, number)
        #expect(try await plan(stage).due.isEmpty)
        let message = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(
                .token(issuer: town.police.id, indexed: town.vault.indexed(letter.jti)))
        }
        let record = try #require(message.first)
        #expect(record.key == nil && record.particulars == nil && record.purgedBy != nil)
        // Whoever had found it before, and opens it now, meets no damage.
        #expect(try await stage.broker.open([record.entry.index]).isEmpty)
        #expect(try stage.store.verifyProjections() == [])
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.map { $0["state"] } == ["done"])
        #expect(plans.first?["purged"]?.integer == proposal.due.values.reduce(0) { $0 + Int64($1) })
    }

    @Test func `is refused when it comes again, by the reason that names the purge`() async throws {
        let stage = try await Stage(town, setting: setting())
        let (letter, _) = try await finishedMatter(stage)
        later(stage, years: 6)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        let before = try await stage.size()
        for _ in 0..<2 {
            guard case .refused(let refusal) = try await stage.post(letter) else {
                Issue.record("it was taken")
                return
            }
            #expect(refusal.reasons.first?.code == "purged")
        }
        #expect(try await stage.size() == before, "what was purged is not kept again")
        let kept = try await stage.broker.quarantine(
            QuarantineFilter(), for: .party(town.police.id))
        #expect(kept.items.isEmpty)
    }

    @Test func `is held back while something is waited for, and while a copy is unread`()
        async throws
    {
        let stage = try await Stage(town, setting: setting(Self.schedule(.receipt)))
        try await stage.accept(
            try town.letter(from: town.police, "referral.made", to: [town.council]))
        later(stage, years: 6)
        try await stage.tick()
        let first = try await plan(stage)
        #expect(first.due.isEmpty && first.plan == nil)
        #expect(first.heldBack["open-expectation"] == 1, "\(first.items)")
        let other = try await Stage(town, setting: setting(Self.schedule(.receipt)))
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await other.accept(letter)
        var retraction = try town.answer(to: letter, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": letter.claims["iss"] ?? .null, "jti": .string(letter.jti.text)])
        try await other.accept(retraction)
        later(other, years: 6)
        let second = try await plan(other)
        #expect(second.due.isEmpty && (second.heldBack["unread-copy"] ?? 0) > 0, "\(second.items)")
    }

    @Test func `is counted as kept by no plan when another has purged it`() async throws {
        let stage = try await Stage(town, setting: setting())
        _ = try await finishedMatter(stage)
        later(stage, years: 6)
        let first = try #require(try await plan(stage).plan)
        let second = try #require(try await plan(stage).plan)
        #expect(first != second)
        try await carryOut(stage, first)
        try await carryOut(stage, second)
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.map { $0["state"] } == ["done", "done"])
        #expect(plans[0]["purged"] == plans[0]["total"] && plans[0]["kept"] == 0)
        #expect(plans[1]["purged"] == 0 && plans[1]["kept"] == 0)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `is held while its thread is, approved plans included`() async throws {
        let stage = try await Stage(town, setting: setting())
        let (letter, _) = try await finishedMatter(stage)
        later(stage, years: 6)
        let number = try #require(try await plan(stage).plan)
        let thread = letter.thread
        #expect(
            try await stage.broker.hold(thread, by: keeper, overseeing: [2], isHeld: true) == nil)
        let alone = ThreadHold(isHeld: true, isHeldByAnother: false)
        for _ in 0..<2 {
            #expect(
                try await stage.broker.hold(thread, by: keeper, overseeing: [1], isHeld: true)
                    == alone)
        }
        #expect(try await stage.broker.legalHolds(of: [1]).count == 1)
        try await carryOut(stage, number)
        let plans = try await stage.broker.purgePlans(of: [1])
        #expect(plans.first?["purged"] == .integer(0) && plans.first?["kept"] != .integer(0))
        #expect((try await plan(stage).heldBack["legal-hold"] ?? 0) > 0)
        #expect(
            try await stage.broker.hold(thread, by: keeper, overseeing: [1], isHeld: false)
                == ThreadHold(isHeld: false, isHeldByAnother: false))
        #expect(try await plan(stage).plan != nil)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `is held while any partnership holds its thread, and each releases its own hold`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let (letter, _) = try await finishedMatter(stage)
        later(stage, years: 6)
        let (thread, other) = (letter.thread, second)
        try await stage.broker.sequencer.enter { transaction throws(StoreFailure) in
            try transaction.hold(thread, by: other, partnership: 2, isHeld: true)
        }
        let shared = try await plan(stage)
        #expect(shared.plan == nil && shared.heldBack.keys.contains("legal-hold-of-another"))
        #expect(shared.heldBack["legal-hold"] == nil)
        #expect(try await stage.broker.legalHolds(of: [1]).isEmpty, "it is none of theirs")
        func set(_ isHeld: Bool, of numbers: Set<Int>) async throws -> ThreadHold? {
            try await stage.broker.hold(
                thread, by: keeper, overseeing: numbers, isHeld: isHeld)
        }
        #expect(try await set(true, of: [1]) == ThreadHold(isHeld: true, isHeldByAnother: true))
        let mine = try #require(try await stage.broker.legalHolds(of: [1]).first)
        #expect(mine["held_by_another"] == true && mine["reference"] == "R-1")
        #expect(!mine.text.contains("R-2") && !mine.text.contains("staff-2"))
        #expect(try await set(false, of: [1]) == ThreadHold(isHeld: false, isHeldByAnother: true))
        #expect(try await stage.broker.legalHolds(of: [2]).count == 1, "the other one stands")
        #expect(try await plan(stage).plan == nil)
        #expect(try await set(false, of: [2]) == ThreadHold(isHeld: false, isHeldByAnother: false))
        #expect(try await plan(stage).plan != nil)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `of a refusal goes by the class of the refused, and may be sent again`() async throws
    {
        let stage = try await Stage(town, setting: setting())
        var bad = try town.letter(from: town.police, "referral.made", to: [town.council])
        bad.set("concern_summary", nil)
        guard case .refused = try await stage.post(bad) else { return }
        _ = try await stage.broker.withdraw(
            try #require(
                try await stage.broker.quarantine(QuarantineFilter(), for: .party(town.police.id))
                    .items.first?["index"]?.integer), by: town.police.id, because: .duplicate)
        later(stage, years: 1)
        let proposal = try await plan(stage)
        #expect(proposal.due == ["refused": 1], "\(proposal.items)")
        // Its thread has nothing else in it, and can be held all the same.
        for isHeld in [true, false] {
            let hold = try await stage.broker.hold(
                bad.thread, by: keeper, overseeing: [1], isHeld: isHeld)
            #expect(hold?.isHeld == isHeld)
            #expect(try await plan(stage).due == (isHeld ? [:] : ["refused": 1]))
        }
        try await carryOut(stage, try #require(proposal.plan))
        let before = try await stage.size()
        guard case .refused = try await stage.post(bad) else { return }
        #expect(try await stage.size() > before, "it is judged and kept anew")
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `goes on where it stopped when the broker ends in the middle`() async throws {
        let first = try await Stage(town, setting: setting())
        for _ in 0..<2 { _ = try await finishedMatter(first) }
        later(first, years: 6)
        let number = try #require(try await plan(first).plan)
        _ = try await first.broker.approvePurge(number, by: second, overseeing: [1])
        let progress = try await first.broker.purgeSome()
        #expect(progress?.purged == 2 && progress?.isDone == false)
        try first.close()
        let again = try await Stage(
            town, setting: setting(), at: first.clock.now, folder: first.place)
        while let progress = try await again.broker.purgeSome(), !progress.isDone {}
        let plans = try await again.broker.purgePlans(of: [1])
        #expect(plans.map { $0["state"] } == ["done"])
        #expect(plans.first?["purged"] == plans.first?["total"])
        #expect(try again.store.verifyProjections() == [])
    }
}
