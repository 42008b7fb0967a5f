// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog
import Wire

private let emptyRoot = Base64.encode(MerkleTree.emptyRoot.bytes)

@Suite struct `A checkpoint` {
    private let keys: NoteKeys
    private let checkpoint: Checkpoint

    init() throws {
        keys = try NoteKeys()
        checkpoint = Checkpoint(
            origin: keys.log.verifierKey.name, size: 3, root: MerkleTree.root(ofLeaves: leaves(3)))
    }

    @Test func `is three lines`() throws {
        let root = Base64.encode(checkpoint.root.bytes)
        #expect(checkpoint.text == Array("baton.example/log/1\n3\n\(root)\n".utf8))
        #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
    }

    @Test func `keeps lines that it does not know`() throws {
        let text = checkpoint.text + Array("more\n".utf8)
        let read = try Checkpoint(text: text)
        #expect(read.extensions == ["more"])
        #expect(read.text == text)
    }

    @Test(
        arguments: [
            ("", .malformed), ("a\n3\n", .malformed), ("a\n0\n\(emptyRoot)", .malformed),
            ("a\n0\n\(emptyRoot)\n\n", .malformed), ("a\n\n\(emptyRoot)\n", .malformed),
            ("\n0\n\(emptyRoot)\n", .malformed),
            ("a b\n0\n\(emptyRoot)\n", .malformedOrigin),
            ("a+b\n0\n\(emptyRoot)\n", .malformedOrigin),
            ("a\n00\n\(emptyRoot)\n", .malformedSize), ("a\n03\n\(emptyRoot)\n", .malformedSize),
            ("a\n-1\n\(emptyRoot)\n", .malformedSize), ("a\n+1\n\(emptyRoot)\n", .malformedSize),
            ("a\n1 \n\(emptyRoot)\n", .malformedSize), ("a\n0x1\n\(emptyRoot)\n", .malformedSize),
            ("a\n9223372036854775808\n\(emptyRoot)\n", .malformedSize),
            ("a\n1\nAAAA\n", .malformedRoot), ("a\n1\n\(emptyRoot.dropLast())\n", .malformedRoot),
            ("a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", .malformedRoot),
        ] as [(String, CheckpointError)])
    func `is refused when it is malformed`(text: String, refusal: CheckpointError) {
        #expect(throws: refusal) { try Checkpoint(text: Array(text.utf8)) }
    }

    @Test func `may be of the largest log`() throws {
        let text = Array("a\n9223372036854775807\n\(emptyRoot)\n".utf8)
        #expect(try Checkpoint(text: text).size == MerkleTree.largestSize)
    }

    @Test func `is verified by its log's key, and names its witnesses`() throws {
        let note = checkpoint.signed(by: keys.log)
        let alone = try Checkpoint.verify(note, log: keys.log.verifierKey)
        #expect(alone.checkpoint == checkpoint)
        #expect(alone.witnesses == [])
        let witnessed = try note.adding(keys.witness.cosign(note.text, time: 5))
        let verified = try Checkpoint.verify(
            witnessed, log: keys.log.verifierKey, witnesses: [keys.witness.verifierKey])
        #expect(verified.witnesses.map(\.time) == [5])
    }

    @Test func `is refused when its log has not signed it`() throws {
        let cosigned = try SignedNote(
            text: checkpoint.text, signatures: [keys.witness.cosign(checkpoint.text, time: 5)])
        #expect(throws: CheckpointError.note(.noKnownKey)) {
            try Checkpoint.verify(
                cosigned, log: keys.log.verifierKey, witnesses: [keys.witness.verifierKey])
        }
        let other = try NoteKeys().log.verifierKey
        #expect(throws: CheckpointError.note(.noKnownKey)) {
            try Checkpoint.verify(checkpoint.signed(by: keys.log), log: other)
        }
    }

    @Test func `is refused when it is of another log or under a witness's key`() throws {
        let note = checkpoint.signed(by: keys.log)
        let other = try NoteKeys(log: "other.example/log").log
        #expect(throws: CheckpointError.otherOrigin(checkpoint.origin)) {
            try Checkpoint.verify(note, log: other.verifierKey)
        }
        #expect(throws: CheckpointError.keyOfWitness) {
            try Checkpoint.verify(note, log: keys.witness.verifierKey)
        }
    }

    @Test func `is refused when any one byte of it was changed`() throws {
        let bytes = checkpoint.signed(by: keys.log).bytes
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: (any Error).self) {
                try Checkpoint.verify(
                    try SignedNote(parsing: changed), log: keys.log.verifierKey)
            }
        }
    }

    @Test func `is not signed by a key of another name`() async {
        await #expect(processExitsWith: .failure) {
            let keys = try NoteKeys()
            let other = Checkpoint(
                origin: try NoteName("other"), size: 0, root: MerkleTree.emptyRoot)
            _ = other.signed(by: keys.log)
        }
    }
}

