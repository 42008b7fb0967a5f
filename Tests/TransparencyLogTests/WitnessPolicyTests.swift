// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog

@Suite struct `A policy of witnesses` {
    let log: NoteVerifierKey
    let keys: [NoteVerifierKey]
    let secret: PrivateKey

    init() throws {
        log = try NoteVerifierKey(
            name: NoteName("baton.example/log"), key: PrivateKey.generate(.ed25519).publicKey)
        let secret = PrivateKey.generate(.ed25519)
        self.secret = secret
        keys = try (0..<3).map {
            try NoteVerifierKey(
                name: NoteName("witness-\($0).example"), type: .cosignature,
                key: ($0 == 0 ? secret : PrivateKey.generate(.ed25519)).publicKey)
        }
    }

    func policy(_ lines: String) throws -> WitnessPolicy {
        let head = """
            # who must have seen it
            log \(log.vkey) https://baton.example/log

            witness w0 \(keys[0].vkey) https://w0.example
            \twitness  w1 \(keys[1].vkey)
            witness w2 \(keys[2].vkey)

            """
        return try WitnessPolicy(parsing: Array((head + lines).utf8))
    }

    /// For each set of witnesses, as bits, whether it is enough.
    func enough(_ lines: String) throws -> [Bool] {
        let policy = try policy(lines)
        return (0..<8).map { bits in
            policy.isMet(by: (0..<3).filter { bits >> $0 & 1 == 1 }.map { keys[$0] })
        }
    }

    @Test func `is met by so many of a group as it says`() throws {
        #expect(
            try enough("group g any w0 w1 w2\nquorum g").map { $0 ? 1 : 0 } == [
                0, 1, 1, 1, 1, 1, 1, 1,
            ])
        #expect(
            try enough("group g 2 w0 w1 w2\nquorum g").map { $0 ? 1 : 0 } == [
                0, 0, 0, 1, 0, 1, 1, 1,
            ])
        #expect(
            try enough("group g all w0 w1 w2\nquorum g").map { $0 ? 1 : 0 } == [
                0, 0, 0, 0, 0, 0, 0, 1,
            ])
        #expect(try enough("quorum w1").map { $0 ? 1 : 0 } == [0, 0, 1, 1, 0, 0, 1, 1])
        #expect(try enough("quorum none").allSatisfy { $0 })
        let nested = "group a any w0 w1\ngroup b all a w2\nquorum b"
        #expect(try enough(nested).map { $0 ? 1 : 0 } == [0, 0, 0, 0, 0, 1, 1, 1])
    }

    @Test func `names its log, its witnesses and where they are asked`() throws {
        let policy = try policy("quorum none")
        #expect(policy.logs == [log])
        #expect(policy.witnesses.map(\.key) == keys)
        #expect(policy.witnesses.map(\.url) == ["https://w0.example", nil, nil])
    }

    @Test func `is refused at its line when it is none`() throws {
        let renamed = try NoteVerifierKey(
            name: NoteName("another.example"), type: .cosignature, key: secret.publicKey)
        let faults: [(String, Int, WitnessPolicyError.Reason)] = [
            ("", 7, .noQuorum), ("quorum w3", 7, .unknownName("w3")),
            ("quorum w0\nquorum w1", 8, .quorumTwice), ("quorum", 7, .malformed("quorum")),
            ("group g 2 w0\nquorum g", 7, .noThreshold("2", members: 1)),
            ("group g 0 w0\nquorum g", 7, .noThreshold("0", members: 1)),
            ("group g some w0\nquorum g", 7, .noThreshold("some", members: 1)),
            ("group g any none\nquorum g", 7, .unknownName("none")),
            ("group g any h\ngroup h any w0", 7, .unknownName("h")),
            ("group g 2 w0 w0", 7, .memberTwice("w0")), ("group w0 any w1", 7, .nameTwice("w0")),
            ("group none any w1", 7, .nameTwice("none")), ("group g any", 7, .malformed("group")),
            ("witness w3 \(keys[0].vkey)", 7, .keyTwice(keys[0].vkey)),
            ("witness w3 \(renamed.vkey)", 7, .keyTwice(renamed.vkey)),
            ("log \(log.vkey)", 7, .keyTwice(log.vkey)),
            ("group g any w0\ngroup h any w0", 8, .memberTwice("w0")),
            ("quorum w0\u{0B}", 7, .notText), ("quorum \u{212A}", 7, .unknownName("\u{212A}")),
            ("witness w3 \(log.vkey)", 7, .wrongType(log.vkey)),
            ("log \(keys[0].vkey)", 7, .wrongType(keys[0].vkey)),
            ("witness w3 x", 7, .key(.malformedKey)), ("trust me", 7, .malformed("trust")),
        ]
        for (lines, number, reason) in faults {
            do {
                _ = try policy(lines)
                Issue.record("\(lines) was taken")
            } catch let error as WitnessPolicyError {
                #expect(error.line == number, "\(lines)")
                #expect(error.reason == reason, "\(lines)")
            }
        }
    }

    @Test func `is read up to its limits`() throws {
        let groups = (5...WitnessPolicy.largestNameCount).map { "group g\($0) any g\($0 - 1)\n" }
        let chain = "group g4 any w0\n" + groups.joined()
        _ = try policy(chain + "quorum g64")
        #expect(throws: WitnessPolicyError.self) {
            try policy(chain + "group more any g64\nquorum none")
        }
        let longest = "quorum none\n" + String(repeating: "#", count: 64 << 10)
        let bytes = Array(longest.utf8.prefix(WitnessPolicy.largestByteCount))
        _ = try WitnessPolicy(parsing: bytes)
        #expect(throws: WitnessPolicyError.self) { try WitnessPolicy(parsing: bytes + [0x23]) }
        #expect(throws: WitnessPolicyError.self) { try WitnessPolicy(parsing: [0xFF]) }
    }
}

