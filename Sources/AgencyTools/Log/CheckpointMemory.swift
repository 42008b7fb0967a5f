// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog

/// The last checkpoint that was seen of a log, kept in a file: what the log must be consistent with for
/// ever after, and the signed evidence when it is not.
struct CheckpointMemory: Sendable {
    /// The file, which holds the checkpoint verbatim; its time of change says when the log was last
    /// looked at.
    let path: String
    private let surroundings: Surroundings

    /// The memory in a file.
    init(path: String, in surroundings: Surroundings) {
        self.path = path
        self.surroundings = surroundings
    }

    /// The memory of a node, beside its node file: `police.checkpoint` for `police.json`.
    init(besideNode file: String, in surroundings: Surroundings) {
        let stem = file.hasSuffix(".json") ? String(file.dropLast(".json".count)) : file
        self.init(path: stem + ".checkpoint", in: surroundings)
    }

    /// Whether the log was looked at within a duration, by anybody who shares the file.
    func wasMarked(within duration: Duration) -> Bool {
        guard let marked = Files.marked(path) else { return false }
        let age = surroundings.now().milliseconds - marked.milliseconds
        return age >= 0 && Duration.milliseconds(age) < duration
    }

    /// Holds a checkpoint against the remembered one, then remembers it.
    ///
    /// Fetches tiles only when the log has grown: those at the right edges of the two trees.
    ///
    /// - Returns: what must be told when they do not agree; then the old one stays remembered.
    func meet(
        _ seen: SeenCheckpoint, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        guard let last = try last(log: source.key) else { return try keep(seen) }
        if let alarm = Self.alarm(of: seen, after: last, at: source.url) { return alarm }
        if last.size < seen.size {
            var tree = try await LogTree(seen, from: source)
            return try await meet(&tree, last, at: source)
        }
        return try keep(seen)
    }

    /// Holds a tree whose right edge was fetched already against the remembered checkpoint.
    func meet(
        _ tree: inout LogTree, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        guard let last = try last(log: source.key) else { return try keep(tree.seen) }
        return try await meet(&tree, last, at: source)
    }

    private func meet(
        _ tree: inout LogTree, _ last: SeenCheckpoint, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        if let alarm = try await tree.alarm(after: last, at: source.url) { return alarm }
        return try keep(tree.seen)
    }

    private func last(log: NoteVerifierKey) throws(ToolFailure) -> SeenCheckpoint? {
        guard Files.exists(path) else { return nil }
        let bytes = try Files.read(path, limit: SignedNote.largestByteCount)
        do throws(ToolFailure) { return try SeenCheckpoint(bytes, log: log, from: path) } catch {
            throw ToolFailure(
                .data,
                error.lines + [
                    "It was remembered as the last checkpoint of \(log.name). If the log's owner has "
                        + "announced another log or key, move the file away and keep it."
                ])
        }
    }

    /// What two checkpoints say against the log without any tile.
    private static func alarm(
        of seen: SeenCheckpoint, after last: SeenCheckpoint, at place: String
    ) -> LogAlarm? {
        if seen.size < last.size {
            return .smaller(ours: last.size, shown: seen, place: place)
        }
        guard seen.size == last.size, seen.checkpoint.root != last.checkpoint.root else {
            return nil
        }
        return .conflict(
            LogConflict(older: last.note, newer: seen.note, hashes: []), ours: last.size,
            shown: seen.size, place: place)
    }

    private func keep(_ seen: SeenCheckpoint) throws(ToolFailure) -> LogAlarm? {
        if (try? Files.read(path)) != seen.note.bytes {
            try Files.replace(path, seen.note.bytes)
        }
        try Files.mark(path, surroundings.now())
        return nil
    }
}

extension LogTree {
    /// What the tree says against the log after a checkpoint that was seen before; nil for nothing.
    mutating func alarm(
        after last: SeenCheckpoint, at place: String
    ) async throws(ToolFailure) -> LogAlarm? {
        guard seen.size >= last.size else {
            return .smaller(ours: last.size, shown: seen, place: place)
        }
        guard let conflict = try await conflict(with: last) else { return nil }
        return .conflict(conflict, ours: last.size, shown: seen.size, place: place)
    }
}
