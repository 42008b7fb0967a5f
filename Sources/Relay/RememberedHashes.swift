// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// The tree's hashes with the tiles that nearly all proofs share, so that a proof costs no more in a
/// large log than in a small one.
struct RememberedHashes: TreeHashes {
    let stored: StoredHashes
    let tiles: TileMemory

    var tileHeight: Int { stored.tileHeight }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        try stored.hashes(tileLevel: tileLevel, range: range)
    }

    func tree(tileLevel: Int, index: UInt64, width: Int) throws -> TileTree {
        let name = TileMemory.Name(level: tileLevel, index: index)
        var tree = tiles.recall(name) ?? TileTree(height: tileHeight)
        guard tree.width < width else { return tree }
        try tree.grow(to: width, ofTile: index, tileLevel: tileLevel, from: stored)
        tiles.remember(tree, name)
        return tree
    }
}
