// SPDX-License-Identifier: Apache-2.0

package import TransparencyLog

/// A checkpoint that somebody was shown, with the log's signature on it verified.
package struct SeenCheckpoint: Sendable, Hashable {
    /// What was signed, verbatim, and who else has signed it.
    package let note: SignedNote
    /// What it says.
    package let checkpoint: Checkpoint

    /// The number of its origin among those that a log went on under; 1 for the first.
    func originNumber(_ base: String) -> Int {
        LogOrigin.number(of: checkpoint.origin.text, base: base) ?? 1
    }

    /// The most entries that a log can have: their indexes are numbers of JSON, which carries no larger
    /// ones exactly (RFC 7493, section 2.2).
    package static let largestSize: UInt64 = 1 << 53 - 1

    /// How many entries the log has.
    package var size: UInt64 { checkpoint.size }

    /// Reads a checkpoint and verifies that the log has signed it, and that it states no more entries than
    /// a log can have.
    ///
    /// - Parameter place: where the bytes come from, for the failure.
    package init(
        _ bytes: [UInt8], log: LogKeys, from place: String
    ) throws(ToolFailure) {
        do {
            note = try SignedNote(parsing: bytes)
            checkpoint = try log.verify(note).checkpoint
        } catch {
            throw ToolFailure(.data, "\(place): the checkpoint does not hold: \(error)")
        }
        guard checkpoint.size <= Self.largestSize else {
            throw ToolFailure(
                .data,
                "\(place): the checkpoint states \(checkpoint.size) entries, more than a log can have"
            )
        }
    }
}
