// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// Leaves to build trees of.
func leaves(_ count: Int) -> [SHA256Digest] {
    (0..<count).map { MerkleTree.leafHash(of: Array("leaf \($0)".utf8)) }
}

/// MTH of RFC 6962 section 2.1, written down as the RFC says it and in no other way.
func rootByDefinition(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
    guard let first = leaves.first else { return SHA256.digest(of: []) }
    guard leaves.count > 1 else { return first }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let left = rootByDefinition(leaves.prefix(split))
    return SHA256.digest(
        ofPieces: [1], left.bytes, rootByDefinition(leaves.dropFirst(split)).bytes)
}

/// A digest with one bit of one byte turned.
func turned(_ digest: SHA256Digest, at position: Int) -> SHA256Digest {
    var bytes = digest.bytes
    bytes[position] ^= 1
    return SHA256Digest(bytes: bytes) ?? digest
}

/// Hashes of a log as a store keeps them: entries, and one hash for every 256 hashes below.
struct StoredHashes: TreeHashes {
    var entries: [[UInt8]] = []
    var completed: [Int: [SHA256Digest]] = [:]
    var frontier = Frontier()

    mutating func append(_ entry: [UInt8]) {
        entries.append(entry)
        for subtree in frontier.append(MerkleTree.leafHash(of: entry)) {
            precondition(
                subtree.index == UInt64(completed[subtree.level]?.count ?? 0), "In order.")
            completed[subtree.level, default: []].append(subtree.hash)
        }
    }

    var tileHeight: Int { TreeHashLayout.keptTileHeight }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let range = Int(range.lowerBound)..<Int(range.upperBound)
        guard tileLevel > 0 else { return entries[range].map(MerkleTree.leafHash) }
        return Array((completed[tileLevel] ?? [])[range])
    }
}

/// A store that has lost its last hash.
struct ShortHashes: TreeHashes {
    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        Array(leaves(range.count).dropLast())
    }
}
