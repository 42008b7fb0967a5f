// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The hashes of complete subtrees side by side, as somebody gives them; the tree's root says what they are
/// worth.
package struct GivenSubtrees: Sendable, Hashable {
    /// The leaves under them.
    let leaves: Range<UInt64>
    private let height: Int
    private let hashes: [SHA256Digest]

    /// Takes the hashes of subtrees of 2^`height` leaves each, by the number of the first among those of its
    /// height.
    package init(height: Int, first: UInt64, _ hashes: [SHA256Digest]) {
        self.height = height
        self.hashes = hashes
        let start = first << UInt64(height)
        leaves = start..<(start + UInt64(hashes.count) << UInt64(height))
    }

    /// How many leaves are under each.
    var width: UInt64 { 1 << UInt64(height) }

    /// The hash of the subtree that begins with a leaf.
    func hash(at leaf: UInt64) -> SHA256Digest {
        hashes[Int((leaf - leaves.lowerBound) >> UInt64(height))]
    }
}
