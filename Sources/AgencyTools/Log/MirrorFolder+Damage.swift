// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

extension MirrorFolder {
    /// The first file that is missing or not what a checkpoint commits to, in words; nil when the copy is
    /// whole.
    ///
    /// Goes from the root down, so that each tile is held against hashes that were found good: the partial
    /// tiles make up the root, each full tile is a hash of the level above, and the entries are the leaves.
    /// No more than two tiles are in memory.
    func damage(under checkpoint: Checkpoint) -> String? {
        let size = checkpoint.size
        guard size > 0 else { return nil }
        for level in 0..<Self.levelCount(size: size) {
            let index = TreeHashLayout.count(tileLevel: level + 1, size: size)
            guard let tile = Tile(.hashes(level: level), index: index, size: size) else { continue }
            if hashes(of: tile) == nil { return Self.missing(tile) }
        }
        let hashes = MirrorHashes(folder: self, size: size)
        guard (try? hashes.root(size: size)) == checkpoint.root else {
            return "its partial tiles do not give the root that the log has signed"
        }
        for level in (0..<Self.levelCount(size: size)).reversed() {
            if let damage = damage(level: level, size: size) { return damage }
        }
        return nil
    }

    /// How many levels of tiles a tree has.
    private static func levelCount(size: UInt64) -> Int {
        (0..<8).first { TreeHashLayout.count(tileLevel: $0, size: size) == 0 } ?? 8
    }

    /// The full tiles of a level against the one above, and with leaf hashes the entries.
    private func damage(level: Int, size: UInt64) -> String? {
        let fullCount = TreeHashLayout.count(tileLevel: level + 1, size: size)
        var above: [SHA256Digest] = []
        for index in 0..<fullCount {
            let place = Int(index % TreeHashLayout.tileWidth)
            if place == 0 {
                above =
                    Tile(
                        .hashes(level: level + 1), index: index / TreeHashLayout.tileWidth,
                        size: size
                    ).flatMap(hashes) ?? []
            }
            guard let tile = Tile(.hashes(level: level), index: index, size: size) else { continue }
            guard let found = hashes(of: tile) else { return Self.missing(tile) }
            guard place < above.count, MerkleTree.root(ofLeaves: found) == above[place] else {
                return Self.altered(tile)
            }
            if level == 0, let damage = damage(ofEntries: index, found, size) { return damage }
        }
        guard level == 0, let tile = Tile(.hashes(level: 0), index: fullCount, size: size) else {
            return nil
        }
        return damage(ofEntries: fullCount, hashes(of: tile) ?? [], size)
    }

    private func damage(
        ofEntries index: UInt64, _ leaves: [SHA256Digest], _ size: UInt64
    ) -> String? {
        guard let bundle = Tile(.entries, index: index, size: size) else { return nil }
        guard let bytes = bytes(of: bundle) else { return Self.missing(bundle) }
        return LogTree.areEntries(bytes, leaves) ? nil : Self.altered(bundle)
    }

    private static func missing(_ tile: Tile) -> String { "\(tile.path) is missing or cut off" }

    private static func altered(_ tile: Tile) -> String {
        "\(tile.path) is not what its checkpoint commits to"
    }
}
