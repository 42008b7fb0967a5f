// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import TransparencyLog

/// What witnesses have signed under the newest checkpoints, for those who fetch one.
///
/// Only verified cosignatures come in. They are not part of what the store keeps: a log is as good
/// without them, and whoever has fetched one holds it.
package final class Cosignatures: Sendable {
    /// How many checkpoints are held for which cosignatures may still come.
    package static let held = 8

    private let state = Mutex(State())

    private struct State {
        /// By size, the checkpoint with what was added to it.
        var notes: [UInt64: SignedNote] = [:]
        var enough: (size: UInt64, note: SignedNote)?
    }

    /// Keeps a verified cosignature of a witness under a checkpoint.
    package func add(
        _ signature: NoteSignature, to checkpoint: SignedNote, size: UInt64,
        setting: WitnessSetting
    ) {
        state.withLock { state in
            let note = state.notes[size] ?? checkpoint
            guard note.text == checkpoint.text, !note.signatures.contains(signature),
                let dressed = try? note.replacing(signature)
            else { return }
            state.notes[size] = dressed
            if state.notes.count > Self.held, let least = state.notes.keys.min() {
                state.notes[least] = nil
            }
            let signers = (try? dressed.verify(with: setting.keys).map(\.key)) ?? []
            if setting.isEnough(signers), size >= state.enough?.size ?? 0 {
                state.enough = (size, dressed)
            }
        }
    }

    /// A checkpoint with the cosignatures that came for it.
    package func dressed(_ checkpoint: SignedCheckpoint) -> [UInt8] {
        let note = state.withLock { $0.notes[UInt64(clamping: checkpoint.size)] }
        guard let note, checkpoint.note.starts(with: note.text) else { return checkpoint.note }
        return note.bytes
    }

    /// The newest checkpoint that enough witnesses have cosigned; nil while there is none.
    package var cosigned: (size: UInt64, note: SignedNote)? { state.withLock { $0.enough } }

    /// Takes up the newest cosigned checkpoint of an earlier run.
    package func restore(_ note: SignedNote, size: UInt64) {
        state.withLock { state in
            if size >= state.enough?.size ?? 0 { state.enough = (size, note) }
        }
    }
}

extension SignedNote {
    /// The note with a signature in the place of an older one of the same key, or at the end.
    fileprivate func replacing(_ signature: NoteSignature) throws(NoteError) -> SignedNote {
        let others = signatures.filter {
            $0.name != signature.name || $0.keyID != signature.keyID
        }
        return try SignedNote(text: text, signatures: others + [signature])
    }
}