@Suite struct `A proof of a log` {
    private let keys: NoteKeys
    private let all = leaves(11)
    private let proof: LogProof

    init() throws {
        keys = try NoteKeys()
        let path = MerkleTree.path(of: 4, inLeaves: all)
        let checkpoint = Checkpoint(
            origin: keys.log.verifierKey.name, size: 11, root: MerkleTree.root(ofLeaves: all))
        proof = LogProof(
            index: 4, hashes: path.hashes, checkpoint: checkpoint.signed(by: keys.log))
    }

    @Test func `shows that a leaf is in the log`() throws {
        let read = try LogProof(parsing: proof.bytes)
        #expect(read == proof)
        let verified = try read.check(leaf: all[4], log: keys.log.verifierKey)
        #expect(verified.checkpoint.size == 11)
        #expect(throws: LogProofError.inclusion(.wrongRoot)) {
            try read.check(leaf: all[5], log: keys.log.verifierKey)
        }
    }

    @Test func `is written as C2SP writes it`() throws {
        let with = LogProof(
            extra: [1, 2], index: 4, hashes: Array(proof.hashes.prefix(1)),
            checkpoint: proof.checkpoint)
        let head = """
            c2sp.org/tlog-proof@v1
            extra AQI=
            index 4
            \(Base64.encode(proof.hashes[0].bytes))


            """
        #expect(with.bytes == Array(head.utf8) + proof.checkpoint.bytes)
        #expect(try LogProof(parsing: with.bytes) == with)
    }

    @Test func `of a log with one entry has no hashes`() throws {
        let leaf = all[0]
        let checkpoint = Checkpoint(origin: keys.log.verifierKey.name, size: 1, root: leaf)
        let proof = LogProof(index: 0, hashes: [], checkpoint: checkpoint.signed(by: keys.log))
        let read = try LogProof(parsing: proof.bytes)
        #expect(try read.check(leaf: leaf, log: keys.log.verifierKey).checkpoint == checkpoint)
    }

    @Test func `is refused when any one byte of it was changed`() throws {
        let bytes = proof.bytes
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: LogProofError.self) {
                try LogProof(parsing: changed).check(leaf: all[4], log: keys.log.verifierKey)
            }
        }
    }

    @Test(
        arguments: [
            ("c2sp.org/tlog-proof@v2\nindex 4\n\n", .otherFormat), ("\n\n", .otherFormat),
            ("c2sp.org/tlog-proof@v1\n\n", .malformedIndex),
            ("c2sp.org/tlog-proof@v1\nindex 04\n\n", .malformedIndex),
            ("c2sp.org/tlog-proof@v1\nindex -1\n\n", .malformedIndex),
            ("c2sp.org/tlog-proof@v1\nIndex 1\n\n", .malformedIndex),
            ("c2sp.org/tlog-proof@v1\nindex 4\nextra AQI=\n\n", .malformedHash),
            ("c2sp.org/tlog-proof@v1\nextra \nindex 4\n\n", .malformedExtra),
            ("c2sp.org/tlog-proof@v1\nextra AQI\nindex 4\n\n", .malformedExtra),
            ("c2sp.org/tlog-proof@v1\nextra A-I=\nindex 4\n\n", .malformedExtra),
            ("c2sp.org/tlog-proof@v1\nextra AQI=\nextra AQI=\nindex 4\n\n", .malformedIndex),
            ("c2sp.org/tlog-proof@v1\nindex 4\nAAAA\n\n", .malformedHash),
            ("c2sp.org/tlog-proof@v1\nindex 4\n", .noCheckpoint), ("", .noCheckpoint),
            ("c2sp.org/tlog-proof@v1\nindex 4\n\n", .checkpoint(.note(.malformedText))),
        ] as [(String, LogProofError)])
    func `is refused when it is malformed`(text: String, refusal: LogProofError) {
        #expect(throws: refusal) { try LogProof(parsing: Array(text.utf8)) }
    }

    @Test func `has limits, and is refused beyond them`() throws {
        let limit = LogProof.largestHashCount
        let most = LogProof(
            index: 4, hashes: leaves(limit), checkpoint: proof.checkpoint)
        #expect(try LogProof(parsing: most.bytes) == most)
        let more = LogProof(index: 4, hashes: leaves(limit + 1), checkpoint: proof.checkpoint)
        #expect(throws: LogProofError.tooManyHashes(limit + 1)) {
            try LogProof(parsing: more.bytes)
        }
        let long = [UInt8](repeating: 0x0A, count: LogProof.largestByteCount + 1)
        #expect(throws: LogProofError.tooLong(long.count)) { try LogProof(parsing: long) }
        #expect(throws: LogProofError.otherFormat) {
            try LogProof(parsing: Array(long.dropLast()))
        }
    }
}
