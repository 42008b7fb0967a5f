// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Signing
import TransparencyLog

/// The log as anybody may read it: its checkpoint and all its entries.
struct PublicLog {
    let checkpoint: Checkpoint
    let leaves: [SHA256Digest]

    /// Reads the whole log, and believes the checkpoint's signature and nothing else.
    init(_ caller: Caller) async throws {
        let key = try caller.node.pinnedLogKey()
        let note = try await caller.get("/log/checkpoint", accept: "*/*")
        guard note.status == 200 else { throw Trouble("no checkpoint: \(note.status)") }
        checkpoint = try Self.verified(note.body, by: key)
        var leaves: [SHA256Digest] = []
        while UInt64(leaves.count) < checkpoint.size {
            let width = min(UInt64(Tile.fullWidth), checkpoint.size - UInt64(leaves.count))
            let tile = try Tile(
                .entries, index: UInt64(leaves.count / Tile.fullWidth), width: Int(width))
            let answer = try await caller.get("/log/\(tile.path)", accept: "*/*")
            guard answer.status == 200 else { throw Trouble("\(tile.path): \(answer.status)") }
            let entries = try EntryBundle.decode(answer.body, count: Int(width))
            leaves += entries.map(MerkleTree.leafHash)
        }
        self.leaves = leaves
    }

    static func verified(_ note: [UInt8], by key: NoteVerifierKey) throws -> Checkpoint {
        try Checkpoint.verify(SignedNote(parsing: note), log: key).checkpoint
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
