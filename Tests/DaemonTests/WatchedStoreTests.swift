// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Handoffs
import Ledger
import Relay
import Safeguarding
import Signing
import Synchronization
import Testing

@testable import Daemon

@Suite struct `A full disk` {
    /// The clock's minutes, and how the store answers.
    private final class Scene: Sendable {
        let minutes = Mutex<Int64>(0)
        let failure = Mutex<StoreFailure?>(nil)
        /// The size of the log.
        let size = Mutex<Int64>(1)
    }

    private struct Answering: Store {
        let scene: Scene

        func commit<Result: Sendable>(
            _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
        ) async throws(StoreFailure) -> Result {
            if let failure = scene.failure.withLock({ $0 }) { throw failure }
            return try work(Page(scene: scene))
        }

        func read<Result: Sendable>(
            _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
        ) async throws(StoreFailure) -> Result { throw .busy }
    }

    /// A transaction whose log grows by what is written.
    private struct Page: StoreTransaction {
        let scene: Scene

        private var log: CheckpointsOnly {
            CheckpointsOnly(checkpoints: [
                SignedCheckpoint(size: scene.size.withLock { $0 }, note: [])
            ])
        }

        func append(_ change: Change) throws(StoreFailure) { scene.size.withLock { $0 += 1 } }
        func seal(_ head: LogHead, _ checkpoint: SignedCheckpoint) throws(StoreFailure) {}
        func head() throws(StoreFailure) -> StoredHead? { try log.head() }
        func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? { nil }
        func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] { [] }
        func keptMessages(
            after entry: Int64, receivedBefore time: Instant, limit: Int
        ) throws(StoreFailure) -> [Int64] { [] }
        func purgedMessages(
            after entry: Int64, receivedBefore time: Instant, limit: Int
        ) throws(StoreFailure) -> [Int64] { [] }
        func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> { [] }
        func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
            false
        }
        func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] { [:] }
        func purgePlans() throws(StoreFailure) -> [PurgePlan] { [] }
        func legalHolds() throws(StoreFailure) -> [LegalHold] { [] }
        func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? { nil }
        func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] { [] }
        func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] { [] }
        func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] { [:] }
        func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] { [] }
        func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] { [] }
        func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] { [] }
        func expectations(
            _ query: ExpectationQuery
        ) throws(StoreFailure) -> [ExpectationRecord] { [] }
        func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] { [] }
        func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] { [] }
        func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] { [] }
        func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] { [] }
        func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] { [] }
    }

    private let scene = Scene()
    private let lines = Lines()

    private func commit(_ failure: StoreFailure, minute: Int64, on store: WatchedStore) async {
        scene.failure.withLock { $0 = failure }
        scene.minutes.withLock { $0 = minute }
        await #expect(throws: failure) { try await store.commit { _ throws(StoreFailure) in } }
    }

    private func watched(at path: String) -> WatchedStore {
        let scene = scene
        return WatchedStore(
            Answering(scene: scene), at: path,
            world: World(
                now: { Instant(seconds: scene.minutes.withLock { $0 } * 60) }, sleep: { _ in },
                random: { [UInt8](repeating: 0, count: $0) }), logger: lines.logger())
    }

    @Test func `is told once a minute, with the bytes that are free`() async {
        let store = watched(at: "/tmp")
        await commit(.full, minute: 0, on: store)
        await commit(.full, minute: 0, on: store)
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.contains("level=error") == true)
        #expect(lines.all.first?.contains("bytes_free=unknown") == false)
        await commit(.full, minute: 1, on: store)
        #expect(lines.all.count == 2)
    }

    private func succeed(
        on store: WatchedStore,
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Void
    ) async throws {
        scene.failure.withLock { $0 = nil }
        try await store.commit(work)
    }

    @Test func `is not over because nothing had to be written`() async throws {
        let store = watched(at: "/no/such/folder/baton.db")
        #expect(await store.hasRoom())
        await commit(.full, minute: 0, on: store)
        try await succeed(on: store) { _ throws(StoreFailure) in }
        #expect(await !store.hasRoom())
        #expect(lines.all.count == 1)
        try await succeed(on: store) { store throws(StoreFailure) in
            try store.append(.repetition(of: 1))
        }
        #expect(await store.hasRoom())
        #expect(lines.all.last?.contains("the store takes messages again") == true)
    }

    @Test func `is over once there is room beside the store, of which nothing is left`()
        async throws
    {
        let desk = try Desk()
        let store = watched(at: "\(desk.path)/baton.db")
        let before = try FileManager.default.contentsOfDirectory(atPath: desk.path)
        await commit(.full, minute: 0, on: store)
        #expect(await store.hasRoom())
        #expect(lines.all.last?.contains("the store takes messages again") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.path) == before)
    }

    @Test func `is not the only reason why nothing can be written`() async throws {
        let store = watched(at: "/tmp")
        for failure in [StoreFailure.corrupt("a row"), .refused("a change")] {
            for _ in 0..<WatchedStore.mostUnwritten { await commit(failure, minute: 1, on: store) }
            #expect(await !store.hasRoom())
            try await succeed(on: store) { _ throws(StoreFailure) in }
            #expect(await !store.hasRoom(), "nothing was written")
            scene.minutes.withLock { $0 = 2 }
            #expect(await store.hasRoom(), "it is time to try again")
            await commit(failure, minute: 3, on: store)
            #expect(await !store.hasRoom())
            try await succeed(on: store) { store throws(StoreFailure) in
                try store.append(.repetition(of: 1))
            }
            #expect(await store.hasRoom())
            await commit(failure, minute: 3, on: store)
            #expect(await store.hasRoom(), "one alone may be to blame for itself")
        }
    }

    @Test func `or another failure that nobody else tells is told`() async {
        let store = watched(at: "/tmp")
        for failure in [StoreFailure.corrupt("a row"), .refused("a change")] {
            for minute in [1, 1, 2] { await commit(failure, minute: Int64(minute), on: store) }
        }
        let told = lines.all.filter { $0.contains("level=error") }
        #expect(told.filter { $0.contains("the store is damaged") }.count == 2)
        #expect(told.filter { $0.contains("would not do what it was asked") }.count == 2)
        #expect(told.count == 4, "\(told)")
    }

    @Test func `is not what another failure is`() async {
        let store = watched(at: "/tmp")
        await commit(.busy, minute: 0, on: store)
        await commit(.inputOutput("m"), minute: 1, on: store)
        #expect(lines.all == [])
    }
}
