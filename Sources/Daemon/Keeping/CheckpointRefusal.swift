// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Why a store is not served, judged by what vouches for the log outside it (exit 78).
package enum CheckpointRefusal: Error, Sendable, Hashable {
    /// The file is there and does not hold a checkpoint that the log's key has signed.
    case unreadable(String, why: String)
    /// The file is that of another log.
    case otherLog(String, kept: String, configured: String)
    /// The head of the store, of so many entries, is signed by keys that the configuration does not name.
    case unknownKey(size: Int64, signers: [String])
    /// The store has fewer entries than the file vouches for; its last entry is of that time.
    case behind(String, kept: Int64, stored: Int64, since: Instant?)
    /// The store has as many entries or more, and they are others.
    case otherHistory(String, size: Int64)
    /// The store has fewer entries than a witness has seen.
    case behindWitness(String, seen: Int64, stored: Int64, since: Instant?)
    /// A witness contradicts the log, in the words of that file, and nobody has looked yet.
    case contradicted(String, words: String)
}

extension CheckpointRefusal: CustomStringConvertible {
    /// What is wrong, then what to do.
    package var description: String {
        switch self {
        case .unreadable(let path, let why):
            "\(path) holds no checkpoint of this log (\(why)): without it nobody can tell whether "
                + "the store went back in time. If the store is surely the newest there is, move "
                + "the file away; else restore both from the newest backup"
        case .otherLog(let path, let kept, let configured):
            "\(path) is the checkpoint of the log \(kept), and the configuration names \(configured): "
                + "name the log that the store holds"
        case .unknownKey(let size, let signers):
            "the checkpoint of the store's \(size) entries is signed by "
                + "\(signers.joined(separator: " and ")), and the configuration names another key of the "
                + "log: write the old key under `log.previous`, where its public half (`vkey`) is enough. "
                + "Without it no receipt of its time could be verified any more"
        case .behind(let path, let kept, let stored, let since):
            "the store went back in time: it holds \(stored) entries, and \(path) vouches for \(kept). "
                + Self.lost(kept - stored, since)
                + "Restore a newer backup of the store, or put back "
                + "the file that it was copied from" + Self.orAccept
        case .otherHistory(let path, let size):
            "the store holds another history than \(path), which vouches for its first \(size) "
                + "entries. Restore the store that this file belongs to" + Self.orAccept
        case .behindWitness(let name, let seen, let stored, let since):
            "the log is behind: it holds \(stored) entries, and the witness \(name) has seen \(seen). "
                + Self.lost(seen - stored, since) + "Restore a newer backup of the store"
                + Self.orAccept
        case .contradicted(let path, let words):
            "a witness contradicts the log: \(words). Compare its checkpoint with the log's, which is in "
                + "\(path); restore the store that the witness has seen, if this is not it, and then "
                + "move the file away" + Self.orAccept
        }
    }

    private static func lost(_ count: Int64, _ since: Instant?) -> String {
        "\(count == 1 ? "The entry that was" : "The \(count) entries that were") acknowledged since "
            + "\(since.map(\.rfc3339) ?? "the beginning") would be lost. "
    }

    private static let orAccept =
        ". If what is missing is lost for good, start once with --accept-gap: the log goes on under "
        + "another origin, and says so. Put the newest list of purges and legal holds (the store's name "
        + "with `.purged`) beside it first: holds placed since the backup that are not on it are lost"
}
