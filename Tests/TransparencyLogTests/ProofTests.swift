// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog

/// Sizes of trees: all from one leaf to beyond the width of a tile.
private let sizes = 1...300
private let all = leaves(300)
private let roots = (0...300).map { rootByDefinition(all[..<$0]) }

@Suite struct `An inclusion proof` {
    @Test(arguments: sizes)
    func `is good for every leaf of a tree`(size: Int) throws {
        for index in 0..<size {
            let proof = try InclusionProof.prove(
                UInt64(index), size: UInt64(size), from: LeafHashes(all))
            try proof.check(leaf: all[index], root: roots[size])
        }
    }

    @Test(arguments: [1, 2, 7, 8, 13, 257])
    func `is refused for every other leaf, index and size`(size: Int) throws {
        for index in [0, size / 2, size - 1] {
            let proof = try InclusionProof.prove(
                UInt64(index), size: UInt64(size), from: LeafHashes(all))
            for other in 0..<300 where other != index {
                #expect(throws: ProofError.wrongRoot) {
                    try proof.check(leaf: all[other], root: roots[size])
                }
                let moved = InclusionProof(
                    index: UInt64(other), size: proof.size, hashes: proof.hashes)
                #expect(throws: ProofError.self) {
                    try moved.check(leaf: all[index], root: roots[size])
                }
            }
            #expect(throws: ProofError.wrongRoot) {
                try proof.check(leaf: all[index], root: roots[size + 1])
            }
        }
    }

    @Test(arguments: [2, 7, 257])
    func `is refused when any one byte of it was changed`(size: Int) throws {
        let index = size / 2
        let proof = try InclusionProof.prove(
            UInt64(index), size: UInt64(size), from: LeafHashes(all))
        for (number, hash) in proof.hashes.enumerated() {
            for position in 0..<32 {
                var hashes = proof.hashes
                hashes[number] = turned(hash, at: position)
                let changed = InclusionProof(index: proof.index, size: proof.size, hashes: hashes)
                #expect(throws: ProofError.wrongRoot) {
                    try changed.check(leaf: all[index], root: roots[size])
                }
            }
        }
    }

    @Test func `is refused with a hash too many or too few`() throws {
        let proof = try InclusionProof.prove(5, size: 8, from: LeafHashes(all))
        for hashes in [proof.hashes + [all[0]], Array(proof.hashes.dropLast()), []] {
            let changed = InclusionProof(index: 5, size: 8, hashes: hashes)
            #expect(throws: ProofError.wrongCount(hashes.count, expected: 3)) {
                try changed.check(leaf: all[5], root: roots[8])
            }
        }
    }

    @Test func `is not made of a leaf beyond the tree`() {
        #expect(throws: TreeError.indexBeyondSize(8, size: 8)) {
            try InclusionProof.prove(8, size: 8, from: LeafHashes(all))
        }
        let proof = InclusionProof(index: .max, size: 8, hashes: [])
        #expect(throws: ProofError.indexBeyondSize(.max, size: 8)) {
            try proof.check(leaf: all[0], root: roots[8])
        }
    }

    @Test func `is not made of a store with a hash too few`() {
        #expect(throws: TreeError.missingHashes(tileLevel: 0, range: 0..<8, found: 7)) {
            try InclusionProof.prove(3, size: 8, from: ShortHashes())
        }
        #expect(throws: TreeError.missingHashes(tileLevel: 0, range: 256..<301, found: 0)) {
            try InclusionProof.prove(299, size: 301, from: LeafHashes(all))
        }
    }
}

@Suite struct `A consistency proof` {
    @Test(arguments: sizes)
    func `is good for every smaller tree`(size: Int) throws {
        for old in 0...size {
            let proof = try ConsistencyProof.prove(
                from: UInt64(old), to: UInt64(size), from: LeafHashes(all))
            try proof.check(oldRoot: roots[old], newRoot: roots[size])
        }
    }

