// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Relay

/// Crashes, and backups that bring back what was purged.
extension `Facts whose time has run out` {
    /// Puts a backup into a folder of its own, as whoever restores it does.
    private func backup(_ stage: Stage) async throws -> TemporaryFolder {
        let backup = stage.place.appending(path: "backup").path
        try await stage.store.copy(to: backup)
        let place = try TemporaryFolder()
        try FileManager.default.moveItem(
            atPath: backup, toPath: place.appending(path: "baton.db").path)
        return place
    }

    private func bringList(of stage: Stage, to place: TemporaryFolder) throws {
        let list = "baton.db.purged"
        try FileManager.default.copyItem(
            at: stage.place.appending(path: list), to: place.appending(path: list))
    }

    @Test func `go on where they stopped when the broker ends in the middle`() async throws {
        let first = try await Stage(town, setting: setting(chunk: 1))
        for _ in 0..<3 { _ = try await matter(first) }
        try await purgeContent(first)
        let number = try #require(try await plan(first).plan)
        _ = try await first.broker.approvePurge(number, by: second, overseeing: [1])
        let progress = try await first.broker.purgeSome()
        #expect((progress?.forgotten ?? 0) > 1 && progress?.isDone == false, "a thread goes whole")
        #expect(try first.store.verifyProjections() == [])
        try first.close()
        let again = try await Stage(
            town, setting: setting(chunk: 1), at: first.clock.now, folder: first.place)
        while let progress = try await again.broker.purgeSome(), !progress.isDone {}
        let plans = try await again.broker.purgePlans(of: [1])
        #expect(plans.last?["state"] == "done")
        #expect(plans.last?["forgotten"] == plans.last?["facts_due"])
        #expect(try await faults(again) == [])
    }

    @Test func `are purged again where a backup brings them back, before anybody is served`()
        async throws
    {
        let stage = try await Stage(town, setting: setting(chunk: 2))
        for _ in 0..<2 { _ = try await matter(stage) }
        let letter = try await matter(stage)
        let markers = try await markers(stage, letter)
        let place = try await backup(stage)
        try await purgeContent(stage)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        try bringList(of: stage, to: place)
        #expect(try places(of: markers, in: place.url)["content of 2"] == ["baton.db"])
        var again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let whole = try await again.store.unforgotten()
        #expect(whole.messages.count > 2 && whole.facts.count > whole.messages.count)
        // It ends in the middle: the next start finds what is left.
        try await again.broker.forgetAgain(
            Unforgotten(messages: Array(whole.messages.prefix(1)), facts: []))
        try again.close()
        again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let rest = try await again.store.unforgotten()
        #expect(rest.messages == Array(whole.messages.dropFirst()) && rest.facts == whole.facts)
        try await again.broker.forgetAgain(rest)
        #expect(try await again.store.wipe())
        #expect(try places(of: markers, in: place.url) == [:])
        #expect(try await again.store.unforgotten().isEmpty)
        #expect(try await faults(again) == [])
        try await expectRefusal(of: letter, again)
    }

