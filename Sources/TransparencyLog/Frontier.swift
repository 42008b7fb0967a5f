// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The right edge of a growing tree: all that must be kept to append to it and to know its root.
///
/// One hash for each complete subtree into which the tree falls, the largest first: as many as the
/// size has ones in binary.
package struct Frontier: Sendable, Hashable {
    /// How many leaves the tree has.
    package private(set) var size: UInt64
    /// The hashes of the complete subtrees, the largest first.
    package private(set) var hashes: [SHA256Digest]

    /// The frontier of the empty tree.
    package init() {
        size = 0
        hashes = []
    }

    /// Takes up a frontier that was stored.
    package init(size: UInt64, hashes: [SHA256Digest]) throws(FrontierError) {
        guard size <= MerkleTree.largestSize else { throw .tooLarge(size) }
        guard hashes.count == size.nonzeroBitCount else {
            throw .wrongCount(hashes.count, expected: size.nonzeroBitCount)
        }
        self.size = size
        self.hashes = hashes
    }

    /// Appends a leaf and returns the subtrees that it completed, as the log is kept, lowest level first.
    ///
    /// Only these need to be stored: hashes below them are computed again from the entries. One
    /// append in 16 completes one.
    package mutating func append(_ leaf: SHA256Digest) -> [CompletedSubtree] {
        precondition(size < MerkleTree.largestSize, "A tree has at most 2^63 - 1 leaves.")
        var completed: [CompletedSubtree] = []
        var hash = leaf
        for height in 0..<size.trailingOnes {
            hash = MerkleTree.nodeHash(hashes.removeLast(), hash)
            let (level, rest) = (height + 1).quotientAndRemainder(
                dividingBy: TreeHashLayout.keptTileHeight)
            guard rest == 0 else { continue }
            completed.append(
                CompletedSubtree(level: level, index: size >> UInt64(height + 1), hash: hash))
        }
        hashes.append(hash)
        size += 1
        return completed
    }

    /// The root of the tree as it is now.
    package var root: SHA256Digest {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for hash in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(hash, root) }
        return root
    }
}

/// A complete subtree of 16 leaves, or of 16 such subtrees, and so on: one hash of a tile as the log is kept.
package struct CompletedSubtree: Sendable, Hashable {
    /// The level of the tile that the hash stands in (`TreeHashLayout.keptTileHeight`): 1 for 16 leaves,
    /// 2 for 256.
    package let level: Int
    /// Which of the level's hashes it is, from the left.
    package let index: UInt64
    /// The subtree's hash.
    package let hash: SHA256Digest

    /// Names a hash of a tile.
    package init(level: Int, index: UInt64, hash: SHA256Digest) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// Why a stored frontier was not taken up.
package enum FrontierError: Error, Hashable {
    /// The size is beyond `MerkleTree.largestSize`.
    case tooLarge(UInt64)
    /// A tree of this size has another number of complete subtrees.
    case wrongCount(Int, expected: Int)
}

extension FrontierError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .tooLarge(let size): "a tree of \(size) leaves is larger than any: restore the store"
        case .wrongCount(let count, let expected):
            "the frontier has \(count) hashes, not \(expected): rebuild it from the entries"
        }
    }
}

extension UInt64 {
    /// How many ones the number ends with in binary: how many subtrees the next leaf completes.
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
