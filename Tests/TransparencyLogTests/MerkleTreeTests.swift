// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A Merkle tree` {
    @Test func `hashes an entry after a zero byte and two hashes after a one`() {
        let entry: [UInt8] = [1, 2, 3]
        #expect(MerkleTree.leafHash(of: entry) == SHA256.digest(of: [0] + entry))
        let (left, right) = (MerkleTree.leafHash(of: [1]), MerkleTree.leafHash(of: [2]))
        #expect(
            MerkleTree.nodeHash(left, right) == SHA256.digest(of: [1] + left.bytes + right.bytes))
        #expect(MerkleTree.emptyRoot == SHA256.digest(of: []))
    }

    @Test func `has the root that RFC 6962 defines, at every size`() throws {
        let all = leaves(300)
        for size in 0...300 {
            let root = rootByDefinition(all[..<size])
            #expect(MerkleTree.root(ofLeaves: all[..<size]) == root)
            #expect(try LeafHashes(all).root(size: UInt64(size)) == root)
        }
    }

    @Test func `proves each of a few leaves at hand`() throws {
        for size in 1...40 {
            let leaves = leaves(size)
            let root = MerkleTree.root(ofLeaves: leaves)
            for index in 0..<size {
                let proof = MerkleTree.path(of: index, inLeaves: leaves)
                try proof.check(leaf: leaves[index], root: root)
                let asked = try InclusionProof.prove(
                    UInt64(index), size: UInt64(size), from: LeafHashes(leaves))
                #expect(proof == asked)
            }
        }
    }

    @Test func `proves no leaf that is not there`() async {
        await #expect(processExitsWith: .failure) {
            _ = MerkleTree.path(of: 1, inLeaves: [MerkleTree.emptyRoot])
        }
    }
}

@Suite struct `A frontier` {
    @Test func `comes back from what was stored of it, at every size`() throws {
        var frontier = Frontier()
        for leaf in leaves(300) {
            let stored = try Frontier(size: frontier.size, hashes: frontier.hashes)
            #expect(stored == frontier)
            #expect(stored.root == frontier.root)
            _ = frontier.append(leaf)
        }
        #expect(frontier.size == 300)
    }

    @Test func `says which tile subtrees an append completed`() {
        let all = leaves(260)
        var frontier = Frontier()
        var completed: [CompletedSubtree] = []
        for leaf in all { completed += frontier.append(leaf) }
        let first = (0..<16).map { index in
            CompletedSubtree(
                level: 1, index: UInt64(index),
                hash: rootByDefinition(all[(16 * index)..<(16 * (index + 1))]))
        }
        let second = CompletedSubtree(level: 2, index: 0, hash: rootByDefinition(all[..<256]))
        #expect(completed == first + [second])
    }

    @Test func `completes four levels at once with the 65,536th leaf`() throws {
        // All but the last leaf: one subtree of each size, here with made-up hashes.
        let hashes = leaves(16)
        var frontier = try Frontier(size: 65_535, hashes: hashes)
        let completed = frontier.append(hashes[0])
        #expect(completed.map(\.level) == [1, 2, 3, 4])
        #expect(completed.map(\.index) == [4_095, 255, 15, 0])
        #expect(frontier.hashes == [completed[3].hash])
    }

    @Test func `is refused when it has another number of hashes than its size`() {
        #expect(throws: FrontierError.wrongCount(1, expected: 2)) {
            try Frontier(size: 3, hashes: leaves(1))
        }
        #expect(throws: FrontierError.wrongCount(1, expected: 0)) {
            try Frontier(size: 0, hashes: leaves(1))
        }
    }

    @Test func `has a largest size, and is refused beyond it`() throws {
        let full = try Frontier(size: MerkleTree.largestSize, hashes: leaves(63))
        #expect(full.size == MerkleTree.largestSize)
        let beyond = MerkleTree.largestSize + 1
        #expect(throws: FrontierError.tooLarge(beyond)) {
            try Frontier(size: beyond, hashes: leaves(1))
        }
    }

    @Test func `does not grow beyond its largest size`() async {
        await #expect(processExitsWith: .failure) {
            var frontier = try Frontier(size: MerkleTree.largestSize, hashes: leaves(63))
            _ = frontier.append(MerkleTree.emptyRoot)
        }
    }
}