    @Test func `of a thread that has got a message since the backup stay, with what tells of it`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        let other = try await matter(stage)
        let place = try await backup(stage)
        var again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let answer = try town.letter(
            from: town.police, "referral.made", to: [town.council], thread: letter.thread.text)
        try await again.accept(answer)
        try again.close()
        try await purgeContent(stage)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        try bringList(of: stage, to: place)
        again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        let purged = try await again.broker.forgetAgain(unforgotten)
        #expect(purged.messages == unforgotten.messages.count)
        #expect(purged.facts > 2 && purged.facts < unforgotten.facts.count)
        #expect(try await faults(again) == [])
        let overseer = Viewer.overseer(town.manager.id, partnerships: [1])
        #expect(try await again.thread(letter.thread, for: overseer) != nil, "all that it tells")
        #expect(try await again.thread(other.thread, for: overseer) == nil)
        let polls = try await entries(again).filter { !$0.isForgotten }.map(\.index)
        #expect(Set(unforgotten.facts).intersection(polls).count > 2, "its polls stay with it")
        try await expectRefusal(of: other, again)
        // The list is known to its end, though not all that it names went.
        #expect(try await !again.store.unforgotten().isEmpty, "not before it is noted")
        try await again.store.settle(unforgotten)
        #expect(try await again.store.unforgotten() == .nothing)
    }

    @Test func `are purged again with a content that the list does not name`() async throws {
        let stage = try await Stage(town, setting: setting(chunk: 2))
        let letter = try await matter(stage)
        let markers = try await markers(stage, letter)
        let place = try await backup(stage)
        try await purgeContent(stage)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        let lines = try String(
            contentsOf: stage.place.appending(path: "baton.db.purged"), encoding: .utf8)
        let facts = lines.split(separator: "\n").filter { $0.contains("\"facts\"") }
        try facts.map { $0 + "\n" }.joined().write(
            to: place.appending(path: "baton.db.purged"), atomically: true, encoding: .utf8)
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        #expect(unforgotten.messages == [] && unforgotten.facts.count == facts.count)
        let purged = try await again.broker.forgetAgain(unforgotten)
        #expect(purged.messages > 1 && purged.facts == facts.count)
        try await again.store.settle(unforgotten)
        #expect(try await again.store.wipe())
        #expect(try places(of: markers, in: place.url) == [:])
        #expect(try await faults(again) == [])
    }

    @Test func `are overwritten again where they cannot be read any more`() async throws {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        let other = try await matter(stage)
        let index = try #require(
            try await stage.store.read { store throws(StoreFailure) in
                try store.messages(.opening(letter.thread)).first?.entry.index
            })
        let markers = try await markers(stage, letter)
        let place = try await backup(stage)
        try await purgeContent(stage)
        try await carryOut(stage, try #require(try await plan(stage).plan))
        try bringList(of: stage, to: place)
        let path = place.appending(path: "baton.db").path
        let garbled = "x'ff' || substr(content, 2)"
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "UPDATE entries SET content = CAST(\(garbled) AS BLOB) WHERE ix = \(index)")
        }
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        #expect(unforgotten.unreadable.map(\.entry) == [index])
        #expect(unforgotten.unreadable.first?.parts.count == 2)
        try await again.broker.forgetAgain(unforgotten)
        try await again.store.settle(unforgotten)
        #expect(try await again.store.wipe())
        #expect(try places(of: markers, in: place.url) == [:])
        #expect(try await again.store.unforgotten() == .nothing)
        #expect(try await faults(again) == [])
        try await expectRefusal(of: letter, again)
        try await expectRefusal(of: other, again)
    }
}

/// Legal holds that are younger than a backup.
extension `Facts whose time has run out` {
    private func hold(_ letter: Letter, _ stage: Stage, _ isHeld: Bool = true) async throws {
        let hold = try await stage.broker.hold(
            letter.thread, by: keeper, overseeing: [1], isHeld: isHeld)
        #expect(hold?.isHeld == isHeld)
    }

    private func held(_ stage: Stage) async throws -> [String] {
        try await stage.broker.legalHolds(of: [1]).compactMap { $0["txn"]?.string }
    }

    /// A stage on the store of a folder, which has done what its start does.
    private func restarted(_ stage: Stage, in place: TemporaryFolder) async throws -> Stage {
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        try await again.broker.forgetAgain(unforgotten)
        try await again.store.settle(unforgotten)
        return again
    }

    @Test func `are held again where a backup is from before the hold, and no plan names them`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let (kept, ended, never) = (
            try await matter(stage), try await matter(stage), try await matter(stage)
        )
        try await hold(ended, stage)
        let place = try await backup(stage)
        try await hold(kept, stage)
        try await hold(never, stage)
        try await hold(never, stage, false)
        try await hold(ended, stage, false)
        try bringList(of: stage, to: place)
        let lines = try String(
            contentsOf: place.appending(path: "baton.db.purged"), encoding: .utf8)
        for letter in [kept, ended, never] { #expect(!lines.contains(letter.thread.text)) }
        #expect(!lines.contains(keeper.person))
        var again = try await restarted(stage, in: place)
        #expect(try await held(again) == [kept.thread.text])
        let told = try #require(try await again.broker.legalHolds(of: [1]).first)
        #expect(told["person"]?.string == UnheldThread.person)
        #expect(told["agency"]?.string == keeper.agency.uri)
        #expect(told["reference"]?.string?.hasPrefix("entry ") == true)
        later(again, years: 1)
        let proposal = try await plan(again)
        #expect((proposal.heldBack["legal-hold"] ?? 0) > 0 && proposal.plan != nil)
        #expect(try await faults(again) == [])
        let now = again.clock.now
        try again.close()
        // What is settled is not done once more, and the hold is the partnership's to end.
        again = try await Stage(town, setting: setting(), at: now, folder: place)
        #expect(try await again.store.unforgotten().isEmpty)
        #expect(try await again.store.unforgotten() == .nothing)
        try await hold(kept, again, false)
        #expect(try await held(again) == [])
    }

