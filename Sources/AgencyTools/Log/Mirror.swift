// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// Brings a copy of a log up to a checkpoint: fetches what is missing, verifies each piece before it is
/// written, and writes the checkpoint last, so that it may be killed at any point.
struct Mirror: Sendable {
    private let folder: MirrorFolder
    private var tree: LogTree
    /// How many entries the copy had before.
    private let oldSize: UInt64
    /// The folders in which names are new, and those above them.
    private var folders: Set<String> = []
    /// What came.
    private(set) var fetched = Fetched()

    /// How much was fetched.
    struct Fetched: Sendable, Hashable {
        /// Tiles of hashes.
        var tiles = 0
        /// Tiles of entries.
        var bundles = 0
    }

    /// Prepares to bring a copy up to the checkpoint of a tree that is known to be consistent with it.
    init(_ folder: MirrorFolder, to tree: LogTree, from oldSize: UInt64) {
        self.folder = folder
        self.tree = tree
        self.oldSize = oldSize
    }

    /// Does it.
    mutating func run() async throws(ToolFailure) {
        for level in (0..<tree.levelCount).reversed() {
            for index in 0..<tree.fullCount(level: level) {
                try await takeFull(level: level, index: index)
            }
            try takePartial(level: level)
        }
        try await takeLastEntries()
        try folder.write(tree.seen.note, after: folders)
        try folder.tidy(size: tree.seen.size)
    }

    /// Takes a full tile, and with one of leaf hashes its entries.
    ///
    /// What the old checkpoint covers was verified for it, and only has to be there. What lies beyond
    /// it may be left from a run that was killed, for another checkpoint, and is verified again.
    private mutating func takeFull(level: Int, index: UInt64) async throws(ToolFailure) {
        let tile = Tile(.hashes(level: level), index: index, size: tree.seen.size)
        let bundle = level == 0 ? Tile(.entries, index: index, size: tree.seen.size) : nil
        guard let tile else { return }
        let isOld = index < TreeHashLayout.count(tileLevel: level + 1, size: oldSize)
        if isOld && folder.has(tile) && bundle.map(folder.has) != false { return }
        let found = try await tree.tile(level: level, index: index)
        if !found.isKept {
            try write(tile, found.hashes.flatMap(\.bytes))
            fetched.tiles += 1
        }
        if let bundle { try await takeEntries(bundle, leaves: found.hashes) }
    }

    private mutating func takePartial(level: Int) throws(ToolFailure) {
        guard let hashes = tree.edge[level],
            let tile = Tile(
                .hashes(level: level), index: tree.fullCount(level: level), size: tree.seen.size)
        else { return }
        try write(tile, hashes.flatMap(\.bytes))
        fetched.tiles += 1
    }

    private mutating func takeLastEntries() async throws(ToolFailure) {
        let index = tree.fullCount(level: 0)
        guard let leaves = tree.edge[0],
            let tile = Tile(.entries, index: index, size: tree.seen.size)
        else { return }
        try await takeEntries(tile, leaves: leaves)
    }

    private mutating func takeEntries(
        _ tile: Tile, leaves: [SHA256Digest]
    ) async throws(ToolFailure) {
        if let kept = folder.bytes(of: tile), LogTree.areEntries(kept, leaves) { return }
        try write(tile, try await tree.entries(tile, leaves: leaves))
        fetched.bundles += 1
    }

    private mutating func write(_ tile: Tile, _ bytes: [UInt8]) throws(ToolFailure) {
        var path = Files.folder(of: try folder.write(tile, bytes))
        while path.utf8.count > folder.path.utf8.count {
            folders.insert(path)
            path = Files.folder(of: path)
        }
        folders.insert(folder.path)
    }
}
