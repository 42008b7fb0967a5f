// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// What the check of a proof that a log contradicts itself has found, for people and programs.
struct ConflictReport {
    private let log: LogKeys
    private let verified: LogConflict.Verified

    /// Checks the proof in a file.
    init(_ bytes: [UInt8], from file: String, log: LogKeys) throws(ToolFailure) {
        self.log = log
        do throws(LogConflictError) {
            verified = try LogConflict(parsing: bytes).check(log: log)
        } catch {
            throw ToolFailure(
                .data, ["\(file) proves nothing against the log: \(error.description)"],
                json: ["verdict": "broken", "detail": .string(error.description)])
        }
    }

    /// The lines for people.
    var lines: [String] {
        let (older, newer) = (verified.older, verified.newer)
        return [
            "good    format      \(LogConflict.heading)",
            "good    signatures  \(log.current.name) has signed both checkpoints",
            "good    older       \(older.size) entries, root \(older.root)",
            "good    newer       \(newer.size) entries, root \(newer.root)",
            "good    conflict    at \(older.size) entries the newer one has the root "
                + "\(verified.rootOfNewerAtOldSize)",
            "The log \(log.current.name) contradicts itself: the two cannot both be true.",
        ]
    }

    /// The same for programs.
    var json: JSONValue {
        [
            "verdict": "conflict", "origin": .string(log.current.name.text),
            "older": Self.json(verified.older), "newer": Self.json(verified.newer),
            "root_of_newer_at_older_size": .string(verified.rootOfNewerAtOldSize.description),
        ]
    }

    private static func json(_ checkpoint: Checkpoint) -> JSONValue {
        [
            "size": .integer(Int64(clamping: checkpoint.size)),
            "root": .string(checkpoint.root.description),
        ]
    }
}
