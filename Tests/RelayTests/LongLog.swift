// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog

/// A reading of a log with three levels of tiles, of which only the tree is there, that counts what is
/// read of that.
final class LongLog: ForwardedReading {
    let reading: any StoreReading
    private(set) var read = Read()

    /// What was read of the tree.
    struct Read: Sendable, Hashable {
        var statements = 0
        var rows = 0
    }

    private struct Kept {
        var leaves: [LogLeaf] = []
        var levels: [Int: [SHA256Digest]] = [:]
        var roots: [Int64: SHA256Digest] = [:]
    }

    /// The sizes at which the log is looked at: of one, two and three levels, and a little later.
    static let sizes: [Int64] = [250, 60_000, 66_500, 66_503]

    private static let kept: Kept = {
        var (kept, tree) = (Kept(), Frontier())
        for index in 0..<(sizes.last ?? 0) {
            let commitment = SHA256.digest(of: Array("facts of \(index)".utf8))
            let leaf = LogLeaf(
                at: Instant(milliseconds: index), partnership: 1,
                commitment: commitment)
            kept.leaves.append(leaf)
            for whole in tree.append(leaf.hash) {
                kept.levels[whole.level, default: []].append(whole.hash)
            }
            if sizes.contains(index + 1) { kept.roots[index + 1] = tree.root }
        }
        return kept
    }()

    init(_ reading: any StoreReading) { self.reading = reading }

    /// The root at one of the sizes.
    func root(size: Int64) -> SHA256Digest? { Self.kept.roots[size] }

    /// What was read since this was last asked for.
    func takeRead() -> Read {
        defer { read = Read() }
        return read
    }

    func leaves(in range: Range<Int64>) throws(StoreFailure) -> [LogLeaf] {
        count(range)
        return Array(Self.kept.leaves[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
        count(range)
        return Array((Self.kept.levels[level] ?? [])[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    private func count(_ range: Range<Int64>) {
        read.statements += 1
        read.rows += range.count
    }
}
