// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Signing
import TransparencyLog
import Wire

/// The log as anybody may read it: its checkpoint and all its entries.
struct PublicLog {
    let checkpoint: Checkpoint
    let entries: [[UInt8]]

    /// Reads the whole log, and believes the checkpoint's signature and nothing else.
    init(_ caller: Caller) async throws {
        let key = try caller.node.pinnedLogKeys()
        let note = try await caller.get("/log/checkpoint", accept: "*/*")
        guard note.status == 200 else { throw Trouble("no checkpoint: \(note.status)") }
        checkpoint = try Self.verified(note.body, by: key)
        var entries: [[UInt8]] = []
        while UInt64(entries.count) < checkpoint.size {
            let width = min(UInt64(Tile.fullWidth), checkpoint.size - UInt64(entries.count))
            let tile = try Tile(
                .entries, index: UInt64(entries.count / Tile.fullWidth), width: Int(width))
            let answer = try await caller.get("/log/\(tile.path)", accept: "*/*")
            guard answer.status == 200 else { throw Trouble("\(tile.path): \(answer.status)") }
            entries += try EntryBundle.decode(answer.body, count: Int(width))
        }
        self.entries = entries
    }

    /// The hashes of its leaves.
    var leaves: [SHA256Digest] { entries.map(MerkleTree.leafHash) }

    /// When each entry was made, in milliseconds.
    func times() throws -> [Int64] {
        try entries.map { entry in
            let root = try JSONDocument(parsing: entry, limits: .message).root
            guard let time = root["at"]?.integer else { throw Trouble("an entry without a time") }
            return time
        }
    }

    static func verified(_ note: [UInt8], by keys: LogKeys) throws -> Checkpoint {
        try keys.verify(SignedNote(parsing: note)).checkpoint
    }

    /// What older checkpoints say that this log does not: nothing, when it only ever grew.
    ///
    /// The roots are computed again from the leaves, which is more than a consistency proof.
    func contradictions(to seen: [Checkpoint]) -> [String] {
        let all = Dictionary(grouping: seen + [checkpoint], by: \.size)
        var complaints = all.keys.filter { $0 > checkpoint.size }.sorted().map {
            "a checkpoint of \($0) entries was seen, the log has \(checkpoint.size)"
        }
        var frontier = Frontier()
        for leaf in [nil] + leaves.map(Optional.some) {
            if let leaf { _ = frontier.append(leaf) }
            for old in all[frontier.size] ?? [] where old.root != frontier.root {
                complaints.append("the first \(old.size) entries are others than were signed")
            }
        }
        return complaints
    }
}
