// SPDX-License-Identifier: Apache-2.0

package import TransparencyLog

/// That a log does not stand by what it has shown, which must never be missed or explained away.
package enum LogAlarm: Error, Hashable {
    /// Two of its checkpoints cannot both be true.
    case conflict(LogConflict, ours: UInt64, shown: UInt64, place: String)
    /// It shows fewer entries than it has shown before; what it shows agrees, as far as can be told.
    case smaller(ours: UInt64, shown: SeenCheckpoint, place: String)
    /// It shows itself under an origin that it had left.
    case olderOrigin(ours: NoteName, shown: SeenCheckpoint, place: String)

    /// Keeps the evidence beside a file or folder, and says what happened, what to keep and whom to tell.
    ///
    /// - Parameter path: what the checkpoint that was known before stands in.
    package func failure(keepingBeside path: String) -> ToolFailure {
        switch self {
        case .conflict(let conflict, let ours, let shown, let place):
            ToolFailure(
                .data,
                [
                    "THE LOG CONTRADICTS ITSELF. \(place) shows \(shown) entries that do not agree with "
                        + "the \(ours) that it has shown before (\(path)).",
                    "Both checkpoints are signed by the log. "
                        + Self.keep(conflict.bytes, path + ".log-conflict"),
                    "Keep that file and \(path), change neither; `baton verify` checks the proof. Send "
                        + "it to the other agencies, to the partnership and to its inspectorate, not to "
                        + "the operator alone.",
                ])
        case .olderOrigin(let ours, let shown, let place):
            ToolFailure(
                .data,
                [
                    "THE LOG HAS GONE BACK. \(place) shows \(shown.size) entries of "
                        + "\(shown.checkpoint.origin), and has gone on as \(ours) before (\(path)).",
                    "It has signed both. " + Self.keep(shown.note.bytes, path + ".smaller"),
                    "Keep that file and \(path), change neither. Ask the operator whether an older "
                        + "backup was restored, and tell the partnership.",
                ])
        case .smaller(let ours, let shown, let place):
            ToolFailure(
                .data,
                [
                    "THE LOG HAS GONE BACK. \(place) shows \(shown.size) entries, and has shown \(ours) "
                        + "before (\(path)).",
                    "It has signed both. " + Self.keep(shown.note.bytes, path + ".smaller"),
                    "Keep that file and \(path), change neither. Ask the operator whether a backup was "
                        + "restored, and tell the partnership: \(ours - shown.size) entries and the "
                        + "receipts for them are in doubt.",
                ])
        }
    }

    /// Keeps evidence in a file of its own, and says in which: what was found first is never written
    /// over.
    private static func keep(_ bytes: [UInt8], _ path: String) -> String {
        let paths = [path] + (2...largestFileCount).map { "\(path)-\($0)" }
        do throws(ToolFailure) {
            for file in paths {
                guard Files.exists(file) else {
                    try Files.writeNew(file, bytes)
                    return "The evidence is in \(file)."
                }
                if try Files.read(file) == bytes { return "The evidence is in \(file)." }
            }
            return "The evidence was not kept: there are \(largestFileCount) files of it already."
        } catch {
            return "The evidence could not be kept: \(error.description)."
        }
    }

    /// How many pieces of evidence are kept beside one file.
    package static let largestFileCount = 16
}