@Suite struct `A request to a witness` {
    let log: NoteSigner
    let witness: NoteSigner
    let request: AddCheckpoint

    init() throws {
        log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        witness = try NoteSigner(
            name: NoteName("witness.example"), type: .cosignature, key: .generate(.ed25519))
        let proof = try ConsistencyProof.prove(from: 3, to: 5, from: LeafHashes(leaves(5)))
        let checkpoint = Checkpoint(
            origin: log.verifierKey.name, size: 5, root: MerkleTree.root(ofLeaves: leaves(5)))
        request = AddCheckpoint(
            oldSize: 3, proof: proof.hashes, checkpoint: checkpoint.signed(by: log))
    }

    @Test func `says the old size, the proof and the checkpoint`() throws {
        let text = String(decoding: request.bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "old 3")
        #expect(lines[1...4].allSatisfy { $0.utf8.count == 44 } && lines[5].isEmpty)
        #expect(text.hasSuffix("\n\n" + String(decoding: request.checkpoint.bytes, as: UTF8.self)))
    }

    @Test func `takes the cosignature of that witness and no other line`() throws {
        let other = try NoteSigner(
            name: NoteName("other.example"), type: .cosignature, key: .generate(.ed25519))
        let good = witness.cosign(request.checkpoint.text, time: 1_795_483_789)
        let foreign = other.cosign(request.checkpoint.text, time: 1_795_483_789)
        let key = witness.verifierKey
        let lines = Array("\(foreign.line)\n\(good.line)\n".utf8)
        #expect(request.cosigned(by: key, answering: lines) == good)
        #expect(request.cosigned(by: key, answering: Array("\(foreign.line)\n".utf8)) == nil)
        #expect(request.cosigned(by: key, answering: Array(good.line.utf8)) == nil)
        #expect(request.cosigned(by: key, answering: []) == nil)
        let late = witness.cosign(request.checkpoint.text + [0x61, 0x0A], time: 1_795_483_789)
        #expect(request.cosigned(by: key, answering: Array("\(late.line)\n".utf8)) == nil)
    }

    @Test func `reads the size that a witness has seen`() {
        #expect(AddCheckpoint.size(Array("42\n".utf8)) == 42)
        for wrong in ["42", "042\n", "-1\n", "\n", "", "4 2\n", "42\n\n"] {
            #expect(AddCheckpoint.size(Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }
}
