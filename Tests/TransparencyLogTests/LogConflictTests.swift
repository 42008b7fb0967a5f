// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog

@Suite struct `A log that contradicts itself` {
    let log: NoteSigner

    init() throws {
        log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
    }

    func note(_ leaves: some Sequence<SHA256Digest>, size: Int, by signer: NoteSigner? = nil)
        -> SignedNote
    {
        let signer = signer ?? log
        let root = MerkleTree.root(ofLeaves: Array(leaves.prefix(size)))
        return Checkpoint(origin: signer.verifierKey.name, size: UInt64(size), root: root)
            .signed(by: signer)
    }

    /// Leaves of which one is not what it was.
    func rewritten(_ leaves: [SHA256Digest], at index: Int) -> [SHA256Digest] {
        var leaves = leaves
        leaves[index] = MerkleTree.leafHash(of: [0xFF])
        return leaves
    }

    static let sizes = [1, 2, 3, 4, 7, 8, 200, 255, 256, 257, 511, 512, 600]

    @Test func `is shown by the hashes of the larger tree, whatever the sizes`() throws {
        let shown = leaves(600)
        for old in Self.sizes {
            for new in Self.sizes where new > old {
                for place in Set([0, old / 2, old - 1]) {
                    let other = rewritten(shown, at: place)
                    let found = try LogConflict.find(
                        note(other, size: new), note(shown, size: old),
                        log: LogKeys(log.verifierKey),
                        from: LeafHashes(other))
                    let read = try LogConflict(parsing: #require(found).bytes)
                    #expect(read == found)
                    let verified = try read.check(log: LogKeys(log.verifierKey))
                    #expect(verified.older.size == UInt64(old))
                    #expect(verified.newer.size == UInt64(new))
                    #expect(
                        verified.rootOfNewerAtOldSize
                            == MerkleTree.root(ofLeaves: other.prefix(old)))
                }
            }
        }
    }

