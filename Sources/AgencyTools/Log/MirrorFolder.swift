// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// A copy of a log in a folder, in the layout of C2SP tlog-tiles, so that any web server may publish it.
///
/// The checkpoint is written last: what it covers is there, and was verified.
struct MirrorFolder: Sendable {
    /// The folder.
    let path: String

    /// The copy that stands in a folder, or shall.
    init(_ path: String) {
        self.path = path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The checkpoint that the copy stands at; nil when there is none yet.
    func checkpoint(log: LogKeys) throws(ToolFailure) -> SeenCheckpoint? {
        let file = "\(path)/checkpoint"
        guard Files.exists(file) else { return nil }
        return try SeenCheckpoint(
            Files.read(file, limit: SignedNote.largestByteCount), log: log, from: file)
    }

    /// Whether a tile's file is there.
    func has(_ tile: Tile) -> Bool { Files.exists("\(path)/\(tile.path)") }

    /// The bytes of a tile's file; nil when it cannot be read.
    func bytes(of tile: Tile) -> [UInt8]? {
        has(tile) ? try? Files.read("\(path)/\(tile.path)", limit: Self.largestTile) : nil
    }

    /// The hashes in a tile's file; nil when it is not there or no such tile.
    func hashes(of tile: Tile) -> [SHA256Digest]? { bytes(of: tile).flatMap(tile.hashes) }

    /// Writes a tile, whose name is on the disk once `write` has written the checkpoint after it.
    ///
    /// - Returns: its path.
    func write(_ tile: Tile, _ bytes: [UInt8]) throws(ToolFailure) -> String {
        let file = "\(path)/\(tile.path)"
        try Files.makeFolder(Files.folder(of: file), mode: 0o755)
        try Files.replace(file, bytes, syncsFolder: false)
        return file
    }

    /// Writes the checkpoint for which files were written in these folders.
    ///
    /// Their names must be on the disk before it is: after a power cut it covers nothing else.
    func write(_ checkpoint: SignedNote, after folders: Set<String>) throws(ToolFailure) {
        for folder in folders.sorted() { try Files.syncFolder(of: "\(folder)/x") }
        try Files.replace("\(path)/checkpoint", checkpoint.bytes)
    }

    /// Removes partial tiles of other sizes, and files that were not finished.
    func tidy(size: UInt64) throws(ToolFailure) {
        let names = Files.paths(under: "\(path)/tile") {
            $0.hasSuffix(".part") || $0.contains(".p/")
        }
        for name in names {
            if let tile = try? Tile(path: "tile/\(name)"),
                tile == Tile(tile.contents, index: tile.index, size: size)
            {
                continue
            }
            try Files.remove("\(path)/tile/\(name)")
        }
    }

    /// The largest tile: 256 entries of 65,535 bytes, each after its length.
    private static let largestTile = Tile.fullWidth * (EntryBundle.largestEntry + 2)
}

/// The hashes of a copy as far as its checkpoint goes.
struct MirrorHashes: TreeHashes {
    let folder: MirrorFolder
    let size: UInt64

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let index = range.lowerBound / TreeHashLayout.tileWidth
        guard let tile = Tile(.hashes(level: tileLevel), index: index, size: size),
            let hashes = folder.hashes(of: tile)
        else { throw TreeError.missingHashes(tileLevel: tileLevel, range: range, found: 0) }
        let start = Int(range.lowerBound % TreeHashLayout.tileWidth)
        return Array(hashes.dropFirst(start).prefix(range.count))
    }
}
