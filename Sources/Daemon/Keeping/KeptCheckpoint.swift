// SPDX-License-Identifier: Apache-2.0

package import Relay
package import TransparencyLog

/// The checkpoint that an earlier run kept outside the store, held against the store at start.
package struct KeptCheckpoint: Sendable {
    private let path: String
    /// What the file says.
    package let checkpoint: Checkpoint

    /// Reads the file; nil where there is none.
    ///
    /// - Parameter log: the key that must have signed it.
    package init?(_ path: String, log: NoteVerifierKey) throws(CheckpointRefusal) {
        guard LocalFile.isThere(path) else { return nil }
        self.path = path
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try LocalFile.read(path, atMost: SignedNote.largestByteCount)
        } catch { throw .unreadable(path, why: error.reason) }
        let note: SignedNote
        do throws(NoteError) { note = try SignedNote(parsing: bytes) } catch {
            throw .unreadable(path, why: error.description)
        }
        checkpoint = try Self.verified(note, by: log, at: path)
    }

    /// Finds nothing wrong with a store, or says how it went back in time.
    package func check(_ store: any Store) async throws(StartFailure) {
        let refusal: CheckpointRefusal?
        do throws(StoreFailure) { refusal = try await self.refusal(of: store) } catch {
            throw .store(error)
        }
        if let refusal { throw .checkpoint(refusal) }
    }

    /// How a store went back in time; nil when it did not.
    func refusal(of store: any SnapshotSource) async throws(StoreFailure) -> CheckpointRefusal? {
        let size = Int64(clamping: checkpoint.size)
        let (stored, found) = try await store.read {
            store throws(StoreFailure) -> (Int64, SignedCheckpoint?) in
            let stored = try store.head()?.checkpoint.size ?? 0
            return (stored, try store.checkpoint(ofSizeAtLeast: size))
        }
        guard stored >= size else { return .behind(path, kept: size, stored: stored) }
        guard let found, found.size == size, isSame(as: found) else {
            return .otherHistory(path, size: size)
        }
        return nil
    }

    /// Whether the store's checkpoint of that size says the same; signatures may differ.
    private func isSame(as stored: SignedCheckpoint) -> Bool {
        (try? SignedNote(parsing: stored.note))?.text == checkpoint.text
    }
}

extension KeptCheckpoint {
    private static func verified(
        _ note: SignedNote, by log: NoteVerifierKey, at path: String
    ) throws(CheckpointRefusal) -> Checkpoint {
        do throws(CheckpointError) {
            return try Checkpoint.verify(note, log: log).checkpoint
        } catch {
            switch error {
            case .otherOrigin(let origin):
                throw .otherLog(path, kept: origin.text, configured: log.name.text)
            default: throw .unreadable(path, why: error.description)
            }
        }
    }
}

/// Why a store is not served, judged by the checkpoint outside it (exit 78).
package enum CheckpointRefusal: Error, Sendable, Hashable {
    /// The file is there and does not hold a checkpoint that the log's key has signed.
    case unreadable(String, why: String)
    /// The file is that of another log.
    case otherLog(String, kept: String, configured: String)
    /// The store has fewer entries than the file vouches for.
    case behind(String, kept: Int64, stored: Int64)
    /// The store has as many entries or more, and they are others.
    case otherHistory(String, size: Int64)
}

extension CheckpointRefusal: CustomStringConvertible {
    /// What is wrong, then what to do.
    package var description: String {
        switch self {
        case .unreadable(let path, let why):
            "\(path) holds no checkpoint of this log (\(why)): without it nobody can tell whether "
                + "the store went back in time. If the store is surely the newest there is, move "
                + "the file away; else restore both from the newest backup"
        case .otherLog(let path, let kept, let configured):
            "\(path) is the checkpoint of the log \(kept), and the configuration names \(configured): "
                + "name the log that the store holds"
        case .behind(let path, let kept, let stored):
            "the store went back in time: it holds \(stored) entries, and \(path) vouches for \(kept). "
                + "What was acknowledged in between would be lost. Restore a newer backup of the "
                + "store, or put back the file that it was copied from"
        case .otherHistory(let path, let size):
            "the store holds another history than \(path), which vouches for its first \(size) "
                + "entries. Restore the store that this file belongs to"
        }
    }
}
