// SPDX-License-Identifier: Apache-2.0

internal import Signing

/// The way from a node up to the root of a tree: below, siblings on either side, until the way
/// joins the tree's right edge; above, siblings on the left alone.
struct ProofShape {
    /// The number of the node among those of its height.
    let index: UInt64
    /// How many steps the way takes below the right edge.
    let inner: Int
    /// How many siblings it meets along the right edge.
    let border: Int

    /// The way from a node to the root, where `last` is the last node of the same height.
    init(index: UInt64, last: UInt64) {
        self.index = index
        inner = UInt64.bitWidth - (index ^ last).leadingZeroBitCount
        border = inner < UInt64.bitWidth ? (index >> UInt64(inner)).nonzeroBitCount : 0
    }

    /// How many hashes a proof of this shape has.
    var count: Int { inner + border }

    /// The root that siblings lead to from a node.
    func climb(from node: SHA256Digest, by siblings: ArraySlice<SHA256Digest>) -> SHA256Digest {
        var hash = node
        for (step, sibling) in siblings.enumerated() {
            let isLeft = step < inner && (index >> UInt64(step)).isMultiple(of: 2)
            hash =
                isLeft ? MerkleTree.nodeHash(hash, sibling) : MerkleTree.nodeHash(sibling, hash)
        }
        return hash
    }

    /// The root of the tree that ends with the node, by the siblings that stand left of the way.
    func climbLeftOnly(
        from node: SHA256Digest, by siblings: ArraySlice<SHA256Digest>
    ) -> SHA256Digest {
        var hash = node
        for (step, sibling) in siblings.enumerated() {
            let isLeft = step < inner && (index >> UInt64(step)).isMultiple(of: 2)
            if !isLeft { hash = MerkleTree.nodeHash(sibling, hash) }
        }
        return hash
    }
}
