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
    /// The entries before it that have no facts, and of which none before it says that they were purged.
    let missing: Set<Int64>

    /// The most spans of missing entries that a mark has: who finds more begins anew where the mark
    /// before it stands.
    static let mostSpans = 8_192
    /// The most bytes that a mark has: a hash for each level, and two numbers for each span.
    package static let mostBytes = 512 << 10

    /// Notes how far it came; nil where too much is missing to be noted.
    init?(next: Int64, lastAt: Instant, blocks: Frontier, missing: Set<Int64>) {
        guard missing.spans.count <= Self.mostSpans else { return nil }
        self.next = next
        self.lastAt = lastAt
        self.blocks = blocks
        self.missing = missing
    }

    /// The mark as a file keeps it: two numbers, then a hash a line, then a span of missing entries a line,
    /// its first and its last.
    package var bytes: [UInt8] {
        let lines =
            ["\(next) \(lastAt.milliseconds)"] + blocks.hashes.map { Base64.encode($0.bytes) }
            + missing.spans.map { "\(Self.missingWord) \($0.lowerBound) \($0.upperBound)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static let missingWord = "missing"

    /// Reads a mark; nil when it is none, and the inspection begins at the beginning.
    package init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let numbers = lines.first?.split(separator: " ").compactMap { Int64($0) } ?? []
        guard numbers.count == 2, numbers[0] > 0,
            numbers[0].isMultiple(of: Int64(TreeInspection.blockLeaves))
        else { return nil }
        let rest = lines.dropFirst().map { $0.split(separator: " ") }
        let hashes = rest.filter { $0.count == 1 }.compactMap { words in
            (try? Base64.decode(String(words[0]))).flatMap { SHA256Digest(bytes: $0) }
        }
        let spans = rest.filter { $0.count > 1 }.compactMap(Self.span)
        guard spans.count + hashes.count == rest.count,
            spans.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound < numbers[0] })
        else { return nil }
        let size = UInt64(numbers[0]) / TreeInspection.blockLeaves
        guard let blocks = try? Frontier(size: size, hashes: hashes) else { return nil }
        self.init(
            next: numbers[0], lastAt: Instant(milliseconds: numbers[1]), blocks: blocks,
            missing: spans.reduce(into: []) { $0.formUnion($1) })
    }

    private static func span(_ words: [Substring]) -> ClosedRange<Int64>? {
        guard words.count == 3, words[0] == missingWord, let first = Int64(words[1]),
            let last = Int64(words[2]), first <= last
        else { return nil }
        return first...last
    }
}

extension Set<Int64> {
    /// The same numbers as spans without gaps, in order.
    fileprivate var spans: [ClosedRange<Int64>] {
        var spans: [ClosedRange<Int64>] = []
        for number in sorted() {
            if let last = spans.last, last.upperBound == number - 1 {
                spans[spans.count - 1] = last.lowerBound...number
            } else {
                spans.append(number...number)
            }
        }
        return spans
    }
}
