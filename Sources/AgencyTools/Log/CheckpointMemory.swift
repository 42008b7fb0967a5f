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
        guard let last = try last(log: source.key) else { return try keep(seen, at: source) }
        if let followed = try follow(seen, last, at: source) { return followed.alarm }
        if let alarm = Self.alarm(of: seen, after: last, at: source.url) { return alarm }
        if last.size < seen.size {
            var tree = try await LogTree(seen, from: source)
            return try await meet(&tree, last, at: source)
        }
        return try keep(seen, at: source)
    }

    /// Holds a tree whose right edge was fetched already against the remembered checkpoint.
    func meet(
        _ tree: inout LogTree, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        guard let last = try last(log: source.key) else { return try keep(tree.seen, at: source) }
        return try await meet(&tree, last, at: source)
    }

    private func meet(
        _ tree: inout LogTree, _ last: SeenCheckpoint, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        if let followed = try follow(tree.seen, last, at: source) { return followed.alarm }
        if let alarm = try await tree.alarm(after: last, at: source.url) { return alarm }
        return try keep(tree.seen, at: source)
    }

    /// What is to be told of a checkpoint under another origin of the log; nil when it is the same one.
    ///
    /// A log that goes on under another origin says itself that something is lost: the user is told,
    /// and what was remembered is kept beside.
    private func follow(
        _ seen: SeenCheckpoint, _ last: SeenCheckpoint, at source: LogSource
    ) throws(ToolFailure) -> Followed? {
        let base = source.key.current.name.text
        let numbers = [last, seen].map { checkpoint in
            LogOrigin.number(of: checkpoint.checkpoint.origin.text, base: base) ?? 1
        }
        guard numbers[0] != numbers[1] else { return nil }
        guard numbers[0] < numbers[1] else {
            let name = last.checkpoint.origin
            return Followed(alarm: .olderOrigin(ours: name, shown: seen, place: source.url))
        }
        let aside = "\(path).before-\(numbers[1])"
        if !Files.exists(aside) { try Files.writeNew(aside, last.note.bytes) }
        try surroundings.notes.line(
            "The log goes on as \(seen.checkpoint.origin), with \(seen.size) entries: its operator "
                + "restored a backup and accepted that entries are lost. \(last.checkpoint.origin) had "
                + "\(last.size) entries when it was looked at last (kept in \(aside)). Its receipts "
                + "stay good and prove what it had; send again, as it was signed, what is not in the "
                + "log any more, and ask the operator what happened.")
        return Followed(alarm: try keep(seen, at: source))
    }

    /// What came of a checkpoint under another origin.
    private struct Followed {
        let alarm: LogAlarm?
    }

    private func last(log: LogKeys) throws(ToolFailure) -> SeenCheckpoint? {
        guard Files.exists(path) else { return nil }
        let bytes = try Files.read(path, limit: SignedNote.largestByteCount)
        do throws(ToolFailure) { return try SeenCheckpoint(bytes, log: log, from: path) } catch {
            throw ToolFailure(
                .data,
                error.lines + [
                    "It was remembered as the last checkpoint of \(log.current.name). If the log's owner has "
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

    /// Remembers a checkpoint, unless another program that shares the file has seen a later one meanwhile.
    private func keep(
        _ seen: SeenCheckpoint, at source: LogSource
    ) throws(ToolFailure) -> LogAlarm? {
        try Files.takingTurns(at: path) { () throws(ToolFailure) in
            if let last = try last(log: source.key) {
                let base = source.key.current.name.text
                let (ours, others) = (seen.originNumber(base), last.originNumber(base))
                let isLater = ours == others ? last.size > seen.size : others > ours
                guard !isLater else { return try mark() }
                if ours == others, let alarm = Self.alarm(of: seen, after: last, at: source.url) {
                    return alarm
                }
            }
            if (try? Files.read(path)) != seen.note.bytes {
                try Files.replace(path, seen.note.bytes)
            }
            return try mark()
        }
    }

    /// Notes that the log was looked at now, and that nothing is to be told.
    private func mark() throws(ToolFailure) -> LogAlarm? {
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
