// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog

extension Session: StoreTransaction {
    func append(_ change: Change) throws(StoreFailure) {
        try write {
            switch change {
            case .entry(let entry, let happening, let completed, let attachment):
                try append(entry, happening, completed, attachment)
            case .repetition(let entry):
                try self.change(
                    .countRepetition, [entry], "message of entry \(entry) to count")
            case .document(let digest, let bytes):
                try run(.insertDocument, [digest, bytes])
            case .timestamp(let timestamp): try keep(timestamp)
            }
        }
    }

    func seal(_ head: LogHead, _ checkpoint: SignedCheckpoint) throws(StoreFailure) {
        try write {
            let size = try nextIndex()
            guard head.size == size, checkpoint.size == size else {
                throw StoreFailure.refused(
                    "the head is of \(head.size) entries and its checkpoint of \(checkpoint.size), "
                        + "the log has \(size)")
            }
            try writeAdded()
            try file()
            try keepSharing()
            try keep(head)
            try keep(checkpoint)
            writing.isUnsealed = false
        }
    }

    /// Writes where the log stands.
    func keep(_ head: LogHead) throws(StoreFailure) {
        try run(
            .writeHead,
            [
                head.size, head.origin.kept, head.lastAt.milliseconds, head.configuration,
                KeptFrontier.bytes(of: head.frontier), try filed(),
            ])
    }

    /// Writes a checkpoint, unless one of the same tree is kept.
    private func keep(_ checkpoint: SignedCheckpoint) throws(StoreFailure) {
        try run(.insertCheckpoint, [checkpoint.size, checkpoint.note])
        guard database.changesCount == 0 else { return }
        let kept = try self.checkpoint(ofSizeAtLeast: checkpoint.size)
        guard kept?.signsTheSame(as: checkpoint) == true else {
            throw .corrupt(
                "the checkpoint that is kept of size \(checkpoint.size) is not of the log's tree")
        }
    }

    /// Says whether the transaction may be committed.
    func finish() throws(StoreFailure) {
        if let failure = writing.failure { throw failure }
        guard !writing.isUnsealed else {
            throw .refused("the transaction appended entries and did not seal the head")
        }
    }

    /// Writes; after the first failure nothing of the transaction can be written or committed any
    /// more, whatever the work makes of it, because SQLite may have rolled back behind our back.
    private func write(_ body: () throws -> Void) throws(StoreFailure) {
        if let failure = writing.failure { throw failure }
        do throws(StoreFailure) { try attempt(body) } catch {
            writing.failure = error
            throw error
        }
    }

    private func append(
        _ entry: LedgerEntry, _ happening: Happening, _ completed: [CompletedSubtree],
        _ attachment: Attachment?
    ) throws(StoreFailure) {
        let next = try nextIndex()
        guard entry.index == next else {
            throw .refused("the next entry of the log is \(next), not \(entry.index)")
        }
        try insert(entry)
        if let attachment { try keep(attachment, of: entry.index) }
        let kept = attachment.map { attachment in
            Projection.Kept(indexed: attachment.indexed, body: attachment.message.ciphertext)
        }
        if case .retention(let facts) = happening.facts {
            try erase(happening.parts, isListed: facts.isListed)
            note(facts, of: entry)
        }
        let projection = Projection(session: self, entry: entry)
        try projection.project(happening, completed, kept)
        if case .retention(.purged(let facts)) = happening.facts { try renewNames(after: facts) }
        writing.nextIndex = next + 1
        writing.isUnsealed = true
    }

    private func insert(_ entry: LedgerEntry) throws(StoreFailure) {
        add(
            [
                entry.index.bound, entry.at.milliseconds.bound, entry.partnership.bound,
                entry.commitment.bound, entry.secret.bound,
                content.bytes(facts: entry.facts, parts: entry.parts).bound,
            ], to: .entries)
    }

    private func keep(_ attachment: Attachment, of entry: Int64) throws(StoreFailure) {
        let key = attachment.message.key
        let particulars = attachment.particulars
        add(
            [
                entry.bound, key.storeKey.bound, key.wrappedKey.bound, key.salt.bound,
                (particulars?.indexKey).bound, particulars.map(KeptParticulars.bytes).bound,
            ], to: .erasable)
    }
}
