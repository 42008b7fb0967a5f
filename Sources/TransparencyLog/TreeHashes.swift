// SPDX-License-Identifier: Apache-2.0

package import Signing

/// Where the hashes of a log come from: whoever keeps its entries.
///
/// An implementation may be asked for anything below the tree's size that it was asked to prove;
/// it answers from an append-only log, so an answer never changes.
package protocol TreeHashes {
    /// The hashes of the complete subtrees of 256^`tileLevel` leaves numbered `range`, in order.
    ///
    /// Level 0 are the leaf hashes. At most 256 are asked for at once, all of one tile.
    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest]
}

/// How hashes are gathered into tiles (C2SP tlog-tiles).
package enum TreeHashLayout {
    /// How many levels of the tree one tile spans.
    package static let tileHeight = 8
    /// How many hashes a full tile holds.
    package static let tileWidth: UInt64 = 256

    /// How many hashes of a tile level a tree has: its complete subtrees of 256^level leaves.
    package static func count(tileLevel: Int, size: UInt64) -> UInt64 {
        let shift = tileLevel * tileHeight
        return shift < UInt64.bitWidth ? size >> UInt64(shift) : 0
    }
}

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
        return range.map { index in
            MerkleTree.root(ofLeaves: leaves[(Int(index) * width)..<((Int(index) + 1) * width)])
        }
    }
}

/// Why something could not be computed from a tree's hashes.
package enum TreeError: Error, Hashable {
    /// The store gave fewer hashes, or more, than the tree must have.
    case missingHashes(tileLevel: Int, range: Range<UInt64>, found: Int)
    /// The leaf is not in a tree of this size.
    case indexBeyondSize(UInt64, size: UInt64)
    /// The older tree is larger than the newer one.
    case sizesReversed(UInt64, UInt64)
}

extension TreeError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .missingHashes(let level, let range, let found):
            "the store gave \(found) hashes of level \(level) for \(range): run fsck"
        case .indexBeyondSize(let index, let size):
            "leaf \(index) is not in a tree of \(size) leaves: ask for a larger tree"
        case .sizesReversed(let old, let new):
            "a tree of \(old) leaves is not a prefix of one of \(new)"
        }
    }
}
