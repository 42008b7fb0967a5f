// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import Foundation
import GRDB
import Handoffs
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// A bit that flips in the table of mailboxes must not hand a child's referral to another agency.
@Suite struct `A handoff in the wrong mailbox` {
    /// Its mailbox goes on: one damaged row must not keep an agency from what waits beside it.
    @Test func `is left out and told, and all that waits beside it is handed out`() async throws {
        let town = try SampleTown()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.appending(path: "baton.db").path
        let store = try SQLiteStore(path: path, origin: SampleTown.origin)
        let hearing = HearingStore(MisfiledStore(store: store, town.council.id))
        let broker = Broker(
            store: hearing, world: ManualClock(SampleTown.morning).world,
            setting: try town.setting(), checkpoints: KeptCheckpoints(),
            metrics: NOOPMetricsHandler.instance)
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(down: nil)
        func post(to recipient: Resident, from sender: Resident) async throws -> Letter {
            let letter = try town.letter(from: sender, "referral.made", to: [recipient])
            _ = try await broker.receive(try letter.bytes(), from: sender.id)
            return letter
        }
        let misplaced = try await post(to: town.council, from: town.police)
        let own = try await post(to: town.police, from: town.council)
        let later = try await post(to: town.police, from: town.council)

        let poll = Poll(maxEvents: 1, returnImmediately: true)
        for letter in [own, later] {
            let answer = try await broker.poll(poll, mailbox: town.police.id)
            #expect(answer.sets.map(\.token) == [letter.jti])
        }
        #expect(
            hearing.failures == [
                .corrupt(
                    "handoff 2.1 stands in the mailbox of \(town.police.id), and its entry "
                        + "routes it to another: run `batond fsck`")
            ], "\(hearing.failures)")
        let council = try await broker.poll(
            Poll(returnImmediately: true), mailbox: town.council.id)
        #expect(council.sets.map(\.token).contains(misplaced.jti))
        loop.cancel()
    }

    /// Moves a message from its recipient's mailbox into the school's.
    private func misfile(_ entry: Int64, _ stage: Stage) async throws {
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    UPDATE handoffs SET recipient =
                    (SELECT number FROM agencies WHERE uri = ?) WHERE name = ? << 16 | 1
                    """, arguments: [stage.town.school.id.uri, entry])
        }
    }

    @Test func `is shown to nobody whom its entry does not route it to`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await misfile(try await stage.accept(letter).index, stage)
        let finding = try await stage.broker.find(
            letter.jti, of: town.police.id, for: town.school.id)
        guard case .nothing = finding else {
            Issue.record("the school may read it")
            return
        }
        let list = try await stage.broker.list(
            for: town.school.id, after: -1, since: Instant(milliseconds: 0), state: nil)
        #expect(list.items.isEmpty)
        #expect(try await stage.poll(town.school).sets.isEmpty)
        #expect(try await stage.thread(letter.thread, for: .party(town.school.id)) == nil)
        #expect(try await stage.thread(letter.thread, for: .party(town.police.id)) != nil)
        let thread = letter.thread
        #expect(try await stage.broker.documents(of: thread, for: .party(town.school.id)) == nil)
        #expect(try await stage.broker.documents(of: thread, for: .party(town.police.id)) != nil)
    }

    @Test func `makes nobody a party to a thread whom its entry does not route it to`() async throws
    {
        let town = try SampleTown()
        let toSchool = town.agreement(
            "isa-3", from: [town.police.id], to: [town.school.id], types: ["referral.made"])
        let stage = try await Stage(
            town,
            setting: town.setting(
                directory: town.directory(agreements: town.usualAgreements + [toSchool])))
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await stage.accept(letter).index
        func isParty(_ resident: Resident) async throws -> Bool {
            let (agency, thread) = (resident.id, letter.thread)
            return try await stage.broker.sequencer.enter { transaction throws(StoreFailure) in
                try transaction.isParty(agency, to: thread)
            }
        }
        #expect(try await isParty(town.council))
        try await misfile(entry, stage)
        #expect(try await isParty(town.school) == false)
        // The school's own copy comes behind the one that strayed.
        try await stage.accept(
            try town.letter(
                from: town.police, "referral.made", to: [town.school], thread: letter.thread.text))
        #expect(try await isParty(town.school))
    }

    @Test func `is undeliverable to the agency that its entry routes it to`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set("urgency", "immediate")
        try await misfile(try await stage.accept(letter).index, stage)
        stage.clock.advance(milliseconds: 16 * 60_000)
        var unfetched = Unfetched()
        try await stage.broker.declareUndeliverable(&unfetched)
        let told = try await stage.notices(town.police).map(\.payload).filter {
            $0["kind"] == "undeliverable"
        }.map { $0["agency"]?.string }
        #expect(told.contains(town.council.id.uri), "\(told)")
        #expect(!told.contains(town.school.id.uri), "\(told)")
    }
}

/// A store that puts one agency's mailbox into everybody's.
private struct MisfiledStore: Store {
    let store: any Store
    let owner: AgencyID

    init(store: any Store, _ owner: AgencyID) {
        self.store = store
        self.owner = owner
    }

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { try await store.commit(work) }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let owner = owner
        return try await store.read { reading throws(StoreFailure) in
            try work(MisfiledReading(reading: reading, owner: owner))
        }
    }
}

private struct MisfiledReading: ForwardedReading {
    let reading: any StoreReading
    let owner: AgencyID

    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        let own = try reading.mailbox(of: agency, limit: limit)
        let others = try reading.mailbox(of: owner, limit: limit)
        return Array(Set(own + others).sorted().prefix(limit))
    }
}
