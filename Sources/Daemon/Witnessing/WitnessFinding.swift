// SPDX-License-Identifier: Apache-2.0

import TransparencyLog

/// What came of asking a witness.
enum WitnessFinding: Hashable {
    /// It has cosigned.
    case cosigned(NoteSignature)
    /// It has seen another checkpoint last than was thought, and is asked again from there.
    case behind
    /// It says that it has seen more entries than the log has; it shows no signature for that.
    case ahead(seen: UInt64, stored: UInt64)
    /// It has seen what cannot be, if the log is what it says.
    case conflict(String)
    /// It does not know the log, so its operator has to add it.
    case unknownLog
    /// It does not believe the log's signature.
    case notTrusted
    /// It did not answer.
    case unreachable
    /// It answered what no witness does.
    case wrong(String)

    /// As metrics count it.
    var word: String {
        switch self {
        case .cosigned: "cosigned"
        case .behind: "behind"
        case .ahead, .conflict: "conflict"
        case .unknownLog: "unknown_log"
        case .notTrusted: "not_trusted"
        case .unreachable: "unreachable"
        case .wrong: "wrong"
        }
    }

    /// What it has against the log, in words; nil when nothing.
    var contradiction: String? {
        switch self {
        case .ahead(let seen, let stored):
            "it says that it has seen \(seen) entries, and the log has \(stored)"
        case .conflict(let why): why
        case .cosigned, .behind, .unknownLog, .notTrusted, .unreachable, .wrong: nil
        }
    }
}
