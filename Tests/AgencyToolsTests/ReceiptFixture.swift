// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import TransparencyLog
import Wire

/// A receipt made by hand from interfaces.md section 6, each piece of which can be spoilt.
struct ReceiptFixture {
    let event: SignedEvent
    let log: NoteSigner
    var facts: JSONValue
    var factsSalt = [UInt8](repeating: 7, count: 32)
    var messageSalt: [UInt8]? = [UInt8](repeating: 9, count: 32)
    var entryFacts: String?
    var entryAfterHashing: JSONValue?
    var index: UInt64 = 1
    var hashes: [SHA256Digest]?
    var rootSize: UInt64 = 3

    init(in bench: Workbench) throws {
        event = try signedEvent(from: .police, in: bench)
        log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let commitment = SHA256.digest(
            ofPieces: [UInt8](repeating: 9, count: 32),
            SHA256.digest(of: event.jws.signingInput).bytes)
        facts = [
            "kind": "accepted", "iss": .string(event.issuer.uri), "kid": "k",
            "txn": .string(event.thread.text), "jti": .string(event.token.text),
            "type": .string(event.type), "iat": 1_795_483_789, "config": 0,
            "message": .string(Base64URL.encode(commitment.bytes)),
        ]
    }

    var entry: JSONValue {
        let digest = SHA256.digest(ofPieces: factsSalt, facts.canonical)
        return [
            "at": 1_795_483_789_500, "p": 1, "v": 1,
            "facts": .string(entryFacts ?? Base64URL.encode(digest.bytes)),
        ]
    }

    /// The receipt's bytes.
    func bytes(signer: NoteSigner? = nil) throws -> [UInt8] {
        let leaves = [
            MerkleTree.leafHash(of: [1]), MerkleTree.leafHash(of: entry.canonical),
            MerkleTree.leafHash(of: [3]),
        ]
        let checkpoint = Checkpoint(
            origin: log.verifierKey.name, size: rootSize, root: MerkleTree.root(ofLeaves: leaves))
        let extra = JSONValue.object(leavingOutNil: [
            "entry": entryAfterHashing ?? entry, "facts": facts,
            "facts_salt": .string(Base64URL.encode(factsSalt)),
            "message_salt": messageSalt.map { .string(Base64URL.encode($0)) },
        ])
        return LogProof(
            extra: extra.canonical, index: index, hashes: hashes ?? [leaves[0], leaves[2]],
            checkpoint: checkpoint.signed(by: signer ?? log)
        ).bytes
    }

    func report(message: SignedEvent?, signer: NoteSigner? = nil) throws -> ReceiptReport {
        ReceiptCheck(try bytes(signer: signer), message: message, logKey: LogKeys(log.verifierKey))
            .report()
    }
}
