// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A receipt` {
    let bench: Workbench
    var fixture: ReceiptFixture

    init() throws {
        bench = try Workbench()
        fixture = try ReceiptFixture(in: bench)
    }

    func broken(_ change: (inout ReceiptFixture) throws -> Void) throws -> ReceiptReport.Step? {
        var fixture = fixture
        try change(&fixture)
        return try fixture.report(message: fixture.event).broken?.step
    }

    @Test func `holds from the message to the log's signature`() throws {
        let report = try fixture.report(message: fixture.event)
        #expect(report.findings.map(\.step) == ReceiptReport.Step.allCases.dropLast())
        #expect(report.findings.allSatisfy { $0.outcome == .good })
        #expect(report.broken == nil)
        #expect(report.index == 1)
    }

    @Test func `says so when there is no message to hold against it`() throws {
        let report = try fixture.report(message: nil)
        #expect(report.broken == nil)
        #expect(report.findings.map(\.outcome).filter { $0 == .skipped }.count == 1)
        #expect(report.findings.first { $0.outcome == .skipped }?.step == .commitment)
    }

    @Test func `breaks at its format`() throws {
        for bytes in [[], Array("something else\n\n".utf8)] {
            let report = ReceiptCheck(
                bytes, message: nil, logKey: LogKeys(fixture.log.verifierKey)
            ).report()
            #expect(report.findings.map(\.outcome) == [.broken])
            #expect(report.broken?.step == .format)
        }
        let bare = LogProof(
            index: 0, hashes: [],
            checkpoint: Checkpoint(
                origin: fixture.log.verifierKey.name, size: 1, root: MerkleTree.leafHash(of: [])
            ).signed(by: fixture.log))
        let report = ReceiptCheck(
            bare.bytes, message: nil, logKey: LogKeys(fixture.log.verifierKey)
        ).report()
        #expect(report.broken?.step == .format)
        #expect(try broken { $0.factsSalt = [1] } == .format)
        #expect(try broken { $0.messageSalt = [1] } == .format)
    }

    @Test func `tells who has cosigned, and breaks where that is not enough`() throws {
        let names = ["a.example", "b.example"]
        let (first, second) = (
            try NoteSigner(name: NoteName(names[0]), type: .cosignature, key: .generate(.ed25519)),
            try NoteSigner(name: NoteName(names[1]), type: .cosignature, key: .generate(.ed25519))
        )
        let proof = try LogProof(parsing: fixture.bytes())
        let text = proof.checkpoint.text
        let cosigned = try SignedNote(
            text: text,
            signatures: proof.checkpoint.signatures + [first.cosign(text, time: 1_800_000_000)])
        let receipt = LogProof(
            extra: proof.extra, index: proof.index, hashes: proof.hashes, checkpoint: cosigned)
        func step(_ witnesses: KnownWitnesses?) -> ReceiptReport.Finding? {
            ReceiptCheck(
                receipt.bytes, message: nil, logKey: LogKeys(fixture.log.verifierKey),
                witnesses: witnesses
            ).report().findings.last
        }
        #expect(step(nil)?.step == .cosignatures && step(nil)?.outcome == .skipped)
        let any = step(KnownWitnesses([first.verifierKey, second.verifierKey]))
        #expect(any?.line == "✓ cosignatures: cosigned by a.example at 2027-01-15T08:00:00Z")
        #expect(step(KnownWitnesses([second.verifierKey]))?.outcome == .broken)
        let keys = [first, second].map(\.verifierKey.vkey)
        let both = try WitnessPolicy(
            parsing: Array(
                "witness a \(keys[0])\nwitness b \(keys[1])\ngroup g all a b\nquorum g\n".utf8))
        #expect(step(KnownWitnesses([], policy: both))?.outcome == .broken)
    }

    @Test func `counts no cosignature of a time to come, or of before its entry`() throws {
        let witness = try NoteSigner(
            name: NoteName("w.example"), type: .cosignature, key: .generate(.ed25519))
        let proof = try LogProof(parsing: fixture.bytes())
        func cosignatures(at time: Int64) throws -> ReceiptReport.Finding? {
            let note = try proof.checkpoint.adding(
                witness.cosign(proof.checkpoint.text, time: UInt64(time)))
            let receipt = LogProof(
                extra: proof.extra, index: proof.index, hashes: proof.hashes, checkpoint: note)
            return ReceiptCheck(
                receipt.bytes, message: nil, logKey: LogKeys(fixture.log.verifierKey),
                witnesses: KnownWitnesses([witness.verifierKey], now: Workbench.now)
            ).report().findings.last
        }
        let extra = try JSONDocument(parsing: try #require(proof.extra), limits: .message).root
        let entry = try #require(extra["entry"]?["at"]?.integer) / 1_000
        let now = Workbench.now.seconds
        for time in [now + 300, entry - 300] {
            #expect(try cosignatures(at: time)?.outcome == .good)
        }
        for time in [now + 301, entry - 301, 1] {
            let finding = try cosignatures(at: time)
            #expect(finding?.outcome == .broken)
            #expect(finding?.line.contains("w.example has cosigned") == true, "\(time)")
            #expect(finding?.line.contains("which does not count") == true)
        }
    }

    @Test func `breaks at the commitment when it is another message`() throws {
        let other = try signedEvent(from: .police, payload: #"{"a":2}"#, in: bench)
        #expect(try fixture.report(message: other).broken?.step == .commitment)
        #expect(try broken { $0.messageSalt = Array(repeating: 8, count: 32) } == .commitment)
    }

    @Test func `breaks at the commitment when the message was purged`() throws {
        var purged = fixture
        purged.messageSalt = nil
        let report = try purged.report(message: fixture.event)
        #expect(report.broken?.step == .commitment)
        #expect(report.broken?.sentence.contains("purged") == true)
        #expect(try purged.report(message: nil).broken == nil)
    }

    @Test(arguments: ["iss", "jti", "txn", "type", "iat"])
    func `breaks at the message when its facts name another`(_ name: String) throws {
        let step = try broken { fixture in
            let members = fixture.facts.members ?? []
            fixture.facts = .object(
                members.map { $0.name == name ? JSONMember(name, "other") : $0 })
        }
        #expect(step == .message)
    }

    @Test func `breaks at the facts when the entry commits to others`() throws {
        #expect(
            try broken { $0.entryFacts = Base64URL.encode([UInt8](repeating: 1, count: 32)) }
                == .facts)
    }

    @Test(arguments: ["refused", "read"])
    func `breaks at the facts when they are of no message that was taken`(
        _ kind: String
    ) throws {
        let step = try broken { fixture in
            fixture.facts = .object(
                (fixture.facts.members ?? []).map {
                    $0.name == "kind" ? JSONMember("kind", .string(kind)) : $0
                })
        }
        #expect(step == .facts)
        var issued = fixture
        issued.facts = .object(
            (fixture.facts.members ?? []).map {
                $0.name == "kind" ? JSONMember("kind", "issued") : $0
            })
        let report = try issued.report(message: issued.event)
        let line = report.findings.first { $0.step == .facts }?.line
        #expect(line == "✓ facts: the entry commits to these facts, of a message that was issued")
    }

    @Test func `breaks at the inclusion when the entry is another or the path is`() throws {
        let late = try broken { fixture in
            let entry = fixture.entry.members ?? []
            fixture.entryAfterHashing = .object(
                entry.map { $0.name == "at" ? JSONMember("at", 1) : $0 })
        }
        #expect(late == .inclusion)
        #expect(try broken { $0.index = 0 } == .inclusion)
        #expect(try broken { $0.index = 3 } == .inclusion)
        #expect(try broken { $0.hashes = [] } == .inclusion)
        #expect(try broken { $0.rootSize = 9 } == .inclusion)
    }

    @Test func `breaks at the signature when another log signed it`() throws {
        let other = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let report = try fixture.report(message: fixture.event, signer: other)
        #expect(report.broken?.step == .signature)
        #expect(report.findings.count == ReceiptReport.Step.allCases.count - 1)
    }
}
