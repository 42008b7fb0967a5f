// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The complete subtrees over the hashes of one tile, each hashed once: a path through the tile is then
/// only looked up.
///
/// It grows as its tile does, from the left: the hashes of a partial tile are the first of the full one,
/// and what stands over them never changes. A full one takes 64 bytes for each hash of its tile.
package struct TileTree: Sendable, Hashable {
    /// The tile's own hashes, and by each height above them those of the complete subtrees.
    private var heights: [[SHA256Digest]]

    /// The tree of a tile of that height that has no hash yet.
    package init(height: Int) { heights = Array(repeating: [], count: height) }

    /// How many hashes of its tile it stands over.
    package var width: Int { heights[0].count }

    /// The hash of the complete subtree over 2^`height` of the tile's hashes, by its number from the left.
    ///
    /// The height is less than the tile's: what stands over a whole tile is a hash of the tile above.
    func hash(height: Int, index: Int) -> SHA256Digest { heights[height][index] }

    /// Appends the tile's next hash, and what is complete with it.
    package mutating func append(_ hash: SHA256Digest) {
        precondition(width < 1 << heights.count, "A tile of height h holds 2^h hashes.")
        heights[0].append(hash)
        var height = 0
        while height + 1 < heights.count, heights[height].count.isMultiple(of: 2) {
            let below = heights[height]
            height += 1
            heights[height].append(
                MerkleTree.nodeHash(below[below.count - 2], below[below.count - 1]))
        }
    }

    /// Reads what its tile has more, up to a width.
    ///
    /// Throws `TreeError` when the store gives another number of hashes, or what the store throws.
    package mutating func grow(
        to width: Int, ofTile index: UInt64, tileLevel: Int, from hashes: some TreeHashes
    ) throws {
        guard width > self.width else { return }
        let start = index << UInt64(heights.count)
        let missing = (start + UInt64(self.width))..<(start + UInt64(width))
        for hash in try hashes.checkedHashes(tileLevel: tileLevel, range: missing) { append(hash) }
    }
}
