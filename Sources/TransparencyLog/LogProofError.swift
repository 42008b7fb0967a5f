// SPDX-License-Identifier: Apache-2.0

/// Why a proof of a log proves nothing.
package enum LogProofError: Error, Hashable {
    /// The proof is longer than `LogProof.largestByteCount`.
    case tooLong(Int)
    /// The first line is not that of this format.
    case otherFormat
    /// The `extra` line is not standard base64 of at least one byte.
    case malformedExtra
    /// There is no `index` line with a decimal number where one must be.
    case malformedIndex
    /// A line of the proof is not the base64 of 32 bytes.
    case malformedHash
    /// There are more hashes than `LogProof.largestHashCount`.
    case tooManyHashes(Int)
    /// No checkpoint follows an empty line.
    case noCheckpoint
    /// The checkpoint is not good.
    case checkpoint(CheckpointError)
    /// The hashes do not lead from the leaf to the checkpoint's root.
    case inclusion(ProofError)
}

extension LogProofError: CustomStringConvertible {
    /// What is wrong, for an auditor.
    package var description: String {
        switch self {
        case .tooLong(let count):
            "the proof has \(count) bytes, more than \(LogProof.largestByteCount)"
        case .otherFormat: "this is no c2sp.org/tlog-proof@v1"
        case .malformedExtra: "the extra line is not standard base64 with padding"
        case .malformedIndex: "the proof lacks its index line"
        case .malformedHash: "a line of the proof is no hash: 32 bytes in base64"
        case .tooManyHashes(let count):
            "the proof has \(count) hashes, more than \(LogProof.largestHashCount)"
        case .noCheckpoint: "the proof has no checkpoint after an empty line"
        case .checkpoint(let error): error.description
        case .inclusion(let error): error.description
        }
    }
}
