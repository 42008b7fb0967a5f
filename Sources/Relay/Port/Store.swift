// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding
package import Signing
package import TransparencyLog

/// Where messages, entries and state are kept: the one port behind which a database stands.
///
/// Four protocols: what can be read, of the log and of retention, what a transaction may write, and how to
/// get either. Every implementation passes the same `StoreContract`
/// suite. Shaped so that many daemons can share one database (design.md section 8): the transaction
/// locks the head of the log, and no decision rests on state outside it. What is handed out of a
/// mailbox is remembered in memory only, and lost harmlessly: it is handed out again.
package protocol Store: SnapshotSource {
    /// Runs work in the one writing transaction there is at a time, and commits it durably.
    ///
    /// - Durability: when this returns, everything that was appended survives power loss (fsync).
    /// - Atomicity: all of it or nothing; work that throws leaves no trace.
    /// - Order: transactions follow one another; each sees all that went before. The head of the
    ///   log is locked from the first read to the commit.
    /// - Throws: what the work threw, or why it could not be committed. After `inDoubt` or
    ///   `inputOutput`, of a read too, nothing may be acknowledged any more, and the store commits
    ///   nothing any more (design.md section 5, promise 11).
    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result

    /// Whether there is room for what the next transaction writes, and nothing else was in the way of those
    /// before it.
    ///
    /// A transaction that writes nothing goes through on a full disk too; this is asked beside it.
    func hasRoom() async -> Bool
}

extension Store {
    /// Who does not watch the disk learns of it by a failure.
    package func hasRoom() async -> Bool { true }
}

/// What lets read: the store, and the broker's doors to it.
package protocol SnapshotSource: Sendable {
    /// Runs work on one consistent snapshot of what is committed; it waits for no writer.
    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result
}

/// What a transaction may write.
package protocol StoreTransaction: StoreReading {
    /// Writes a change; what it does to the tables of state follows from the change alone, so that
    /// they can be rebuilt.
    func append(_ change: Change) throws(StoreFailure)

    /// Ends the transaction's writing: keeps the new head and its signed checkpoint.
    ///
    /// Where the tree was signed before, as by a transaction that only counts repetitions, the first
    /// checkpoint stays.
    /// - Throws: `corrupt` where what is kept of that size signs something else.
    func seal(_ head: LogHead, _ checkpoint: SignedCheckpoint) throws(StoreFailure)
}

/// Something to write.
package enum Change: Sendable {
    /// An entry of the log, what it says, and the hashes of subtrees that it completed.
    case entry(LedgerEntry, Happening, [CompletedSubtree], Attachment?)
    /// A message came again: the counter beside its entry goes up.
    case repetition(of: Int64)
    /// A document that was in force, kept by its digest.
    case document(SHA256Digest, [UInt8])
    /// A token of a time stamping authority, kept under the next number of its own.
    case timestamp(KeptTimestamp)
}

/// What is kept beside the entry of a message.
package struct Attachment: Sendable {
    /// The message, sealed.
    package let message: SealedMessage
    /// The keyed form under which it is found: of its `jti`, or of its digest when it was refused.
    package let indexed: [UInt8]
    /// What audits need of its content; nil for a refused message.
    package let particulars: Particulars?

    /// Attaches a message.
    package init(message: SealedMessage, indexed: [UInt8], particulars: Particulars?) {
        self.message = message
        self.indexed = indexed
        self.particulars = particulars
    }
}

/// The head of the log as it is kept.
package struct StoredHead: Sendable {
    /// Where the log stands.
    package let head: LogHead
    /// The checkpoint of its last transaction.
    package let checkpoint: SignedCheckpoint
    /// Every agency that ever had a number here, the broker included.
    package let agencies: [Int: AgencyID]

    /// Gathers the head.
    package init(head: LogHead, checkpoint: SignedCheckpoint, agencies: [Int: AgencyID]) {
        self.head = head
        self.checkpoint = checkpoint
        self.agencies = agencies
    }
}

/// A checkpoint, signed: the note's text, verbatim.
package struct SignedCheckpoint: Sendable, Hashable {
    /// The size of the tree.
    package let size: Int64
    /// The signed note, verbatim.
    package let note: [UInt8]

    /// Takes up a checkpoint.
    package init(size: Int64, note: [UInt8]) {
        self.size = size
        self.note = note
    }

    /// Whether another one signs the same text, which is origin, size and root; signatures may differ.
    package func signsTheSame(as other: SignedCheckpoint) -> Bool {
        size == other.size && text == other.text
    }

    /// The note up to the empty line above its signatures; all of it where there is none.
    private var text: ArraySlice<UInt8> {
        let newline = UInt8(ascii: "\n")
        let end = note.indices.dropFirst().last {
            note[$0] == newline && note[$0 - 1] == newline
        }
        return note[..<(end ?? note.endIndex)]
    }
}
