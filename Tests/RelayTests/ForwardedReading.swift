// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import Signing

/// A reading of a store that answers by another one, except where a test says otherwise.
protocol ForwardedReading: StoreReading {
    /// The reading that answers.
    var reading: any StoreReading { get }
}

extension ForwardedReading {
    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        try reading.mailbox(of: agency, limit: limit)
    }

    func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] {
        try reading.due(by: time, limit: limit)
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

    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> {
        try reading.partnerships(in: thread)
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

    func leaves(in range: Range<Int64>) throws(StoreFailure) -> [LogLeaf] {
        try reading.leaves(in: range)
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

    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] {
        try reading.strays(beyond: size, limit: limit)
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        try reading.checkpoint(ofSizeAtLeast: size)
    }
}
