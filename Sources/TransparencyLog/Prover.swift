// SPDX-License-Identifier: Apache-2.0

package import Signing

/// Computes proofs and roots at one size of a tree, reading each tile at most once.
///
/// Not a value to keep: it remembers the tiles it has read, for as long as one question takes.
struct Prover<Hashes: TreeHashes> {
    private let source: Hashes
    /// The size at which the tree is looked at.
    let size: UInt64
    private var trees: [TileName: TileTree] = [:]

    private struct TileName: Hashable {
        var level: Int
        var index: UInt64
    }

    init(_ source: Hashes, size: UInt64) {
        self.source = source
        self.size = size
    }

    /// MTH of RFC 6962 section 2.1 over the leaves of a range that some subtree has.
    mutating func hash(of range: Range<UInt64>) throws -> SHA256Digest {
        guard !range.isEmpty else { return MerkleTree.emptyRoot }
        let count = range.upperBound - range.lowerBound
        if count.nonzeroBitCount == 1 {
            let height = count.trailingZeroBitCount
            return try hash(height: height, index: range.lowerBound >> UInt64(height))
        }
        let split = range.lowerBound + MerkleTree.largestPowerOfTwo(below: count)
        let left = try hash(of: range.lowerBound..<split)
        return MerkleTree.nodeHash(left, try hash(of: split..<range.upperBound))
    }

    /// The same, with what somebody else gives in the place of the hashes of some complete subtrees.
    mutating func hash(
        of range: Range<UInt64>, given subtrees: GivenSubtrees
    ) throws -> SHA256Digest {
        guard range.overlaps(subtrees.leaves) else { return try hash(of: range) }
        let count = range.upperBound - range.lowerBound
        if count == subtrees.width { return subtrees.hash(at: range.lowerBound) }
        let split = range.lowerBound + MerkleTree.largestPowerOfTwo(below: count)
        let left = try hash(of: range.lowerBound..<split, given: subtrees)
        return MerkleTree.nodeHash(
            left, try hash(of: split..<range.upperBound, given: subtrees))
    }

    /// PATH of RFC 6962 section 2.1.1, from the leaf's sibling up.
    mutating func path(of index: UInt64, in range: Range<UInt64>) throws -> [SHA256Digest] {
        let count = range.upperBound - range.lowerBound
        guard count > 1 else { return [] }
        let split = range.lowerBound + MerkleTree.largestPowerOfTwo(below: count)
        let (left, right) = (range.lowerBound..<split, split..<range.upperBound)
        return index < split
            ? try path(of: index, in: left) + [hash(of: right)]
            : try path(of: index, in: right) + [hash(of: left)]
    }

    /// SUBPROOF of RFC 6962 section 2.1.2; `known` when the verifier has the older root itself.
    mutating func consistency(
        from old: UInt64, in range: Range<UInt64>, known: Bool
    ) throws -> [SHA256Digest] {
        guard old < range.upperBound else { return known ? [] : [try hash(of: range)] }
        let count = range.upperBound - range.lowerBound
        let split = range.lowerBound + MerkleTree.largestPowerOfTwo(below: count)
        let (left, right) = (range.lowerBound..<split, split..<range.upperBound)
        return old <= split
            ? try consistency(from: old, in: left, known: known) + [hash(of: right)]
            : try consistency(from: old, in: right, known: false) + [hash(of: left)]
    }

    /// The hash of a complete subtree of 2^height leaves, from the tile it lies in.
    private mutating func hash(height: Int, index: UInt64) throws -> SHA256Digest {
        let (level, rest) = height.quotientAndRemainder(dividingBy: source.tileHeight)
        let first = index << UInt64(rest)
        let tree = try tree(level: level, index: first / tileWidth)
        return tree.hash(height: rest, index: Int(first % tileWidth) >> rest)
    }

    private var tileWidth: UInt64 { 1 << UInt64(source.tileHeight) }

    private mutating func tree(level: Int, index: UInt64) throws -> TileTree {
        let name = TileName(level: level, index: index)
        if let tree = trees[name] { return tree }
        let count = size >> UInt64(level * source.tileHeight)
        let width = min(count - index * tileWidth, tileWidth)
        let tree = try source.tree(tileLevel: level, index: index, width: Int(width))
        trees[name] = tree
        return tree
    }
}

extension TreeHashes {
    /// The root of the tree as it was at a size.
    package func root(size: UInt64) throws -> SHA256Digest {
        var prover = Prover(self, size: size)
        return try prover.hash(of: 0..<size)
    }

    /// The root of the tree as it was at a size, if its subtrees were those that are given: what is given is
    /// true when that is the root that was signed.
    package func root(size: UInt64, given subtrees: GivenSubtrees) throws -> SHA256Digest {
        var prover = Prover(self, size: size)
        return try prover.hash(of: 0..<size, given: subtrees)
    }

    /// What is asked for, or an error when the store gave another number of hashes.
    func checkedHashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let hashes = try hashes(tileLevel: tileLevel, range: range)
        guard hashes.count == range.count else {
            throw TreeError.missingHashes(tileLevel: tileLevel, range: range, found: hashes.count)
        }
        return hashes
    }
}
