// SPDX-License-Identifier: Apache-2.0

/// Why a file is no proof that a log contradicts itself.
package enum LogConflictError: Error, Hashable {
    /// The file is longer than `LogConflict.largestByteCount`.
    case tooLong(Int)
    /// The first line is not `LogConflict.heading`.
    case otherFormat
    /// The file is not hashes, then two checkpoints, with an empty line before each.
    case malformed
    /// A line that must be a hash is not the base64 of 32 bytes.
    case malformedHash
    /// There are more hashes than `LogConflict.largestHashCount`.
    case tooManyHashes(Int)
    /// One of the two is not a good checkpoint of the log.
    case checkpoint(CheckpointError)
    /// The first checkpoint is of a larger tree than the second.
    case sizesReversed(UInt64, UInt64)
    /// Between these sizes there is one number of hashes, and this is another.
    case wrongCount(Int, expected: Int)
    /// The hashes are not those of the newer tree.
    case wrongRoot
    /// Both checkpoints can be true: the log has done nothing wrong.
    case agreement
}

extension LogConflictError: CustomStringConvertible {
    /// What is wrong, for whoever is to judge the log.
    package var description: String {
        switch self {
        case .tooLong(let count):
            "the file has \(count) bytes, more than \(LogConflict.largestByteCount)"
        case .otherFormat: "the first line is not \(LogConflict.heading)"
        case .malformed: "the file is not hashes and two checkpoints with an empty line before each"
        case .malformedHash: "a hash is not the base64 of 32 bytes"
        case .tooManyHashes(let count):
            "there are \(count) hashes, more than \(LogConflict.largestHashCount)"
        case .checkpoint(let error): error.description
        case .sizesReversed(let old, let new):
            "the first checkpoint has \(old) entries, more than the second's \(new)"
        case .wrongCount(let count, let expected):
            "there are \(count) hashes, not \(expected)"
        case .wrongRoot: "the hashes do not lead to the root of the newer checkpoint"
        case .agreement: "both checkpoints can be true: they prove nothing against the log"
        }
    }
}
