// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A proof that a leaf is in a tree (RFC 6962 section 2.1.1).
package struct InclusionProof: Sendable, Hashable {
    /// Which leaf, from 0.
    package let index: UInt64
    /// How many leaves the tree has.
    package let size: UInt64
    /// The hashes from the leaf's sibling up to the root's child.
    package let hashes: [SHA256Digest]

    /// Takes a proof that somebody gave; `check` says what it is worth.
    package init(index: UInt64, size: UInt64, hashes: [SHA256Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Proves a leaf of a log in the tree of a size.
    ///
    /// Throws `TreeError`, or what the log's store throws.
    package static func prove(
        _ index: UInt64, size: UInt64, from hashes: some TreeHashes
    ) throws -> InclusionProof {
        guard index < size else { throw TreeError.indexBeyondSize(index, size: size) }
        var prover = Prover(hashes, size: size)
        return InclusionProof(
            index: index, size: size, hashes: try prover.path(of: index, in: 0..<size))
    }

    /// The root that the proof leads to from a leaf (RFC 9162 section 2.1.3.2).
    package func root(fromLeaf leaf: SHA256Digest) throws(ProofError) -> SHA256Digest {
        guard index < size else { throw .indexBeyondSize(index, size: size) }
        let shape = ProofShape(index: index, last: size - 1)
        guard hashes.count == shape.count else {
            throw .wrongCount(hashes.count, expected: shape.count)
        }
        return shape.climb(from: leaf, by: hashes[...])
    }

    /// Checks that the leaf is in the tree of this root; a return is a good proof.
    package func check(leaf: SHA256Digest, root: SHA256Digest) throws(ProofError) {
        guard try self.root(fromLeaf: leaf) == root else { throw .wrongRoot }
    }
}
