// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The hashes of a log whose leaves are all at hand: for tests, bundles and small trees.
package struct LeafHashes: TreeHashes, Sendable {
    private let leaves: [SHA256Digest]

    /// Answers from these leaves.
    package init(_ leaves: [SHA256Digest]) { self.leaves = leaves }

    /// Computes each hash from the leaves under it.
    package func hashes(tileLevel: Int, range: Range<UInt64>) throws(TreeError) -> [SHA256Digest] {
        let width = 1 << (tileLevel * TreeHashLayout.tileHeight)
        guard range.upperBound <= UInt64(leaves.count / width) else {
            throw .missingHashes(tileLevel: tileLevel, range: range, found: 0)
        }
        if tileLevel == 0 { return Array(leaves[Int(range.lowerBound)..<Int(range.upperBound)]) }
        return range.map { index in
            MerkleTree.root(ofLeaves: leaves[(Int(index) * width)..<((Int(index) + 1) * width)])
        }
    }
}
