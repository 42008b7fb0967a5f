// SPDX-License-Identifier: Apache-2.0

import Relay
import TransparencyLog

/// What the daemon keeps of its witnesses outside the store: how far each has seen, the newest
/// checkpoint that enough have cosigned, and every contradiction, until somebody has looked.
///
/// None of it is needed to serve: a book that is lost is written again from what witnesses answer.
struct WitnessBook: Sendable {
    /// Where the contradictions stand, in words; the operator moves the file away once it was read.
    let conflictPath: String
    private let sizePath: String
    /// Where the newest checkpoint stands that enough have cosigned.
    let cosignedPath: String

    /// The book beside a store.
    init(beside store: String) {
        conflictPath = store + ".witness-conflict"
        sizePath = store + ".witnesses"
        cosignedPath = store + ".cosigned"
    }

    /// Whether a contradiction waits to be looked at.
    var hasConflict: Bool { LocalFile.isThere(conflictPath) }

    /// The first contradiction that waits to be looked at, in words; nil when none does.
    var conflict: String? {
        guard hasConflict else { return nil }
        let bytes = (try? LocalFile.read(conflictPath, atMost: 2 * Self.mostConflictBytes)) ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first
        guard let line else { return "in words that cannot be read" }
        return String(line.hasSuffix(Self.note) ? line.dropLast(Self.note.count) : line)
    }

    /// Every file of the book.
    var paths: [String] { [sizePath, cosignedPath, conflictPath] }

    /// Adds a contradiction, and under its words what the log had signed.
    func add(conflict words: String, of checkpoint: SignedNote) throws(FileFault) {
        let before = hasConflict ? try LocalFile.read(conflictPath) : []
        guard before.count < Self.mostConflictBytes else { return }
        let text =
            "\(words)\(Self.note)\n" + String(decoding: checkpoint.bytes, as: UTF8.self) + "\n"
        try LocalFile.replace(conflictPath, with: before + Array(text.utf8))
    }

    /// How far each witness has seen, by its name and the identifier of its key.
    func sizes() -> [String: UInt64] {
        guard let bytes = try? LocalFile.read(sizePath) else { return [:] }
        var sizes: [String: UInt64] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let size = UInt64(parts[1]) else { continue }
            sizes[String(parts[0])] = size
        }
        return sizes
    }

    /// Keeps how far each witness has seen.
    func keep(_ sizes: [String: UInt64]) throws(FileFault) {
        let lines = sizes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        try LocalFile.replace(sizePath, with: Array(lines.joined().utf8))
    }

    /// The newest checkpoint that enough have cosigned, if it is still one of this log.
    func cosigned(log: LogKeys) -> (size: UInt64, note: SignedNote)? {
        guard let bytes = try? LocalFile.read(cosignedPath, atMost: SignedNote.largestByteCount),
            let note = try? SignedNote(parsing: bytes),
            let checkpoint = try? log.verify(note).checkpoint
        else { return nil }
        return (checkpoint.size, note)
    }

    /// Keeps the newest checkpoint that enough have cosigned.
    func keep(_ cosigned: SignedNote) throws(FileFault) {
        try LocalFile.replace(cosignedPath, with: cosigned.bytes)
    }

    /// What stands between the words and the checkpoint.
    private static let note = "; the log's checkpoint was"

    /// From how many bytes on further contradictions are only told in the journal.
    static let mostConflictBytes = 64 << 10
}
