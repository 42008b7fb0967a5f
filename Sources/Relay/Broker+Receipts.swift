// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Ledger
import Safeguarding
import Signing
import TransparencyLog

extension Broker {
    /// The receipt of a message, against the checkpoint of its own batch, or of a larger tree.
    ///
    /// - Returns: nil when no checkpoint of such a tree was signed, or cosigned.
    package func receipt(
        of message: MessageRecord, in tree: ReceiptTree = .batch
    ) async throws(StoreFailure) -> [UInt8]? {
        try await receipt(of: message.entry, salt: message.key?.salt, in: tree)
    }

    /// The receipt of an entry whose message has that salt.
    package func receipt(
        of entry: LedgerEntry, salt: [UInt8]?, in tree: ReceiptTree = .batch
    ) async throws(StoreFailure) -> [UInt8]? {
        let witnesses = setting.witnessing
        return try await store.read { [cosignatures, tiles] store throws(StoreFailure) in
            let checkpoint = try store.checkpoint(
                of: tree, over: entry.index, cosignatures, by: witnesses)
            guard let checkpoint, checkpoint.size > entry.index else { return nil }
            let proof = try store.inclusion(
                of: entry.index, in: checkpoint.size, remembering: tiles)
            let note = try checkpoint.parsed()
            do throws(StoreFailure) { try note.vouch(for: entry, by: proof) } catch {
                // What was read wrong once must not be believed for ever.
                tiles.forget()
                throw error
            }
            return Receipt.bytes(of: entry, messageSalt: salt, proof: proof, checkpoint: note)
        }
    }
}

extension SignedNote {
    /// What is told is hashed again first: an altered entry must not leave the house as a receipt.
    fileprivate func vouch(
        for entry: LedgerEntry, by proof: InclusionProof
    ) throws(StoreFailure) {
        if let damage = entry.damage { throw damage.failure(of: entry.index) }
        guard let signed = try? Checkpoint(text: text),
            (try? proof.check(leaf: entry.leafHash, root: signed.root)) != nil
        else {
            throw .corrupt(
                "entry \(entry.index) is not in the tree that the checkpoint of size \(proof.size) "
                    + "signs: run `batond fsck`")
        }
    }
}

extension SignedCheckpoint {
    fileprivate func parsed() throws(StoreFailure) -> SignedNote {
        do throws(NoteError) { return try SignedNote(parsing: note) } catch {
            throw .corrupt("the checkpoint of size \(size) is no signed note: \(error)")
        }
    }
}

/// Which tree a receipt proves its entry in.
package enum ReceiptTree: Sendable, Hashable {
    /// That of the message's own batch, as it was signed: the same bytes for ever.
    case batch
    /// The first that was signed with at least so many entries.
    case size(Int64)
    /// The newest.
    case newest
    /// The newest that enough witnesses have cosigned.
    case cosigned
}

extension StoreReading {
    /// The checkpoint of a tree, with what witnesses have cosigned where a receipt is renewed.
    fileprivate func checkpoint(
        of tree: ReceiptTree, over index: Int64, _ cosignatures: Cosignatures,
        by witnesses: WitnessSetting
    ) throws(StoreFailure) -> SignedCheckpoint? {
        let signed: SignedCheckpoint?
        switch tree {
        case .batch: return try checkpoint(ofSizeAtLeast: index + 1)
        case .cosigned:
            return cosignatures.cosigned(under: witnesses).map {
                SignedCheckpoint(size: Int64(clamping: $0.size), note: $0.note.bytes)
            }
        case .size(let size): signed = try checkpoint(ofSizeAtLeast: max(size, index + 1))
        case .newest: signed = try head()?.checkpoint
        }
        return signed.map { SignedCheckpoint(size: $0.size, note: cosignatures.dressed($0)) }
    }

    func inclusion(
        of index: Int64, in size: Int64, remembering tiles: TileMemory
    ) throws(StoreFailure) -> InclusionProof {
        do {
            return try InclusionProof.prove(
                UInt64(index), size: UInt64(size),
                from: RememberedHashes(stored: StoredHashes(store: self), tiles: tiles))
        } catch {
            throw .corrupt("the tree of size \(size) gives no proof of entry \(index): \(error)")
        }
    }
}
