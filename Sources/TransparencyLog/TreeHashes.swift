// SPDX-License-Identifier: Apache-2.0

package import Signing

/// Where the hashes of a log come from: whoever keeps its entries.
///
/// An implementation may be asked for anything below the tree's size that it was asked to prove;
/// it answers from an append-only log, so an answer never changes.
package protocol TreeHashes {
    /// How many levels of the tree one of its tiles spans: 8 where the published ones are kept.
    ///
    /// Whoever has more hashes says less, and then less is read for a proof.
    var tileHeight: Int { get }

    /// The hashes of the complete subtrees of 2^(`tileLevel` * `tileHeight`) leaves numbered `range`, in
    /// order.
    ///
    /// Level 0 are the leaf hashes. At most 2^`tileHeight` are asked for at once to prove something, all of
    /// one tile.
    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest]

    /// The tree over the first `width` hashes of a tile, or over more of them.
    ///
    /// Whoever remembers such trees overrides this, and reads only what a tile has grown by.
    func tree(tileLevel: Int, index: UInt64, width: Int) throws -> TileTree
}

extension TreeHashes {
    /// That of the published tiles.
    package var tileHeight: Int { TreeHashLayout.tileHeight }

    /// Reads the hashes, each time anew.
    package func tree(tileLevel: Int, index: UInt64, width: Int) throws -> TileTree {
        var tree = TileTree(height: tileHeight)
        try tree.grow(to: width, ofTile: index, tileLevel: tileLevel, from: self)
        return tree
    }
}

/// How hashes are gathered into tiles (C2SP tlog-tiles).
package enum TreeHashLayout {
    /// How many levels of the tree one tile spans.
    package static let tileHeight = 8
    /// How many levels the tiles span by which the log is kept and read where it is written: two of them
    /// lie over each other in a published one.
    ///
    /// A proof then reads 16 leaves and the 16 hashes above them, where it would read 256 leaves.
    package static let keptTileHeight = 4
    /// How many hashes a full tile holds.
    package static let tileWidth: UInt64 = 256

    /// How many hashes of a tile level a tree has: its complete subtrees of 256^level leaves.
    package static func count(tileLevel: Int, size: UInt64) -> UInt64 {
        let shift = tileLevel * tileHeight
        return shift < UInt64.bitWidth ? size >> UInt64(shift) : 0
    }
}
