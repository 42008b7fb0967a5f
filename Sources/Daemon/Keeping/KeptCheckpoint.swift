// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Relay
import Safeguarding
package import TransparencyLog

/// The checkpoint that an earlier run kept outside the store, held against the store at start.
package struct KeptCheckpoint: Sendable {
    private let path: String
    /// What the file says.
    package let checkpoint: Checkpoint

    /// Reads the file; nil where there is none.
    ///
    /// - Parameter log: the keys of which one must have signed it.
    package init?(_ path: String, log: LogKeys) throws(CheckpointRefusal) {
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
        let (size, kept) = (Int64(clamping: checkpoint.size), checkpoint)
        let (stored, since, found, standing) = try await store.read { store throws(StoreFailure) in
            let stored = try store.head()
            return (
                stored?.checkpoint.size ?? 0, stored?.head.lastAt,
                try store.checkpoint(ofSizeAtLeast: size),
                try store.standing(of: kept, under: stored?.head.origin)
            )
        }
        if standing == .accepted { return nil }
        guard stored >= size else {
            return .behind(path, kept: size, stored: stored, since: since)
        }
        guard standing == .current, let found, found.size == size, isSame(as: found) else {
            return .otherHistory(path, size: size)
        }
        return nil
    }

    /// Whether it is of before a gap that the store says was accepted.
    func isSettled(in store: any SnapshotSource) async throws(StoreFailure) -> Bool {
        let kept = checkpoint
        return try await store.read { store throws(StoreFailure) in
            try store.standing(of: kept, under: store.head()?.head.origin) == .accepted
        }
    }

    /// Whether the store's checkpoint of that size says the same; signatures may differ.
    private func isSame(as stored: SignedCheckpoint) -> Bool {
        (try? SignedNote(parsing: stored.note))?.text == checkpoint.text
    }
}

extension KeptCheckpoint {
    private static func verified(
        _ note: SignedNote, by log: LogKeys, at path: String
    ) throws(CheckpointRefusal) -> Checkpoint {
        do throws(CheckpointError) {
            return try log.verify(note).checkpoint
        } catch {
            switch error {
            case .otherOrigin(let origin):
                throw .otherLog(path, kept: origin.text, configured: log.current.name.text)
            default: throw .unreadable(path, why: error.description)
            }
        }
    }
}

/// Under which of the log's origins a checkpoint was signed, seen from a store.
private enum OriginStanding {
    /// Under the one in force.
    case current
    /// Under an earlier one, and the gap after it was accepted.
    case accepted
    /// Under one that the store does not know.
    case later
}

extension StoreReading {
    /// How a checkpoint stands to the origins of a log.
    fileprivate func standing(
        of checkpoint: Checkpoint, under origin: LogOrigin?
    ) throws(StoreFailure) -> OriginStanding {
        guard let origin,
            let number = LogOrigin.number(of: checkpoint.origin.text, base: origin.base)
        else { return .current }
        guard number != origin.number else { return .current }
        guard number < origin.number else { return .later }
        // Of before a gap: either it is the one that was accepted, or the histories agree so far.
        for gap in origin.gaps where gap.number > number {
            let entry = try entries(.indices([gap.first])).first
            guard let entry, case .gap(let facts) = try entry.restored(origin: origin.base).facts
            else { continue }
            let known = max(facts.kept.map { Int64(clamping: $0.size) } ?? 0, facts.witnessed ?? 0)
            if checkpoint.size <= UInt64(known) { return .accepted }
        }
        return .current
    }
}