    @Test func `is shown by two roots of one size, and by nothing more`() throws {
        let (shown, other) = (leaves(5), rewritten(leaves(5), at: 4))
        let found = try #require(
            try LogConflict.find(
                note(shown, size: 5), note(other, size: 5), log: LogKeys(log.verifierKey),
                from: LeafHashes([])))
        #expect(found.hashes.isEmpty)
        _ = try LogConflict(parsing: found.bytes).check(log: LogKeys(log.verifierKey))
        let more = LogConflict(older: found.older, newer: found.newer, hashes: [shown[0]])
        #expect(throws: LogConflictError.wrongCount(1, expected: 0)) {
            try more.check(log: LogKeys(log.verifierKey))
        }
    }

    @Test func `is not found where it only grew`() throws {
        let shown = leaves(600)
        for old in [0] + Self.sizes {
            for new in Self.sizes where new >= old {
                let found = try LogConflict.find(
                    note(shown, size: old), note(shown, size: new), log: LogKeys(log.verifierKey),
                    from: LeafHashes(shown))
                #expect(found == nil)
            }
        }
    }

    @Test func `is not proven by checkpoints that agree`() throws {
        let shown = leaves(9)
        let proof = try ConsistencyProof.prove(from: 6, to: 9, from: LeafHashes(shown))
        let honest = LogConflict(
            older: note(shown, size: 6), newer: note(shown, size: 9), hashes: proof.hashes)
        #expect(throws: LogConflictError.agreement) {
            try honest.check(log: LogKeys(log.verifierKey))
        }
        let empty = LogConflict(
            older: note([], size: 0), newer: note(shown, size: 9), hashes: [])
        #expect(throws: LogConflictError.agreement) {
            try empty.check(log: LogKeys(log.verifierKey))
        }
    }

    @Test func `is not proven by hashes of another tree, nor in the wrong order`() throws {
        let (shown, other) = (leaves(9), rewritten(leaves(9), at: 2))
        let found = try #require(
            try LogConflict.find(
                note(shown, size: 6), note(other, size: 9), log: LogKeys(log.verifierKey),
                from: LeafHashes(other)))
        let foreign = LogConflict(
            older: found.older, newer: note(shown, size: 9), hashes: found.hashes)
        #expect(throws: LogConflictError.wrongRoot) {
            try foreign.check(log: LogKeys(log.verifierKey))
        }
        let reversed = LogConflict(older: found.newer, newer: found.older, hashes: found.hashes)
        #expect(throws: LogConflictError.sizesReversed(9, 6)) {
            try reversed.check(log: LogKeys(log.verifierKey))
        }
        let short = LogConflict(
            older: found.older, newer: found.newer, hashes: found.hashes.dropLast())
        #expect(
            throws: LogConflictError.wrongCount(
                found.hashes.count - 1, expected: found.hashes.count)
        ) { try short.check(log: LogKeys(log.verifierKey)) }
    }

    @Test func `is not proven by another's signature`() throws {
        let thief = try NoteSigner(name: log.verifierKey.name, key: .generate(.ed25519))
        let (shown, other) = (leaves(5), rewritten(leaves(5), at: 4))
        let conflict = LogConflict(
            older: note(shown, size: 5), newer: note(other, size: 5, by: thief), hashes: [])
        #expect(throws: LogConflictError.checkpoint(.note(.noKnownKey))) {
            try conflict.check(log: LogKeys(log.verifierKey))
        }
        #expect(throws: CheckpointError.note(.noKnownKey)) {
            try LogConflict.find(
                conflict.older, conflict.newer, log: LogKeys(log.verifierKey), from: LeafHashes([]))
        }
    }

    @Test func `is refused when any byte of the file is another`() throws {
        let (shown, other) = (leaves(9), rewritten(leaves(9), at: 2))
        let found = try LogConflict.find(
            note(shown, size: 6), note(other, size: 9), log: LogKeys(log.verifierKey),
            from: LeafHashes(other))
        let good = try #require(found).bytes
        for position in good.indices {
            for bit: UInt8 in [0x01, 0x20, 0x80] {
                var bytes = good
                bytes[position] ^= bit
                #expect(throws: LogConflictError.self, "byte \(position)") {
                    try LogConflict(parsing: bytes).check(log: LogKeys(log.verifierKey))
                }
            }
        }
        for count in good.indices {
            #expect(throws: LogConflictError.self, "\(count) bytes") {
                try LogConflict(parsing: Array(good.prefix(count))).check(
                    log: LogKeys(log.verifierKey))
            }
        }
    }

    @Test func `is read up to its limits`() throws {
        let hash = Array(repeating: leaves(1)[0], count: LogConflict.largestHashCount)
        let small = note(leaves(1), size: 1)
        let most = LogConflict(older: small, newer: small, hashes: hash)
        #expect(try LogConflict(parsing: most.bytes) == most)
        let more = LogConflict(older: small, newer: small, hashes: hash + hash.prefix(1))
        #expect(throws: LogConflictError.tooManyHashes(65)) {
            try LogConflict(parsing: more.bytes)
        }
        let long =
            Array(LogConflict.heading.utf8)
            + [UInt8](repeating: 0x0A, count: LogConflict.largestByteCount)
        #expect(throws: LogConflictError.tooLong(long.count)) { try LogConflict(parsing: long) }
        #expect(throws: LogConflictError.malformed) {
            try LogConflict(parsing: Array(long.prefix(LogConflict.largestByteCount)))
        }
    }
}

@Suite struct `A tile in a tree of a size` {
    @Test func `is as wide as the tree has it`() throws {
        #expect(Tile(.hashes(level: 0), index: 0, size: 0) == nil)
        #expect(Tile(.entries, index: 0, size: 1)?.path == "tile/entries/000.p/1")
        #expect(Tile(.entries, index: 0, size: 256)?.path == "tile/entries/000")
        #expect(Tile(.entries, index: 1, size: 256) == nil)
        #expect(Tile(.hashes(level: 1), index: 0, size: 255) == nil)
        #expect(Tile(.hashes(level: 1), index: 0, size: 70_000)?.width == 256)
        #expect(Tile(.hashes(level: 1), index: 1, size: 70_000)?.width == 17)
        #expect(Tile(.hashes(level: 2), index: 0, size: 70_000)?.width == 1)
        #expect(Tile(.hashes(level: 0), index: .max, size: MerkleTree.largestSize) == nil)
    }

    @Test func `gives back its hashes, from just so many bytes`() throws {
        let tile = try Tile(.hashes(level: 0), index: 0, width: 3)
        let bytes = try tile.bytes(from: LeafHashes(leaves(3)), size: 3)
        #expect(tile.hashes(decoding: bytes) == leaves(3))
        #expect(tile.hashes(decoding: Array(bytes.dropLast())) == nil)
        #expect(tile.hashes(decoding: bytes + [0]) == nil)
    }
}
