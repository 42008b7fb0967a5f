// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import TransparencyLog

/// A log of many entries that Baton's own arithmetic writes as it would publish it, without a daemon:
/// the hashes are kept as the store keeps them, and all else is computed when it is asked for.
struct WrittenLog: TreeHashes {
    let signer: NoteSigner
    let witness: NoteSigner
    private var kept: [[SHA256Digest]] = [[]]

    /// Appends so many entries.
    init(entries count: Int) throws {
        signer = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        witness = try NoteSigner(
            name: NoteName("witness.example"), type: .cosignature, key: .generate(.ed25519))
        var frontier = Frontier()
        for index in 0..<count {
            let leaf = MerkleTree.leafHash(of: Self.entry(index))
            kept[0].append(leaf)
            for subtree in frontier.append(leaf) {
                while kept.count <= subtree.level { kept.append([]) }
                kept[subtree.level].append(subtree.hash)
            }
        }
    }

    /// An entry, as the ledger writes them.
    static func entry(_ index: Int) -> [UInt8] {
        Array(#"{"at":\#(1_767_225_600_000 + index),"facts":"AA","p":1,"v":1}"#.utf8)
    }

    var tileHeight: Int { TreeHashLayout.keptTileHeight }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        Array(kept[tileLevel][Int(range.lowerBound)..<Int(range.upperBound)])
    }

    /// Writes the log as it was with so many entries, in C2SP tlog-tiles layout.
    func write(size: UInt64, to folder: URL) throws {
        for level in kept.indices {
            for index in 0... {
                guard let tile = Tile(.hashes(level: level), index: UInt64(index), size: size)
                else {
                    break
                }
                try write(tile.bytes(from: self, size: size), tile.path, folder)
            }
        }
        for index in 0... {
            guard let tile = Tile(.entries, index: UInt64(index), size: size) else { break }
            let entries = tile.range.map { Self.entry(Int($0)) }
            try write(EntryBundle.encode(entries), tile.path, folder)
        }
        let checkpoint = Checkpoint(
            origin: signer.verifierKey.name, size: size, root: try root(size))
        let text = checkpoint.text
        let note = try SignedNote(
            text: text, signatures: [signer.sign(text), witness.cosign(text, time: 1_800_000_000)])
        try write(note.bytes, "checkpoint", folder)
    }

    /// The root of the tree of a size.
    func root(_ size: UInt64) throws -> SHA256Digest {
        var frontier = Frontier()
        for leaf in kept[0].prefix(Int(size)) { _ = frontier.append(leaf) }
        return frontier.root
    }

    private func write(_ bytes: [UInt8], _ path: String, _ folder: URL) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
