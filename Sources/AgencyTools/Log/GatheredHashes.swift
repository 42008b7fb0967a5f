// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// Tiles that were fetched so far: who is asked for another says which, and is asked again with it.
///
/// A proof needs a few tiles of each level, and which ones only the proof knows.
struct GatheredHashes: TreeHashes {
    private var tiles: [Missing: [SHA256Digest]] = [:]

    /// A tile that has to be fetched first.
    struct Missing: Error, Hashable {
        let level: Int
        let index: UInt64
    }

    /// Begins with the partial tiles of a tree of a size.
    init(edge: [Int: [SHA256Digest]], size: UInt64) {
        for (level, hashes) in edge {
            let index = TreeHashLayout.count(tileLevel: level + 1, size: size)
            tiles[Missing(level: level, index: index)] = hashes
        }
    }

    /// Takes a tile that was missing.
    mutating func add(_ hashes: [SHA256Digest], _ missing: Missing) { tiles[missing] = hashes }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let name = Missing(
            level: tileLevel, index: range.lowerBound / TreeHashLayout.tileWidth)
        guard let tile = tiles[name] else { throw name }
        let start = Int(range.lowerBound % TreeHashLayout.tileWidth)
        return Array(tile.dropFirst(start).prefix(range.count))
    }
}
