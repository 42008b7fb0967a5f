// SPDX-License-Identifier: Apache-2.0

/// Why a checkpoint was not taken.
package enum CheckpointError: Error, Hashable {
    /// The text has fewer than three lines, an empty line, or no newline at its end.
    case malformed
    /// The first line is no origin.
    case malformedOrigin
    /// The second line is no size: a decimal without leading zeros, below 2^63.
    case malformedSize
    /// The third line is not the base64 of 32 bytes, or not the root of an empty tree of size 0.
    case malformedRoot
    /// The checkpoint is of another log than the key.
    case otherOrigin(NoteName)
    /// The key given for the log signs as witnesses do, which says nothing of the log.
    case keyOfWitness
    /// The note around the checkpoint is not good.
    case note(NoteError)
}

extension CheckpointError: CustomStringConvertible {
    /// What is wrong, for an auditor.
    package var description: String {
        switch self {
        case .malformed: "a checkpoint has three lines: origin, size, root"
        case .malformedOrigin: "the origin has spaces, plus signs or nothing in it"
        case .malformedSize: "the size is no decimal number without leading zeros"
        case .malformedRoot: "the root is not that of a log: 32 bytes in base64"
        case .otherOrigin(let origin): "the checkpoint is of the log \(origin), not of this one"
        case .keyOfWitness: "the key given for the log is a witness's: give a key of type 0x01"
        case .note(let error): error.description
        }
    }
}