    @Test func `are named where the thread that was held is younger than the backup too`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let place = try await backup(stage)
        let letter = try await matter(stage)
        try await hold(letter, stage)
        try bringList(of: stage, to: place)
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let holds = try await again.store.unforgotten().holds
        #expect(holds.count == 1 && holds[0].thread == nil && holds[0].isHeld)
        #expect(holds.first?.agency == keeper.agency)
        #expect(try await again.broker.forgetAgain(again.store.unforgotten()).held == 0)
    }

    /// A store from before a matter and the hold of it, with the list of after; and that matter.
    private func younger() async throws -> (stage: Stage, place: TemporaryFolder, letter: Letter) {
        let stage = try await Stage(town, setting: setting())
        let place = try await backup(stage)
        let letter = try await matter(stage)
        try await hold(letter, stage)
        try bringList(of: stage, to: place)
        return (stage, place, letter)
    }

    @Test func `are shown while the thread is missing, until somebody ends the hold`() async throws
    {
        let (stage, place, letter) = try await younger()
        var again = try await restarted(stage, in: place)
        // Told once more at the next start, and to whoever looks beside the daemon.
        try again.close()
        again = try await restarted(stage, in: place)
        #expect(try await again.store.namesToRepeat().missing.count == 1)
        #expect(again.broker.missingHolds.all.count == 1)
        let told = try await again.broker.legalHolds(of: [1])
        #expect(told.map { $0["missing"] } == [true])
        #expect(told.first?["agency"]?.string == keeper.agency.uri)
        #expect(try await again.broker.legalHolds(of: [2]).isEmpty, "another's are not told")
        let others = try await again.broker.hold(
            letter.thread, by: keeper, overseeing: [2], isHeld: false)
        #expect(others == nil)
        try await hold(letter, again, false)
        #expect(try await again.broker.legalHolds(of: [1]) == [])
        #expect(again.broker.missingHolds.all.isEmpty)
        try again.close()
        again = try await restarted(stage, in: place)
        #expect(try await again.store.unforgotten() == .nothing)
        #expect(try await again.store.namesToRepeat().missing.isEmpty)
        #expect(try await faults(again) == [])
    }

    @Test func `are held again once the messages of the thread were sent again`() async throws {
        let (stage, place, letter) = try await younger()
        let again = try await restarted(stage, in: place)
        #expect(try await again.broker.holdAgain(again.store.unheld()).held == 0)
        #expect(again.broker.missingHolds.all.count == 1)
        try await again.accept(letter)
        #expect(try await again.broker.holdAgain(again.store.unheld()).held == 1)
        #expect(try await held(again) == [letter.thread.text])
        #expect(again.broker.missingHolds.all.isEmpty)
        #expect(try await again.store.unheld() == [])
        #expect(try await faults(again) == [])
    }

    @Test func `are placed again at a start, where the messages came between`() async throws {
        let (stage, place, letter) = try await younger()
        var again = try await restarted(stage, in: place)
        try await again.accept(letter)
        try again.close()
        again = try await restarted(stage, in: place)
        #expect(try await held(again) == [letter.thread.text])
    }

    @Test func `are never let go by a list that is older than the store`() async throws {
        let stage = try await Stage(town, setting: setting())
        let (first, second) = (try await matter(stage), try await matter(stage))
        try await hold(first, stage)
        try await hold(second, stage)
        try await hold(first, stage, false)
        let old = try Data(contentsOf: stage.place.appending(path: "baton.db.purged"))
        try await hold(first, stage)
        try await hold(second, stage, false)
        try stage.close()
        let list = stage.place.appending(path: "baton.db.purged")
        for shorter in [Data(), old] {
            try shorter.write(to: list)
            let store = try SQLiteStore(
                path: stage.place.appending(path: "baton.db").path, origin: setting().origin)
            #expect(try await !store.namesToRepeat().isListKnown, "\(shorter.count) bytes")
            try store.close()
        }
        let again = try await Stage(
            town, setting: setting(), at: stage.clock.now, folder: stage.place)
        let unforgotten = try await again.store.unforgotten()
        #expect(!unforgotten.isListKnown)
        try await again.broker.forgetAgain(unforgotten)
        try await again.store.settle(unforgotten)
        // The second is held again though it was let go: whoever keeps too much can still let go.
        #expect(try await Set(held(again)) == [first.thread.text, second.thread.text])
    }
}
