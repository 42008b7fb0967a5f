// SPDX-License-Identifier: Apache-2.0

package import Signing

/// One file of a log as it is published: up to 256 hashes, or up to 256 entries (C2SP tlog-tiles).
package struct Tile: Sendable, Hashable {
    /// What the tile holds.
    package let contents: Contents
    /// Which tile of its kind, from the left.
    package let index: UInt64
    /// How many hashes or entries: 256 for a full tile, 1 to 255 for a partial one.
    package let width: Int

    /// What tiles hold.
    package enum Contents: Sendable, Hashable {
        /// Hashes of subtrees of 256^level leaves each; level 0 are leaf hashes.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    /// The levels that a path may name; no tree reaches the higher ones.
    package static let levels = 0...63

    /// The last tile that the largest tree has.
    package static let largestIndex = MerkleTree.largestSize / UInt64(fullWidth)

    /// Names a tile.
    package init(_ contents: Contents, index: UInt64, width: Int = fullWidth) throws(TileError) {
        if case .hashes(let level) = contents, !Self.levels.contains(level) {
            throw .noSuchLevel(level)
        }
        guard (1...Self.fullWidth).contains(width) else { throw .noSuchWidth(width) }
        guard index <= Self.largestIndex else { throw .noSuchIndex(index) }
        self.contents = contents
        self.index = index
        self.width = width
    }

    /// The width of a full tile.
    package static let fullWidth = Int(TreeHashLayout.tileWidth)

    /// Whether a tree of this size has so much of the tile.
    package func isWithin(size: UInt64) -> Bool {
        range.upperBound <= TreeHashLayout.count(tileLevel: level, size: size)
    }

    /// The numbers of the tile's hashes among those of its level, or of its entries in the log.
    package var range: Range<UInt64> {
        let start = index * TreeHashLayout.tileWidth
        return start..<(start + UInt64(width))
    }

    /// The level that the tile's contents count by: entries count as leaf hashes do.
    private var level: Int {
        if case .hashes(let level) = contents { level } else { 0 }
    }

    /// The bytes of a tile of hashes, for a tree of this size; a tile beyond it is refused.
    ///
    /// Throws `TileError`, `TreeError`, or what the log's store throws.
    package func bytes(from hashes: some TreeHashes, size: UInt64) throws -> [UInt8] {
        Self.bytes(of: try self.hashes(from: hashes, size: size))
    }

    /// The hashes of a tile of hashes, likewise.
    package func hashes(
        from hashes: some TreeHashes, size: UInt64
    ) throws -> [SHA256Digest] {
        guard case .hashes(let level) = contents else { throw TileError.holdsEntries }
        guard isWithin(size: size) else { throw TileError.beyondSize(size) }
        let kept = level * TreeHashLayout.tileHeight / hashes.tileHeight
        return try hashes.checkedHashes(tileLevel: kept, range: range)
    }

    /// The bytes of a tile that holds these hashes.
    package static func bytes(of hashes: [SHA256Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * SHA256Digest.byteCount)
        for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// What the tile says of the tree, by its hashes or those of its entries.
    ///
    /// A full tile is taken as the one hash over it, so that all of it is hashed once.
    package func subtrees(_ hashes: [SHA256Digest]) -> GivenSubtrees {
        let height = level * TreeHashLayout.tileHeight
        guard width == Self.fullWidth else {
            return GivenSubtrees(height: height, first: range.lowerBound, hashes)
        }
        return GivenSubtrees(
            height: height + TreeHashLayout.tileHeight, first: index,
            [MerkleTree.root(ofLeaves: hashes)])
    }
}
