// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import TransparencyLog
import Wire

/// Holds the head of the log against the last checkpoint and the last entry, before anything more is
/// signed on it.
///
/// One altered bit in the head would make every later checkpoint that of another log: that can never
/// be taken back, so the start is refused. What is deeper in the store is found when it is read.
enum HeadCheck {
    /// Finds nothing wrong with the head of a store, or says what.
    static func check(_ store: any SnapshotSource) async throws(StoreFailure) {
        try await store.read { store throws(StoreFailure) in
            guard let stored = try store.head() else {
                guard try store.entries(.indices([0])).isEmpty else {
                    throw .corrupt("the log has entries and no head")
                }
                return
            }
            let size = stored.head.size
            guard let note = try? SignedNote(parsing: stored.checkpoint.note),
                let signed = try? Checkpoint(text: note.text), signed == stored.head.checkpoint
            else {
                throw .corrupt(
                    "the head of the log is not what its checkpoint of size \(size) signs")
            }
            let last = try store.entries(.indices([size - 1, size]))
            guard last.map(\.index) == [size - 1], last[0].at == stored.head.lastAt else {
                throw .corrupt("the head of the log does not follow on entry \(size - 1)")
            }
        }
    }

    /// That the head was signed by a key that is not known here; nil where it was not, or cannot be told.
    ///
    /// Going on under a new key alone would leave receipts that nobody here can verify any more. It needs no
    /// checkpoint beside the store to be seen.
    static func refusal(
        of store: any SnapshotSource, log: LogKeys
    ) async throws(StoreFailure) -> CheckpointRefusal? {
        let stored = try await store.read { store throws(StoreFailure) in
            try store.head()?.checkpoint
        }
        guard let stored, let note = try? SignedNote(parsing: stored.note) else { return nil }
        do throws(CheckpointError) { _ = try log.verify(note) } catch {
            guard error == .note(.noKnownKey) else { return nil }
            return .unknownKey(size: stored.size, signers: note.signatures.map(\.signer))
        }
        return nil
    }
}

extension NoteSignature {
    /// The name and the identifier of its key, as a verifier key begins.
    fileprivate var signer: String {
        "\(name)+\(Hex.encode(withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) }))"
    }
}
