// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A proof that a tree begins with an older tree: that nothing shown was rewritten (RFC 6962
/// section 2.1.2).
package struct ConsistencyProof: Sendable, Hashable {
    /// How many leaves the older tree has.
    package let oldSize: UInt64
    /// How many leaves the newer tree has.
    package let newSize: UInt64
    /// The hashes, in the order of RFC 6962.
    package let hashes: [SHA256Digest]

    /// Takes a proof that somebody gave; `check` says what it is worth.
    package init(oldSize: UInt64, newSize: UInt64, hashes: [SHA256Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Proves one size of a log consistent with a later one; from nothing, the proof is empty.
    ///
    /// Throws `TreeError`, or what the log's store throws.
    package static func prove(
        from oldSize: UInt64, to newSize: UInt64, from hashes: some TreeHashes
    ) throws -> ConsistencyProof {
        guard oldSize <= newSize else { throw TreeError.sizesReversed(oldSize, newSize) }
        guard oldSize > 0 else { return ConsistencyProof(oldSize: 0, newSize: newSize, hashes: []) }
        var prover = Prover(hashes, size: newSize)
        let proof = try prover.consistency(from: oldSize, in: 0..<newSize, known: true)
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: proof)
    }

    /// Checks that the tree of the newer root begins with that of the older one (RFC 9162 section
    /// 2.1.4.2); a return is a good proof.
    package func check(oldRoot: SHA256Digest, newRoot: SHA256Digest) throws(ProofError) {
        guard oldSize <= newSize else { throw .sizesReversed(oldSize, newSize) }
        guard oldSize > 0, oldSize < newSize else {
            try checkTrivial(oldRoot: oldRoot, newRoot: newRoot)
            return
        }
        // The proof starts at the last complete subtree of the older tree. When that is the whole
        // older tree, the verifier has its hash already, and the proof leaves it out.
        let height = UInt64(oldSize.trailingZeroBitCount)
        let isWhole = oldSize.nonzeroBitCount == 1
        let shape = ProofShape(index: (oldSize - 1) >> height, last: (newSize - 1) >> height)
        let expected = shape.count + (isWhole ? 0 : 1)
        guard hashes.count == expected else { throw .wrongCount(hashes.count, expected: expected) }
        let start = isWhole ? oldRoot : hashes[0]
        let siblings = hashes.dropFirst(isWhole ? 0 : 1)
        guard shape.climbLeftOnly(from: start, by: siblings) == oldRoot else { throw .wrongOldRoot }
        guard shape.climb(from: start, by: siblings) == newRoot else { throw .wrongRoot }
    }

    /// Between equal trees, and from the empty tree, there is nothing to prove with hashes.
    private func checkTrivial(
        oldRoot: SHA256Digest, newRoot: SHA256Digest
    ) throws(ProofError) {
        guard hashes.isEmpty else { throw .wrongCount(hashes.count, expected: 0) }
        guard oldSize > 0 else {
            guard oldRoot == MerkleTree.emptyRoot else { throw .wrongOldRoot }
            guard newSize > 0 || newRoot == MerkleTree.emptyRoot else { throw .wrongRoot }
            return
        }
        guard oldRoot == newRoot else { throw .wrongRoot }
    }
}
