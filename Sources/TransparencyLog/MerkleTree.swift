// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The hashes of RFC 6962 section 2.1: how entries become leaves, and leaves one root.
package enum MerkleTree {
    /// The largest size of a tree: elsewhere sizes and indexes are signed 64-bit numbers.
    package static let largestSize = UInt64(Int64.max)

    /// The root of a tree without leaves: the digest of nothing.
    package static let emptyRoot = SHA256.digest(of: [])

    /// The hash of an entry: SHA-256(0x00 ‖ entry).
    package static func leafHash(of entry: [UInt8]) -> SHA256Digest {
        SHA256.digest(prefix: 0x00, entry)
    }

    /// The hash of an entry that begins with a salt: SHA-256(0x00 ‖ salt ‖ rest).
    package static func leafHash(of salt: SHA256Digest, _ rest: [UInt8]) -> SHA256Digest {
        SHA256.digest(prefix: 0x00, salt, rest)
    }

    /// The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right).
    package static func nodeHash(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        SHA256.digest(prefix: 0x01, left, right)
    }

    /// The root over leaves that are all at hand.
    package static func root(ofLeaves leaves: [SHA256Digest]) -> SHA256Digest {
        root(ofLeaves: leaves[...])
    }

    /// The root over some of the leaves at hand, as if they were all.
    package static func root(ofLeaves leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        var frontier = Frontier()
        for leaf in leaves { _ = frontier.append(leaf) }
        return frontier.root
    }

    /// The inclusion proof of one leaf among leaves that are all at hand.
    package static func path(
        of index: Int, inLeaves leaves: [SHA256Digest]
    ) -> InclusionProof {
        WholeTree(leaves: leaves).path(of: index)
    }

    /// The size of the left half of a tree with at least two leaves.
    static func largestPowerOfTwo(below size: UInt64) -> UInt64 {
        1 << (63 - (size - 1).leadingZeroBitCount)
    }
}
