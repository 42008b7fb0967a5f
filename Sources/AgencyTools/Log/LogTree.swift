// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// The tree under one checkpoint, read from its root down: each tile is believed once its hash stands
/// in the tile above it, and the uppermost ones once they give the signed root.
///
/// Holds one tile of each level besides the partial ones, so that its memory does not grow with the log.
struct LogTree: Sendable {
    /// The checkpoint.
    let seen: SeenCheckpoint
    private let source: LogSource
    private let folder: MirrorFolder?
    /// The partial tile of each level that has one.
    private(set) var edge: [Int: [SHA256Digest]] = [:]
    /// The full tile of each level that was read last.
    private var recent: [Int: Found] = [:]

    /// A full tile of hashes under the root.
    struct Found: Sendable {
        let index: UInt64
        let hashes: [SHA256Digest]
        /// Whether it stood in the folder, and so was not fetched.
        let isKept: Bool
    }

    /// Fetches the right edge of the tree and holds it against the signed root.
    ///
    /// - Parameter folder: where full tiles may stand already.
    init(
        _ seen: SeenCheckpoint, from source: LogSource, folder: MirrorFolder? = nil
    ) async throws(ToolFailure) {
        self.seen = seen
        self.source = source
        self.folder = folder
        for level in 0..<levelCount {
            let count = TreeHashLayout.count(tileLevel: level, size: seen.size)
            let index = count / TreeHashLayout.tileWidth
            guard let tile = Tile(.hashes(level: level), index: index, size: seen.size) else {
                continue
            }
            edge[level] = try await hashes(of: tile)
        }
        let gathered = GatheredHashes(edge: edge, size: seen.size)
        guard (try? gathered.root(size: seen.size)) == seen.checkpoint.root else {
            throw ToolFailure(
                .data,
                "\(source.url): the tiles do not give the root that the log has signed for "
                    + "\(seen.size) entries; nothing of them was kept")
        }
    }

    /// How many levels of tiles the tree has.
    var levelCount: Int {
        (0..<8).first { TreeHashLayout.count(tileLevel: $0, size: seen.size) == 0 } ?? 8
    }

    /// How many full tiles a level has.
    func fullCount(level: Int) -> UInt64 {
        TreeHashLayout.count(tileLevel: level + 1, size: seen.size)
    }

    /// A full tile, verified against the one above it.
    mutating func tile(level: Int, index: UInt64) async throws(ToolFailure) -> Found {
        if let found = recent[level], found.index == index { return found }
        let above = try await hashes(level: level + 1, index: index / TreeHashLayout.tileWidth)
        let expected = above[Int(index % TreeHashLayout.tileWidth)]
        guard let tile = Tile(.hashes(level: level), index: index, size: seen.size) else {
            throw ToolFailure(.data, "\(source.url) has no tile \(index) of level \(level)")
        }
        let found: Found
        if let kept = folder?.hashes(of: tile), MerkleTree.root(ofLeaves: kept) == expected {
            found = Found(index: index, hashes: kept, isKept: true)
        } else {
            let fetched = try await hashes(of: tile)
            guard MerkleTree.root(ofLeaves: fetched) == expected else {
                throw ToolFailure(
                    .data,
                    "\(source.url)/\(tile.path) is not the tile that the log has signed; it was not kept"
                )
            }
            found = Found(index: index, hashes: fetched, isKept: false)
        }
        recent[level] = found
        return found
    }

    /// The hashes of a tile, full or partial.
    mutating func hashes(
        level: Int, index: UInt64
    ) async throws(ToolFailure) -> [SHA256Digest] {
        if index == fullCount(level: level) { return edge[level] ?? [] }
        return try await tile(level: level, index: index).hashes
    }

    /// The bytes of a tile of entries, each held against its leaf hash.
    func entries(_ tile: Tile, leaves: [SHA256Digest]) async throws(ToolFailure) -> [UInt8] {
        let bytes = try await source.bytes(of: tile)
        guard Self.areEntries(bytes, leaves) else {
            throw ToolFailure(
                .data,
                "\(source.url)/\(tile.path) holds other entries than the log has signed; it was not kept"
            )
        }
        return bytes
    }

    /// Whether bytes are the entries that leaf hashes commit to.
    static func areEntries(_ bytes: [UInt8], _ leaves: [SHA256Digest]) -> Bool {
        (try? EntryBundle.decode(bytes, count: leaves.count))
            .map { $0.map(MerkleTree.leafHash(of:)) == leaves } ?? false
    }

    private func hashes(of tile: Tile) async throws(ToolFailure) -> [SHA256Digest] {
        let bytes = try await source.bytes(of: tile)
        guard let hashes = tile.hashes(decoding: bytes) else {
            throw ToolFailure(.data, "\(source.url)/\(tile.path) is no tile of hashes")
        }
        return hashes
    }
}

extension LogTree {
    /// Holds the tree against a checkpoint of the same log that is not larger; nil when they agree.
    mutating func conflict(
        with older: SeenCheckpoint
    ) async throws(ToolFailure) -> LogConflict? {
        var gathered = GatheredHashes(edge: edge, size: seen.size)
        while true {
            do {
                return try LogConflict.find(
                    older.note, seen.note, log: source.key, from: gathered)
            } catch let missing as GatheredHashes.Missing {
                gathered.add(
                    try await hashes(level: missing.level, index: missing.index), missing)
            } catch {
                throw ToolFailure(.data, "\(source.url): \(error)")
            }
        }
    }
}
