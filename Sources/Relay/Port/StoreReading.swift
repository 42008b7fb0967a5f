// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Handoffs
package import Ledger
package import Safeguarding
package import Signing

/// What can be read, in a transaction (its own writes included) or on a snapshot.
package protocol StoreReading: RetentionReading {
    /// The head of the log and its signed checkpoint; nil when nothing was ever committed.
    func head() throws(StoreFailure) -> StoredHead?

    /// The messages that a query names, in log order unless it says otherwise.
    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord]

    /// The accepted and issued messages of a range of entries as the questions read them, with what
    /// each opened, in log order.
    func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage]

    /// What is kept of the content of the messages of some entries, of those where it is kept.
    func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars]

    /// What was corrected or retracted of the messages of some entries, in log order.
    func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]]

    /// The handoffs that a query names, in log order.
    func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord]

    /// The names of the handoffs that wait in a mailbox, oldest first, at most that many.
    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName]

    /// The names of the expectations that must be looked at by a time, the longest waiting first, at most
    /// that many; whether or not they can be read.
    func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName]

    /// The expectations that a query names, in the order in which they are due or that it asks for.
    func expectations(_ query: ExpectationQuery) throws(StoreFailure) -> [ExpectationRecord]

    /// The refused messages that a query names, in log order.
    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord]

    /// What each pair of agencies handed over, of the pairs that did, in the order of their numbers.
    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord]

    /// The entries of the log that a query names, in order.
    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry]

    /// The leaves of a range of entries, in order: without their facts and parts, of which there are
    /// ten times as many bytes.
    func leaves(in range: Range<Int64>) throws(StoreFailure) -> [LogLeaf]

    /// The document of a digest, as it was in force once; nil when there is none.
    func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]?

    /// The hashes of complete subtrees of 16^level leaves, level at least 1, by their numbers.
    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest]

    /// The first checkpoint that was signed for a tree of at least that size; nil when none was.
    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint?

    /// What is kept though a log of that size has it not yet: entries first, then checkpoints, then hashes,
    /// each by rising numbers, at most so many of each.
    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow]

    /// The tokens of time stamping authorities that a query names.
    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp]
}

extension StoreReading {
    /// By the entries themselves, where these are at hand as whole values anyway.
    package func leaves(in range: Range<Int64>) throws(StoreFailure) -> [LogLeaf] {
        try entries(.range(range)).map(\.logLeaf)
    }
}
