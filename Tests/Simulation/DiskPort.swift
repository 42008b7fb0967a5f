// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import Signing

/// The store as one incarnation of the broker has it: it takes time, and it can fail at each point.
struct DiskPort: Store {
    let disk: SimulatedDisk
    let incarnation: Int

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        try disk.begin(incarnation)
        defer { disk.end(incarnation) }
        try await disk.takeTime(incarnation)
        let fault = disk.simulator.decide { [weather = disk.weather] in
            CommitFault(weather, &$0)
        }
        let (result, next) = try prepare(work, fault)
        disk.lay(next, incarnation)
        try await disk.takeTime(incarnation)
        disk.settle(incarnation, lands: fault != .lost)
        // If we crash here it is durable and nobody was told.
        try await disk.takeTime(incarnation)
        switch fault {
        case .lost: throw told(.inDoubt("it did not land"), "a commit")
        case .landed: throw told(.inDoubt("it did land"), "a commit")
        case .none, .strike: disk.confirm(incarnation, next.entries.count)
        }
        return result
    }

    private func prepare<Result>(
        _ work: (any StoreTransaction) throws(StoreFailure) -> Result, _ fault: CommitFault
    ) throws(StoreFailure) -> (Result, MemoryState) {
        do throws(StoreFailure) {
            return try disk.durable.working(work) { session in
                guard case .strike(let call, let failure) = fault else { return session }
                return StruckTransaction(session, at: call, with: failure)
            }
        } catch { throw told(error, "a transaction") }
    }

    private func told(_ failure: StoreFailure, _ what: String) -> StoreFailure {
        let failure = disk.failing(failure, incarnation, what)
        if failure.isFatal { disk.tell(incarnation) }
        return failure
    }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        try await disk.takeTime(incarnation)
        let strike = disk.simulator.decide { [weather = disk.weather] in
            CommitFault.strike(reading: weather, &$0)
        }
        let session: any StoreTransaction = MemorySession(disk.durable)
        let outcome: Swift.Result<Result, StoreFailure>
        do throws(StoreFailure) {
            outcome = .success(
                try work(
                    strike.map { StruckTransaction(session, at: $0.call, with: $0.failure) }
                        ?? session))
        } catch { outcome = .failure(disk.failing(error, incarnation, "a read")) }
        try await disk.takeTime(incarnation)
        if case .failure(let failure) = outcome, failure.isFatal { disk.tell(incarnation) }
        return try outcome.get()
    }
}

/// What goes wrong with a transaction.
enum CommitFault: Hashable {
    case none
    /// A call within fails, and nothing is written.
    case strike(call: Int, StoreFailure)
    /// Its outcome is unknown, and it did not land.
    case lost
    /// Its outcome is unknown, and it did land.
    case landed

    init(_ weather: Weather, _ chance: inout Chance) {
        let roll = chance.below(100)
        switch roll {
        case ..<weather.strikes:
            let failures: [StoreFailure] = [
                .busy, .full, .refused("simulated"), .corrupt("simulated"),
                .inputOutput("simulated"),
            ]
            self = .strike(call: chance.below(20), chance.pick(failures))
        case ..<(weather.strikes + weather.lost): self = .lost
        case ..<(weather.strikes + weather.lost + weather.landed): self = .landed
        default: self = .none
        }
    }

    static func strike(
        reading weather: Weather, _ chance: inout Chance
    ) -> (call: Int, failure: StoreFailure)? {
        let roll = chance.below(1_000)
        if roll < weather.deadlyReads { return (chance.below(3), .inputOutput("simulated")) }
        guard roll < weather.deadlyReads + weather.strikes * 10 else { return nil }
        return (chance.below(3), chance.pick([.busy, .corrupt("simulated")]))
    }
}

/// A transaction of which one call fails.
private final class StruckTransaction: StoreTransaction {
    private let session: any StoreTransaction
    private let failure: StoreFailure
    private var callsLeft: Int

    init(_ session: any StoreTransaction, at call: Int, with failure: StoreFailure) {
        self.session = session
        self.failure = failure
        callsLeft = call
    }

    private func strike() throws(StoreFailure) {
        callsLeft -= 1
        if callsLeft < 0 { throw failure }
    }

    func head() throws(StoreFailure) -> StoredHead? {
        try strike()
        return try session.head()
    }

    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] {
        try strike()
        return try session.messages(query)
    }

    func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] {
        try strike()
        return try session.readMessages(in: range)
    }

    func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] {
        try strike()
        return try session.particulars(of: entries)
    }

    func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] {
        try strike()
        return try session.handoffs(query)
    }

    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        try strike()
        return try session.mailbox(of: agency, limit: limit)
    }

    func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] {
        try strike()
        return try session.due(by: time, limit: limit)
    }

    func expectations(_ query: ExpectationQuery) throws(StoreFailure) -> [ExpectationRecord] {
        try strike()
        return try session.expectations(query)
    }

    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] {
        try strike()
        return try session.quarantine(query)
    }

    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try strike()
        return try session.keptMessages(after: entry, receivedBefore: time, limit: limit)
    }

    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try strike()
        return try session.purgedMessages(after: entry, receivedBefore: time, limit: limit)
    }

    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> {
        try strike()
        return try session.partnerships(in: thread)
    }

    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
        try strike()
        return try session.isForgotten(indexed, of: issuer)
    }

    func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] {
        try strike()
        return try session.amendments(of: messages)
    }

    func purgePlans() throws(StoreFailure) -> [PurgePlan] {
        try strike()
        return try session.purgePlans()
    }

    func legalHolds() throws(StoreFailure) -> [LegalHold] {
        try strike()
        return try session.legalHolds()
    }

    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] {
        try strike()
        return try session.sharing(query)
    }

    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] {
        try strike()
        return try session.entries(query)
    }

    func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? {
        try strike()
        return try session.document(digest)
    }

    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
        try strike()
        return try session.hashes(level: level, range)
    }

    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] {
        try strike()
        return try session.timestamps(query)
    }

    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] {
        try strike()
        return try session.strays(beyond: size, limit: limit)
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        try strike()
        return try session.checkpoint(ofSizeAtLeast: size)
    }

    func append(_ change: Change) throws(StoreFailure) {
        try strike()
        try session.append(change)
    }

    func seal(_ head: LogHead, _ checkpoint: SignedCheckpoint) throws(StoreFailure) {
        try strike()
        try session.seal(head, checkpoint)
    }
}
