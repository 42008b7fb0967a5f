// SPDX-License-Identifier: Apache-2.0

package import Signing

/// Every hash of a small tree whose leaves are all at hand: what is computed once serves the proofs of
/// all its leaves.
///
/// For the parts of one entry; a log proves from `TreeHashes`.
package struct WholeTree: Sendable {
    /// The hashes of each level, the leaves first; a last one without a sibling goes up unchanged, which
    /// is the tree of RFC 6962 section 2.1.
    private let levels: [[SHA256Digest]]

    /// Computes the tree of some leaves, one at least.
    package init(leaves: [SHA256Digest]) {
        precondition(!leaves.isEmpty, "A tree that proves something has a leaf.")
        var levels = [leaves]
        while let below = levels.last, below.count > 1 {
            levels.append(
                stride(from: 0, to: below.count, by: 2).map { left in
                    left + 1 < below.count
                        ? MerkleTree.nodeHash(below[left], below[left + 1]) : below[left]
                })
        }
        self.levels = levels
    }

    /// The root: MTH of RFC 6962 section 2.1.
    package var root: SHA256Digest { levels[levels.count - 1][0] }

    /// The inclusion proof of a leaf: PATH of RFC 6962 section 2.1.1, from the leaf's sibling up.
    package func path(of index: Int) -> InclusionProof {
        precondition(levels[0].indices.contains(index), "A proof is of a leaf that is there.")
        var (place, hashes) = (index, [SHA256Digest]())
        for level in levels {
            let sibling = place ^ 1
            if sibling < level.count { hashes.append(level[sibling]) }
            place /= 2
        }
        return InclusionProof(
            index: UInt64(index), size: UInt64(levels[0].count), hashes: hashes)
    }
}
