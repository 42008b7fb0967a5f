// SPDX-License-Identifier: Apache-2.0

/// Why a proof proves nothing.
package enum ProofError: Error, Hashable {
    /// The leaf is not in a tree of this size.
    case indexBeyondSize(UInt64, size: UInt64)
    /// The older tree is larger than the newer one.
    case sizesReversed(UInt64, UInt64)
    /// A proof between these sizes has one number of hashes, and this is another.
    case wrongCount(Int, expected: Int)
    /// The hashes do not lead to the root.
    case wrongRoot
    /// The hashes do not lead to the older root.
    case wrongOldRoot
}

extension ProofError: CustomStringConvertible {
    /// What is wrong, for an auditor.
    package var description: String {
        switch self {
        case .indexBeyondSize(let index, let size):
            "leaf \(index) is not in a tree of \(size) leaves"
        case .sizesReversed(let old, let new): "\(old) leaves are no part of \(new)"
        case .wrongCount(let count, let expected): "the proof has \(count) hashes, not \(expected)"
        case .wrongRoot: "the proof does not lead to the root: the log or the proof was changed"
        case .wrongOldRoot:
            "the proof does not lead to the older root: the log has rewritten what it had shown"
        }
    }
}
