// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import FoundationEssentials
import Handoffs
import Intake
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog

/// A bit that flips in the table of mailboxes must not hand a child's referral to another agency.
@Suite struct `A handoff in the wrong mailbox` {
    @Test func `is not handed out, and is told`() async throws {
        let town = try SampleTown()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.appending(path: "baton.db").path
        let store = MisfiledStore(
            store: try SQLiteStore(path: path, origin: SampleTown.origin), town.council.id)
        let broker = Broker(
            store: store, world: ManualClock(SampleTown.morning).world,
            setting: try town.setting(), checkpoints: KeptCheckpoints(),
            metrics: NOOPMetricsHandler.instance)
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(down: nil)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await broker.receive(try letter.bytes(), from: town.police.id)

        let poll = Poll(returnImmediately: true)
        await #expect(
            throws: StoreFailure.corrupt(
                "handoff 2.1 stands in the mailbox of \(town.police.id), and its entry routes it to "
                    + "another: run `batond fsck`")
        ) { _ = try await broker.poll(poll, mailbox: town.police.id) }
        #expect(try await broker.poll(poll, mailbox: town.council.id).sets.count == 1)
        loop.cancel()
    }
}

/// A store that takes one agency's mailbox for everybody's.
private struct MisfiledStore: Store {
    let store: SQLiteStore
    let owner: AgencyID

    init(store: SQLiteStore, _ owner: AgencyID) {
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

private struct MisfiledReading: StoreReading {
    let reading: any StoreReading
    let owner: AgencyID

    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        try reading.mailbox(of: owner, limit: limit)
    }

    func head() throws(StoreFailure) -> StoredHead? { try reading.head() }

    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] {
        try reading.messages(query)
    }

    func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] {
        try reading.readMessages(in: range)
    }

    func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] {
        try reading.particulars(of: entries)
    }

    func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] {
        try reading.handoffs(query)
    }

    func expectations(_ query: ExpectationQuery) throws(StoreFailure) -> [ExpectationRecord] {
        try reading.expectations(query)
    }

    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] {
        try reading.quarantine(query)
    }

    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try reading.keptMessages(after: entry, receivedBefore: time, limit: limit)
    }

    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try reading.purgedMessages(after: entry, receivedBefore: time, limit: limit)
    }

    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
        try reading.isForgotten(indexed, of: issuer)
    }

    func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] {
        try reading.amendments(of: messages)
    }

    func purgePlans() throws(StoreFailure) -> [PurgePlan] {
        try reading.purgePlans()
    }

    func legalHolds() throws(StoreFailure) -> [LegalHold] {
        try reading.legalHolds()
    }

    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] {
        try reading.sharing(query)
    }

    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] {
        try reading.entries(query)
    }

    func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? {
        try reading.document(digest)
    }

    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
        try reading.hashes(level: level, range)
    }

    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] {
        try reading.timestamps(query)
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        try reading.checkpoint(ofSizeAtLeast: size)
    }
}
