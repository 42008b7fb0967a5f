// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Signing
import TransparencyLog
import Wire

/// How far an inspection has come without a fault, so that it can go on from there after a restart.
package struct InspectionMark: Sendable, Hashable {
    /// The next entry, at the beginning of a block.
    package let next: Int64
    /// The time of the entry before it.
    package let lastAt: Instant
    /// The right edge of the tree of blocks so far.
    let blocks: Frontier

    init(next: Int64, lastAt: Instant, blocks: Frontier) {
        self.next = next
        self.lastAt = lastAt
        self.blocks = blocks
    }

    /// The mark as a file keeps it: two numbers, then a hash a line.
    package var bytes: [UInt8] {
        let lines =
            ["\(next) \(lastAt.milliseconds)"] + blocks.hashes.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads a mark; nil when it is none, and the inspection begins at the beginning.
    package init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let numbers = lines.first?.split(separator: " ").compactMap { Int64($0) } ?? []
        guard numbers.count == 2, numbers[0] > 0,
            numbers[0].isMultiple(of: Int64(TreeInspection.blockLeaves))
        else { return nil }
        let hashes = lines.dropFirst().compactMap { line in
            (try? Base64.decode(String(line))).flatMap { SHA256Digest(bytes: $0) }
        }
        let size = UInt64(numbers[0]) / TreeInspection.blockLeaves
        guard let blocks = try? Frontier(size: size, hashes: hashes) else { return nil }
        self.init(
            next: numbers[0], lastAt: Instant(milliseconds: numbers[1]), blocks: blocks)
    }
}
