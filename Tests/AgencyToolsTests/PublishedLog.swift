// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Signing
import Synchronization
import Testing
import TransparencyLog

/// A log that is published under `/log`, whose entries a test can rewrite.
final class PublishedLog: Sendable {
    let signer: NoteSigner
    private let state: Mutex<State>

    private struct State {
        var hashes = GrownHashes()
        var size = 0
        var paths: [String] = []
        var forgetsPartials = false
        var spoilt: [String: [UInt8]] = [:]
    }

    /// - Parameters:
    ///   - rewritten: the entry that is another than it would be.
    ///   - written: how an entry is written, by its index and whether it is another.
    init(
        _ size: Int, rewritten: Int? = nil, signer: NoteSigner? = nil,
        written: (Int, Bool) -> [UInt8] = PublishedLog.entry
    ) throws {
        self.signer =
            try signer
            ?? NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        var state = State()
        for index in 0..<size { state.hashes.append(written(index, index == rewritten)) }
        state.size = size
        self.state = Mutex(state)
    }

    static func entry(_ index: Int, _ isRewritten: Bool = false) -> [UInt8] {
        Array("{\"at\":\(index)\(isRewritten ? "0" : ""),\"v\":1}".utf8)
    }

    /// Grows, or shows fewer entries than there are.
    func show(_ size: Int) {
        state.withLock { state in
            for index in state.hashes.entries.count..<max(size, state.hashes.entries.count) {
                state.hashes.append(Self.entry(index))
            }
            state.size = size
        }
    }

    /// Keeps only full tiles where there are some, as the standard allows.
    func forgetPartials() { state.withLock { $0.forgetsPartials = true } }

    /// Serves other bytes at a path.
    func spoil(_ path: String, _ bytes: [UInt8]) { state.withLock { $0.spoilt[path] = bytes } }

    /// The paths that were asked for since this was last asked.
    func takePaths() -> [String] {
        state.withLock { state in
            defer { state.paths = [] }
            return state.paths
        }
    }

    /// How many entries its checkpoint states.
    var shownSize: Int { state.withLock { $0.size } }

    var vkey: String { signer.verifierKey.vkey }

    var checkpoint: SignedNote {
        get throws {
            try state.withLock { state in
                let size = UInt64(state.size)
                return Checkpoint(
                    origin: signer.verifierKey.name, size: size,
                    root: try state.hashes.root(size: size)
                ).signed(by: signer)
            }
        }
    }

    func bytes(of tile: Tile) throws -> [UInt8] {
        try state.withLock { state in
            guard case .entries = tile.contents else {
                return try tile.bytes(
                    from: state.hashes, size: UInt64(state.hashes.entries.count))
            }
            let range = Int(tile.range.lowerBound)..<Int(tile.range.upperBound)
            return try EntryBundle.encode(Array(state.hashes.entries[range]))
        }
    }

    /// Answers as a web server does that has the files.
    func answer(_ request: BrokerRequest) -> BrokerAnswer {
        guard let start = request.url.firstRange(of: "/log/") else {
            return BrokerAnswer(status: 404)
        }
        let path = String(request.url[start.upperBound...])
        let (spoilt, forgets, known) = state.withLock { state in
            state.paths.append(path)
            return (state.spoilt[path], state.forgetsPartials, state.hashes.entries.count)
        }
        if let spoilt { return BrokerAnswer(status: 200, body: spoilt) }
        if path == "checkpoint" {
            return (try? checkpoint).map { BrokerAnswer(status: 200, body: $0.bytes) }
                ?? BrokerAnswer(status: 500)
        }
        guard let tile = try? Tile(path: path), tile.isWithin(size: UInt64(known)),
            let bytes = try? bytes(of: tile)
        else { return BrokerAnswer(status: 404) }
        let full = try? Tile(tile.contents, index: tile.index)
        if forgets, tile.width < 256, full?.isWithin(size: UInt64(known)) == true {
            return BrokerAnswer(status: 404)
        }
        return BrokerAnswer(status: 200, body: bytes)
    }
}

/// The hashes of a log of any size, one kept for every 256 below.
struct GrownHashes: TreeHashes {
    private(set) var entries: [[UInt8]] = []
    private var completed: [Int: [SHA256Digest]] = [:]
    private var frontier = Frontier()

    mutating func append(_ entry: [UInt8]) {
        entries.append(entry)
        for subtree in frontier.append(MerkleTree.leafHash(of: entry)) {
            completed[subtree.level, default: []].append(subtree.hash)
        }
    }

    var tileHeight: Int { TreeHashLayout.keptTileHeight }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let range = Int(range.lowerBound)..<Int(range.upperBound)
        guard tileLevel > 0 else { return entries[range].map(MerkleTree.leafHash) }
        return Array((completed[tileLevel] ?? [])[range])
    }
}

extension Scratch {
    /// Every file under a folder, by its path from there, sorted.
    func files(under folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: "\(path)/\(folder)")?.compactMap { $0 as? String }
            ?? [])
            .filter { name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: "\(path)/\(folder)/\(name)", isDirectory: &isFolder)
                return !isFolder.boolValue
            }
            .sorted()
    }
}
