// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import Foundation
import GRDB
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// What nobody fetches, by the limits of `england-2026.1`: 15 minutes, 4 hours, one working day.
@Suite struct `A message that nobody fetches` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
    }

    private func referral(_ urgency: String) throws -> Letter {
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set("urgency", .string(urgency))
        return letter
    }

    /// The messages of which the police are told that they are undeliverable to the council; health,
    /// which subscribes, does not fetch its copies either.
    private func told() async throws -> [String] {
        try await stage.notices(town.police).map(\.payload)
            .filter { $0["kind"]?.string == "undeliverable" }
            .filter { $0["agency"]?.string == town.council.id.uri }
            .map { $0["about"]?["jti"]?.string ?? "" }
    }

    private func look(_ unfetched: inout Unfetched, after milliseconds: Int64) async throws {
        stage.clock.advance(milliseconds: milliseconds)
        try await stage.broker.declareUndeliverable(&unfetched)
    }

    private static let minute: Int64 = 60_000

    @Test func `is undeliverable when its urgency's time is over, and its sender is told once`()
        async throws
    {
        let (immediate, urgent) = (try referral("immediate"), try referral("urgent"))
        for letter in [immediate, urgent] { try await stage.accept(letter) }
        var unfetched = Unfetched()
        try await look(&unfetched, after: 15 * Self.minute - 1)
        #expect(try await told() == [])
        try await look(&unfetched, after: 1)
        try await look(&unfetched, after: Self.minute)
        #expect(try await told() == [immediate.jti.text])
        try await look(&unfetched, after: 4 * 60 * Self.minute)
        try await look(&unfetched, after: 4 * 60 * Self.minute)
        #expect(unfetched.count == 0)
    }

    @Test func `stays in the mailbox, and is delivered when somebody fetches it`() async throws {
        let letter = try referral("immediate")
        try await stage.accept(letter)
        var unfetched = Unfetched()
        try await look(&unfetched, after: 16 * Self.minute)
        let report = try await stage.thread(letter.thread, for: .party(town.police.id))
        let steps = report?["steps"]?.array?.compactMap { $0["kind"]?.string } ?? []
        #expect(steps.contains("undeliverable"), "\(steps)")
        #expect(try await stage.poll(town.council).sets.map(\.token) == [letter.jti])
        _ = try await stage.poll(town.council, acknowledging: [letter.jti])
        let later = try await stage.thread(letter.thread, for: .party(town.police.id))
        #expect(later?["steps"]?.array?.contains { $0["kind"] == "delivered" } == true)
    }

    @Test func `is not looked at before it has waited for the shortest limit`() async throws {
        try await stage.accept(try referral("routine"))
        var unfetched = Unfetched()
        try await look(&unfetched, after: 15 * Self.minute - 1)
        #expect(unfetched.count == 0)
        try await look(&unfetched, after: 2 * Self.minute)
        #expect(unfetched.count == 2)
    }

    @Test func `counts as fetched when it was, however late it is looked at`() async throws {
        let letter = try referral("immediate")
        try await stage.accept(letter)
        _ = try await stage.poll(town.council)
        _ = try await stage.poll(town.council, acknowledging: [letter.jti])
        var unfetched = Unfetched()
        try await look(&unfetched, after: 24 * 60 * Self.minute)
        #expect(try await told() == [])
        #expect(unfetched.count == 0)
    }

    @Test func `is found again after a restart, and not told twice`() async throws {
        try await stage.accept(try referral("immediate"))
        var unfetched = Unfetched()
        try await look(&unfetched, after: 16 * Self.minute)
        var again = Unfetched()
        try await look(&again, after: Self.minute)
        #expect(try await told().count == 1)
    }

    /// Damages an entry while something is done.
    private func damaging(_ entry: Int64, _ work: () async throws -> Void) async throws {
        let queue = try DatabaseQueue(path: stage.place.appending(path: "baton.db").path)
        let kept = try await queue.write { database in
            let kept = try Data.fetchOne(
                database, sql: "SELECT content FROM entries WHERE ix = ?", arguments: [entry])
            try database.execute(
                sql: "UPDATE entries SET content = x'ff00ff' WHERE ix = ?", arguments: [entry])
            return kept
        }
        try await work()
        try await queue.write { database in
            try database.execute(
                sql: "UPDATE entries SET content = ? WHERE ix = ?", arguments: [kept, entry])
        }
    }

    @Test func `and cannot be read keeps no other from being told of`() async throws {
        let (damaged, whole) = (try referral("immediate"), try referral("immediate"))
        let entry = try await stage.accept(damaged).index
        try await stage.accept(whole)
        var unfetched = Unfetched()
        try await damaging(entry) { try await look(&unfetched, after: 16 * Self.minute) }
        #expect(unfetched.count == 0)
        #expect(try await told() == [whole.jti.text])
    }

    @Test func `and is damaged after it was looked at is passed over alone`() async throws {
        let (damaged, whole) = (try referral("urgent"), try referral("urgent"))
        let entry = try await stage.accept(damaged).index
        try await stage.accept(whole)
        var unfetched = Unfetched()
        try await look(&unfetched, after: 16 * Self.minute)
        #expect(unfetched.count == 4, "council and health have a copy of each")
        try await damaging(entry) { try await look(&unfetched, after: 4 * 60 * Self.minute) }
        #expect(unfetched.count == 0)
        #expect(try await told() == [whole.jti.text])
    }

    @Test func `and whose mailbox cannot be looked at keeps no silence from being told of`()
        async throws
    {
        let clock = ManualClock(SampleTown.morning)
        let broker = Broker(
            store: ClosedMailboxes(store: stage.store), world: clock.world,
            setting: try town.setting(), checkpoints: KeptCheckpoints(),
            metrics: NOOPMetricsHandler.instance)
        let loop = Task { try await broker.sequencer.run() }
        defer { loop.cancel() }
        try await broker.start(down: nil)
        var watch = Watch()
        var failures: [StoreFailure] = []
        func look(after minutes: Int64) async {
            clock.advance(milliseconds: minutes * Self.minute)
            do throws(StoreFailure) { try await watch.look(broker) } catch {
                failures.append(error)
            }
        }
        for _ in 0..<5 {
            await look(after: 60)
            broker.hear(town.health.id)
        }
        await look(after: 24 * 60)
        await look(after: 24 * 60)
        let missed = try await broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1])
        ).0.items
        #expect(missed.map(\.expectation.owedBy).contains(town.health.id))
        #expect(failures == Array(repeating: .busy, count: 7))
    }

    /// A stage on which two handoffs are read, or declared undeliverable, at once.
    private func narrowStage(_ letters: [Letter]) async throws -> Stage {
        var limits = RelayLimits()
        limits.verdicts = 2
        let stage = try await Stage(town, setting: town.setting(limits: limits))
        for letter in letters { try await stage.accept(letter) }
        stage.clock.advance(milliseconds: 16 * Self.minute)
        return stage
    }

    @Test func `is read with as many as a transaction declares, and no more`() async throws {
        let narrow = try await narrowStage(try (0..<3).map { _ in try referral("immediate") })
        let (setting, now) = (narrow.broker.setting, narrow.clock.now)
        func page(after last: PartName?) async throws -> UnfetchedPage {
            let place = UnfetchedPage.Place(town.council.id, after: last, routedBy: now)
            return try await narrow.store.read { store throws(StoreFailure) in
                try UnfetchedPage(reading: place, of: store, setting)
            }
        }
        let first = try await page(after: nil)
        #expect(first.waiting.count == 2)
        #expect(!first.isEnd)
        let second = try await page(after: first.last)
        #expect(second.waiting.count == 1)
        #expect(second.isEnd)
    }

    @Test func `is declared so with all others, as many at once as a transaction takes`()
        async throws
    {
        let letters = try ["urgent", "immediate", "immediate", "immediate"].map(referral)
        let narrow = try await narrowStage(letters)
        var unfetched = Unfetched()
        var left: [Int] = []
        for _ in 0..<5 {
            try await narrow.broker.declareUndeliverable(&unfetched)
            left.append(unfetched.count)
        }
        #expect(left == [6, 4, 2, 2, 2], "council and health have a copy of each")
        let told = try await narrow.notices(town.police).map(\.payload)
            .filter { $0["agency"]?.string == town.council.id.uri }
            .map { $0["about"]?["jti"]?.string ?? "" }
        #expect(told.sorted() == letters.dropFirst().map(\.jti.text).sorted())
        narrow.clock.advance(milliseconds: 4 * 60 * Self.minute)
        try await narrow.broker.declareUndeliverable(&unfetched)
        #expect(unfetched.count == 0)
    }

    @Test func `is looked for a few pages at a time, however many wait`() async throws {
        let many = Unfetched.pagesAtOnce * 2 + 1
        let narrow = try await narrowStage(try (0..<many).map { _ in try referral("urgent") })
        var unfetched = Unfetched()
        try await narrow.broker.declareUndeliverable(&unfetched)
        #expect((1...Unfetched.pagesAtOnce * 2).contains(unfetched.count))
        for _ in 0..<4 { try await narrow.broker.declareUndeliverable(&unfetched) }
        #expect(unfetched.count == 2 * many, "council and health have a copy of each")
    }

    @Test func `waits while the clock is in doubt`() async throws {
        try await stage.accept(try referral("immediate"))
        stage.clock.jump(milliseconds: 60 * Self.minute)
        var unfetched = Unfetched()
        try await look(&unfetched, after: Self.minute)
        #expect(try await told() == [])
    }
}

/// A store of which no mailbox can be looked at for what waits for long.
private struct ClosedMailboxes: Store {
    let store: any Store

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { try await store.commit(work) }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        try await store.read { reading throws(StoreFailure) in
            try work(Reading(reading: reading))
        }
    }

    private struct Reading: ForwardedReading {
        let reading: any StoreReading

        func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] {
            if case .unfetched(_, _, let limit) = query, limit > 1 { throw .busy }
            return try reading.handoffs(query)
        }
    }
}
