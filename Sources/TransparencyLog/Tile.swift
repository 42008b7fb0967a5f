// SPDX-License-Identifier: Apache-2.0

internal import Signing

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
        guard case .hashes(let level) = contents else { throw TileError.holdsEntries }
        guard isWithin(size: size) else { throw TileError.beyondSize(size) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * SHA256Digest.byteCount)
        let kept = level * TreeHashLayout.tileHeight / hashes.tileHeight
        for hash in try hashes.checkedHashes(tileLevel: kept, range: range) {
            hash.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
