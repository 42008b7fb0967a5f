// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A proof that a log contradicts itself: two checkpoints that it has signed and that cannot both be
/// true, with the hashes that show it (w3id.org/baton/log-conflict, version 1).
///
/// The format stands in <doc:LogConflict>.
package struct LogConflict: Sendable, Hashable {
    /// The checkpoint of the smaller tree; of two equal ones, either.
    package let older: SignedNote
    /// The checkpoint of the larger tree.
    package let newer: SignedNote
    /// What the larger tree has up to the smaller one's size: the last complete subtree there, then
    /// its siblings up to the root; nothing when the sizes are equal.
    package let hashes: [SHA256Digest]

    /// How many hashes a conflict may have: a node of the largest tree, and its way to the root.
    package static let largestHashCount = 64
    /// How many bytes a conflict may have.
    package static let largestByteCount = 2 * SignedNote.largestByteCount + (4 << 10)

    /// Gathers what shall prove a conflict; `check` says whether it does.
    package init(older: SignedNote, newer: SignedNote, hashes: [SHA256Digest]) {
        self.older = older
        self.newer = newer
        self.hashes = hashes
    }

    /// What a conflict shows once it was checked.
    package struct Verified: Sendable, Hashable {
        /// What the log said of the smaller tree.
        package let older: Checkpoint
        /// What it said of the larger one.
        package let newer: Checkpoint
        /// The root that the larger tree has at the smaller one's size, which is not the older's.
        package let rootOfNewerAtOldSize: SHA256Digest
    }

    /// Holds two checkpoints of a log against each other, in either order; nil when they agree.
    ///
    /// - Parameter hashes: those of the larger tree; none are asked for when the sizes are equal.
    ///
    /// Throws `LogConflictError`, `CheckpointError`, `TreeError`, or what the hashes' keeper throws.
    package static func find(
        _ first: SignedNote, _ second: SignedNote, log: LogKeys,
        from hashes: some TreeHashes
    ) throws -> LogConflict? {
        let sizes = try [first, second].map { try log.verify($0).checkpoint.size }
        let isInOrder = sizes[0] <= sizes[1]
        let (older, newer) = isInOrder ? (first, second) : (second, first)
        let (oldSize, newSize) = (min(sizes[0], sizes[1]), max(sizes[0], sizes[1]))
        var proof: [SHA256Digest] = []
        if oldSize > 0 && oldSize < newSize {
            var prover = Prover(hashes, size: newSize)
            proof = try prover.consistency(from: oldSize, in: 0..<newSize, known: false)
        }
        let conflict = LogConflict(older: older, newer: newer, hashes: proof)
        do throws(LogConflictError) {
            _ = try conflict.check(log: log)
            return conflict
        } catch {
            guard error == .agreement else { throw error }
            return nil
        }
    }

    /// Checks that the two checkpoints cannot both be true; a return is a good proof of that.
    package func check(log: LogKeys) throws(LogConflictError) -> Verified {
        let old = try Self.verify(older, log)
        let new = try Self.verify(newer, log)
        // After a gap that was accepted the log goes on under another origin, and says so.
        guard old.origin == new.origin else { throw .checkpoint(.otherOrigin(new.origin)) }
        guard old.size <= new.size else { throw .sizesReversed(old.size, new.size) }
        // Every tree begins with the empty one.
        guard old.size > 0 else { throw .agreement }
        let root = try rootAtOldSize(old, new)
        guard root != old.root else { throw .agreement }
        return Verified(older: old, newer: new, rootOfNewerAtOldSize: root)
    }

    /// The root of the newer tree at the older one's size, once the hashes were seen to be its own.
    private func rootAtOldSize(
        _ old: Checkpoint, _ new: Checkpoint
    ) throws(LogConflictError) -> SHA256Digest {
        guard old.size < new.size else {
            guard hashes.isEmpty else { throw .wrongCount(hashes.count, expected: 0) }
            return new.root
        }
        let height = UInt64(old.size.trailingZeroBitCount)
        let shape = ProofShape(index: (old.size - 1) >> height, last: (new.size - 1) >> height)
        guard hashes.count == shape.count + 1 else {
            throw .wrongCount(hashes.count, expected: shape.count + 1)
        }
        let siblings = hashes.dropFirst()
        guard shape.climb(from: hashes[0], by: siblings) == new.root else { throw .wrongRoot }
        return shape.climbLeftOnly(from: hashes[0], by: siblings)
    }

    private static func verify(
        _ note: SignedNote, _ log: LogKeys
    ) throws(LogConflictError) -> Checkpoint {
        do { return try log.verify(note).checkpoint } catch {
            throw .checkpoint(error)
        }
    }
}
