// SPDX-License-Identifier: Apache-2.0

/// Why something could not be computed from a tree's hashes.
package enum TreeError: Error, Hashable {
    /// The store gave fewer hashes, or more, than the tree must have.
    case missingHashes(tileLevel: Int, range: Range<UInt64>, found: Int)
    /// The leaf is not in a tree of this size.
    case indexBeyondSize(UInt64, size: UInt64)
    /// The older tree is larger than the newer one.
    case sizesReversed(UInt64, UInt64)
}

extension TreeError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .missingHashes(let level, let range, let found):
            "the store gave \(found) hashes of level \(level) for \(range): run fsck"
        case .indexBeyondSize(let index, let size):
            "leaf \(index) is not in a tree of \(size) leaves: ask for a larger tree"
        case .sizesReversed(let old, let new):
            "a tree of \(old) leaves is not a prefix of one of \(new)"
        }
    }
}
