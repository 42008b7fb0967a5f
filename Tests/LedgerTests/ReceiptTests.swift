// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A receipt` {
    let samples: Samples
    let signer: NoteSigner
    let entries: [LedgerEntry]
    let head: LogHead
    private let salt = [UInt8](repeating: 0x5A, count: 32)

    init() throws {
        samples = try Samples()
        signer = try NoteSigner(
            name: NoteName(Samples.origin), key: PrivateKey.generate(.ed25519))
        var head = LogHead(
            origin: LogOrigin(Samples.origin), frontier: Frontier(),
            lastAt: Instant(milliseconds: 0),
            configuration: 0)
        var entries: [LedgerEntry] = []
        for index in 0..<7 {
            let happening = Happening(.accepted(samples.message()), parts: samples.parts)
            entries.append(samples.entry(happening, index: Int64(index)))
            _ = head.append(entries[index])
        }
        self.entries = entries
        self.head = head
    }

    private func receipt(of index: Int, salt: [UInt8]?) -> [UInt8] {
        Receipt.bytes(
            of: entries[index], messageSalt: salt,
            proof: MerkleTree.path(of: index, inLeaves: entries.map(\.leafHash)),
            checkpoint: head.checkpoint.signed(by: signer))
    }

    @Test(arguments: 0..<7)
    func `parses and checks against the log's key`(_ index: Int) throws {
        let proof = try LogProof(parsing: receipt(of: index, salt: salt))
        #expect(proof.index == UInt64(index))
        let verified = try proof.check(leaf: entries[index].leafHash, log: signer.verifierKey)
        #expect(verified.checkpoint == head.checkpoint)
    }

    @Test func `leads from its extra to the root with SHA-256 alone`() throws {
        let proof = try LogProof(parsing: receipt(of: 4, salt: salt))
        let extra = try canonicalJSON(try #require(proof.extra))
        #expect(extra.members?.map(\.name) == ["entry", "facts", "facts_salt", "message_salt"])
        let facts = try #require(extra["facts"]).canonical
        let factsSalt = try #require(extra["facts_salt"]?.bytes)
        let entry = try #require(extra["entry"])
        #expect(entry["facts"]?.bytes == ByHand.sha256(factsSalt, facts))
        let root = ByHand.root(
            from: ByHand.leafHash(entry.canonical), at: 4, of: 7, path: proof.hashes.map(\.bytes))
        #expect(root == head.checkpoint.root.bytes)
        #expect(extra["message_salt"]?.bytes == salt)
    }

    @Test func `goes on without the message's salt when the message was purged`() throws {
        let proof = try LogProof(parsing: receipt(of: 4, salt: nil))
        let extra = try canonicalJSON(try #require(proof.extra))
        #expect(extra.members?.map(\.name) == ["entry", "facts", "facts_salt"])
        #expect(throws: Never.self) {
            try proof.check(leaf: entries[4].leafHash, log: signer.verifierKey)
        }
    }

    @Test func `shows no part and no secret`() throws {
        let proof = try LogProof(parsing: receipt(of: 4, salt: salt))
        let text = String(decoding: try #require(proof.extra), as: UTF8.self)
        #expect(!text.contains(samples.council.uri))
        #expect(!text.contains(Base64URL.encode(Samples.secret)))
    }

    @Test func `of one entry does not check for another`() throws {
        let proof = try LogProof(parsing: receipt(of: 4, salt: salt))
        let other = samples.entry(Happening(.judged), index: 4)
        #expect(throws: LogProofError.inclusion(.wrongRoot)) {
            try proof.check(leaf: other.leafHash, log: signer.verifierKey)
        }
    }
}