    @Test(arguments: [2, 3, 8, 13, 257])
    func `is refused for other roots and sizes`(size: Int) throws {
        for old in Set([1, size / 2, size - 1]) {
            let proof = try ConsistencyProof.prove(
                from: UInt64(old), to: UInt64(size), from: LeafHashes(all))
            // The older root itself stands in for the first hash when it is of a complete subtree.
            let refusal =
                old.nonzeroBitCount == 1 ? ProofError.wrongRoot : ProofError.wrongOldRoot
            #expect(throws: refusal) {
                try proof.check(oldRoot: roots[old + 1], newRoot: roots[size])
            }
            #expect(throws: ProofError.wrongRoot) {
                try proof.check(oldRoot: roots[old], newRoot: roots[size + 1])
            }
            for other in 1...size where other != old {
                let moved = ConsistencyProof(
                    oldSize: UInt64(other), newSize: UInt64(size), hashes: proof.hashes)
                #expect(throws: ProofError.self) {
                    try moved.check(oldRoot: roots[old], newRoot: roots[size])
                }
            }
        }
    }

    @Test(arguments: [(1, 8), (6, 8), (3, 7), (255, 257), (256, 300)])
    func `is refused when any one byte of it was changed`(old: Int, new: Int) throws {
        let proof = try ConsistencyProof.prove(
            from: UInt64(old), to: UInt64(new), from: LeafHashes(all))
        for (number, hash) in proof.hashes.enumerated() {
            for position in 0..<32 {
                var hashes = proof.hashes
                hashes[number] = turned(hash, at: position)
                let changed = ConsistencyProof(
                    oldSize: proof.oldSize, newSize: proof.newSize, hashes: hashes)
                #expect(throws: ProofError.self) {
                    try changed.check(oldRoot: roots[old], newRoot: roots[new])
                }
            }
        }
    }

    @Test func `is refused with a hash too many or too few`() throws {
        let proof = try ConsistencyProof.prove(from: 6, to: 8, from: LeafHashes(all))
        for hashes in [proof.hashes + [all[0]], Array(proof.hashes.dropLast()), []] {
            let changed = ConsistencyProof(oldSize: 6, newSize: 8, hashes: hashes)
            #expect(throws: ProofError.wrongCount(hashes.count, expected: 3)) {
                try changed.check(oldRoot: roots[6], newRoot: roots[8])
            }
        }
    }

    @Test func `from nothing or to the same tree is empty, and its roots still count`() throws {
        func check(_ old: UInt64, _ new: UInt64, _ hashes: [SHA256Digest] = []) -> (Int, Int) throws
            -> Void
        {
            { oldRoot, newRoot in
                try ConsistencyProof(oldSize: old, newSize: new, hashes: hashes)
                    .check(oldRoot: roots[oldRoot], newRoot: roots[newRoot])
            }
        }
        try check(0, 0)(0, 0)
        try check(0, 5)(0, 5)
        try check(5, 5)(5, 5)
        #expect(throws: ProofError.wrongOldRoot) { try check(0, 5)(1, 5) }
        #expect(throws: ProofError.wrongRoot) { try check(0, 0)(0, 5) }
        #expect(throws: ProofError.wrongRoot) { try check(5, 5)(5, 6) }
        #expect(throws: ProofError.wrongCount(1, expected: 0)) { try check(0, 5, [all[0]])(0, 5) }
        #expect(throws: ProofError.wrongCount(1, expected: 0)) { try check(5, 5, [all[0]])(5, 5) }
    }

    @Test func `is not made backwards`() {
        #expect(throws: TreeError.sizesReversed(9, 8)) {
            try ConsistencyProof.prove(from: 9, to: 8, from: LeafHashes(all))
        }
        let proof = ConsistencyProof(oldSize: 9, newSize: 8, hashes: [])
        #expect(throws: ProofError.sizesReversed(9, 8)) {
            try proof.check(oldRoot: roots[9], newRoot: roots[8])
        }
    }
}

@Suite struct `A log that keeps a hash of every 16` {
    private static let log: StoredHashes = {
        var log = StoredHashes()
        for index in 0..<66_000 { log.append(Array("leaf \(index)".utf8)) }
        return log
    }()

    @Test(arguments: [1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_000] as [UInt64])
    func `proves its leaves and its growth at any size`(size: UInt64) throws {
        let log = Self.log
        let root = try log.root(size: size)
        for index in Set([0, size / 3, size / 2, size - 1]) {
            let proof = try InclusionProof.prove(index, size: size, from: log)
            try proof.check(leaf: MerkleTree.leafHash(of: log.entries[Int(index)]), root: root)
        }
        let now = UInt64(log.entries.count)
        let growth = try ConsistencyProof.prove(from: size, to: now, from: log)
        try growth.check(oldRoot: root, newRoot: log.frontier.root)
    }

    /// Tiles of every level, full, of the right edge, and narrower than the tree has them.
    private static func tiles(_ size: UInt64) throws -> [Tile] {
        var tiles: [Tile] = []
        for level in 0...2 {
            let count = TreeHashLayout.count(tileLevel: level, size: size)
            for index in Set([0, count / 512, count / 256]) {
                for width in [1, 3, 255, 256, Int(count % 256)] where width > 0 {
                    let tile = try Tile(.hashes(level: level), index: index, width: width)
                    if tile.isWithin(size: size) { tiles.append(tile) }
                }
            }
        }
        return tiles
    }

    @Test(arguments: [1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_000] as [UInt64])
    func `holds a tile that is given to its root, and no other`(size: UInt64) throws {
        let (log, root) = (Self.log, try Self.log.root(size: size))
        let tiles = try Self.tiles(size)
        #expect(!tiles.isEmpty)
        for tile in tiles {
            var hashes = try tile.hashes(from: log, size: size)
            #expect(try log.root(size: size, given: tile.subtrees(hashes)) == root, "\(tile.path)")
            hashes[tile.width / 2] = MerkleTree.leafHash(of: [1])
            #expect(try log.root(size: size, given: tile.subtrees(hashes)) != root, "\(tile.path)")
        }
    }

    @Test func `publishes its tiles and nothing beyond its size`() throws {
        let log = Self.log
        let size = UInt64(log.entries.count)
        let full = try Tile(.hashes(level: 1), index: 0)
        #expect(try full.bytes(from: log, size: size).count == 8192)
        let top = try Tile(.hashes(level: 2), index: 0, width: 1)
        let hash = try log.hashes(tileLevel: 4, range: 0..<1)[0]
        #expect(try top.bytes(from: log, size: size) == hash.bytes)
        let last = try Tile(.hashes(level: 0), index: size / 256, width: Int(size % 256))
        #expect(try last.bytes(from: log, size: size).count == Int(size % 256) * 32)
        let beyond = try Tile(.hashes(level: 0), index: size / 256, width: Int(size % 256) + 1)
        for tile in [beyond, try Tile(.hashes(level: 2), index: 0, width: 2)] {
            #expect(throws: TileError.beyondSize(size)) { try tile.bytes(from: log, size: size) }
        }
        let never = try Tile(.hashes(level: 63), index: 0, width: 1)
        #expect(throws: TileError.beyondSize(size)) { try never.bytes(from: log, size: size) }
        let entries = try Tile(.entries, index: 0)
        #expect(entries.isWithin(size: 256) && !entries.isWithin(size: 255))
        #expect(throws: TileError.holdsEntries) { try entries.bytes(from: log, size: size) }
    }
}
