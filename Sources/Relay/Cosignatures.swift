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

    fileprivate struct State {
        /// By size, the checkpoint with what was added to it.
        var notes: [UInt64: SignedNote] = [:]
        /// The newest that enough have cosigned, by the setting under which it was judged.
        var enough: (size: UInt64, note: SignedNote, setting: WitnessSetting)?
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
            state.offer(dressed, size: size, setting: setting)
        }
    }

    /// A checkpoint with the cosignatures that came for it.
    package func dressed(_ checkpoint: SignedCheckpoint) -> [UInt8] {
        let note = state.withLock { $0.notes[UInt64(clamping: checkpoint.size)] }
        guard let note, checkpoint.note.starts(with: note.text) else { return checkpoint.note }
        return note.bytes
    }

    /// The newest checkpoint that enough witnesses have cosigned; nil while there is none.
    ///
    /// - Parameter setting: who is a witness now, and how many are enough: who is listed no more counts
    ///   for nothing.
    package func cosigned(
        under setting: WitnessSetting
    ) -> (size: UInt64, note: SignedNote)? {
        state.withLock { $0.enough(under: setting) }
    }

    /// Takes up the newest cosigned checkpoint of an earlier run, where it still has cosignatures enough.
    package func restore(_ note: SignedNote, size: UInt64, setting: WitnessSetting) {
        state.withLock { $0.offer(note, size: size, setting: setting) }
    }
}

extension Cosignatures.State {
    /// Keeps a checkpoint as the newest that is cosigned by enough, if it is.
    fileprivate mutating func offer(_ note: SignedNote, size: UInt64, setting: WitnessSetting) {
        guard size >= enough(under: setting)?.size ?? 0, setting.isEnough(note) else { return }
        enough = (size, note, setting)
    }

    /// What is kept, where it is enough under a setting too; who asks under an earlier one changes nothing.
    fileprivate func enough(
        under setting: WitnessSetting
    ) -> (size: UInt64, note: SignedNote)? {
        guard let kept = enough, kept.setting == setting || setting.isEnough(kept.note) else {
            return nil
        }
        return (kept.size, kept.note)
    }
}

extension WitnessSetting {
    fileprivate func isEnough(_ note: SignedNote) -> Bool {
        isEnough((try? note.verify(with: keys).map(\.key)) ?? [])
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
