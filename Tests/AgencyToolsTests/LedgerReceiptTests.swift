// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A receipt of the broker` {
    @Test func `is what the check expects, though neither knows the other`() throws {
        let bench = try Workbench()
        let event = try signedEvent(from: .police, in: bench)
        let salt = SecureRandom.bytes(32)
        let facts = MessageFacts(
            issuer: event.issuer, via: nil, kid: "k", thread: event.thread, token: event.token,
            type: try EventType(uri: event.type), issuedAt: 1_795_483_789, occurredAt: nil,
            late: [],
            commitment: SealedMessage.commitment(
                to: event.jws.signingInputDigest, salt: salt),
            configuration: 0, follows: nil, root: nil)
        let entry = LedgerEntry(
            Happening(.accepted(facts)), index: 0, at: Workbench.now, partnership: 1,
            origin: LogOrigin("baton.example/log"), secret: SecureRandom.bytes(32))
        let log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let leaves = [entry.leafHash, MerkleTree.leafHash(of: [2])]
        let checkpoint = Checkpoint(
            origin: log.verifierKey.name, size: 2, root: MerkleTree.root(ofLeaves: leaves))
        let proof = try InclusionProof.prove(0, size: 2, from: LeafHashes(leaves))
        let receipt = Receipt.bytes(
            of: entry, messageSalt: salt, proof: proof, checkpoint: checkpoint.signed(by: log))
        let report = ReceiptCheck(receipt, message: event, logKey: LogKeys(log.verifierKey))
            .report()
        #expect(report.broken == nil)
        #expect(report.findings.map(\.step) == ReceiptReport.Step.allCases.dropLast())
    }
}
