// SPDX-License-Identifier: Apache-2.0

import Signing

/// Every node of a small tree, computed by hand from its leaves up.
struct TreePicture {
    private let leaves: [[UInt8]]

    init(_ leaves: [SHA256Digest]) { self.leaves = leaves.map(\.bytes) }

    /// The inner nodes by the leaves that they stand over, the root last.
    var markdown: String {
        nodes(0..<leaves.count).map { range, hash in
            let name = range.count == leaves.count ? "root" : "node"
            return Show.bytes(
                "\(name) over leaves \(range.lowerBound) to \(range.upperBound - 1)", hash)
        }.joined(separator: "\n\n")
    }

    private func nodes(_ range: Range<Int>) -> [(Range<Int>, [UInt8])] {
        guard range.count > 1 else { return [] }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return nodes(range.lowerBound..<middle) + nodes(middle..<range.upperBound)
            + [(range, ByHand.root(Array(leaves[range])))]
    }
}
