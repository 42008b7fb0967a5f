// SPDX-License-Identifier: Apache-2.0

import Audit
import Glibc
import Handoffs
import Ledger
import Relay
import Safeguarding
import ServiceLifecycle
import Signing
import Synchronization
import TransparencyLog

@testable import Daemon

/// A sleep that ends at once, so many times less one; then it ends as a cancelled one does.
final class Pauses: Sendable {
    private struct State {
        var asked: [Duration] = []
        var left: Int
        var onSecond: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(left: count)) }

    var asked: [Duration] { state.withLock { $0.asked } }

    var onSecond: (@Sendable () -> Void)? {
        get { state.withLock { $0.onSecond } }
        set { state.withLock { $0.onSecond = newValue } }
    }

    func pause(_ duration: Duration) throws {
        let (left, then) = state.withLock { state in
            state.asked.append(duration)
            state.left -= 1
            return (state.left, state.asked.count == 2 ? state.onSecond : nil)
        }
        then?()
        if left <= 0 { throw CancellationError() }
    }
}

/// A store that holds checkpoints and nothing else.
struct CheckpointsOnly: Store, StoreReading {
    let checkpoints: [SignedCheckpoint]

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { throw .inputOutput("no disk") }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { try work(self) }

    func head() throws(StoreFailure) -> StoredHead? {
        guard let last = checkpoints.last else { return nil }
        let head = LogHead(
            origin: LogOrigin("baton.example/log"), frontier: .init(), lastAt: Desk.now,
            configuration: 0)
        return StoredHead(head: head, checkpoint: last, agencies: [:])
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        checkpoints.first { $0.size >= size }
    }

    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] { [] }
    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] { [] }
    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] { [] }
    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> { [] }
    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool { false }
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
    func expectations(_ query: ExpectationQuery) throws(StoreFailure) -> [ExpectationRecord] { [] }
    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] { [] }
    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] { [] }
    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] { [] }
    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] { [] }
    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] { [] }
}

/// A listener that does something once the broker serves, and then ends.
struct Visitor: Service {
    let visit: @Sendable () async throws -> Void

    func run() async throws { try await visit() }
}

/// Removes an empty folder.
func remove(_ folder: String) throws {
    guard rmdir(folder) == 0 else { throw FileFault(folder, errno) }
}
