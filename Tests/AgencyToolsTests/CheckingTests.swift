// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `baton verify` {
    let bench: Workbench
    let fixture: ReceiptFixture

    init() throws {
        bench = try Workbench()
        fixture = try ReceiptFixture(in: bench)
    }

    @Test func `prints each step and ends well`() async throws {
        let receipt = try bench.scratch.file("r", try fixture.bytes())
        let message = try bench.scratch.file("m.jwt", fixture.event.jws.token + [0x0A])
        let vkey = fixture.log.verifierKey.vkey
        let status = try await bench.run(["verify", receipt, "--message", message, "--vkey", vkey])
        #expect(status == .success, "\(bench.notes)")
        let lines = bench.results.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines.allSatisfy { $0.hasPrefix("✓ ") })
        #expect(lines.last?.hasPrefix("✓ checkpoint signature: ") == true)
    }

    @Test func `takes the log's key from a node file and tells programs`() async throws {
        let receipt = try bench.scratch.file("r", try fixture.bytes())
        let node = try bench.node(.council, vkey: fixture.log.verifierKey.vkey)
        #expect(try await bench.run(["verify", receipt, "--node", node, "--json"]) == .success)
        let json = try JSONValue(text: bench.results)
        #expect(json["verdict"] == "good")
        #expect(json["index"] == 1)
        #expect(json["jti"] == .string(fixture.event.token.text))
        #expect(json["steps"]?.array?.map { $0["outcome"] }.contains("skipped") == true)
    }

    @Test func `ends with 65 at the first step that does not hold`() async throws {
        let receipt = try bench.scratch.file("r", try fixture.bytes())
        let other = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let status = try await bench.run(
            ["verify", receipt, "--vkey", other.verifierKey.vkey])
        #expect(status == .data)
        #expect(
            bench.results.split(separator: "\n").last?.hasPrefix("✗ checkpoint signature") == true)
        #expect(bench.notes.contains("does not hold"))
    }

    @Test func `proves nothing without the log's key`() async throws {
        let receipt = try bench.scratch.file("r", try fixture.bytes())
        #expect(try await bench.run(["verify", receipt]) == .usage)
        #expect(try await bench.run(["verify", receipt, "--vkey", "x"]) == .usage)
        #expect(bench.results.isEmpty)
    }
}

@Suite struct `baton receipt` {
    let fixture: ReceiptFixture
    let bytes: [UInt8]
    let bench: Workbench

    init() throws {
        fixture = try ReceiptFixture(in: try Workbench())
        let bytes = try fixture.bytes()
        self.bytes = bytes
        bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: bytes) }
    }

    @Test func `prints what it checked, byte for byte`() async throws {
        let node = try bench.node(.police, vkey: fixture.log.verifierKey.vkey)
        let arguments = ["receipt", fixture.event.token.text, "--node", node]
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        #expect(Array(bench.results.utf8) == bytes)
        #expect(bench.requests[0].url.hasSuffix("/receipts/\(fixture.event.token)"))
        #expect(bench.requests[0].headers["Accept"] == "text/plain")
    }

    @Test func `prints none that does not hold or is for another message`() async throws {
        let node = try bench.node(.police, vkey: fixture.log.verifierKey.vkey)
        let other = ["receipt", "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1aff", "--node", node]
        #expect(try await bench.run(other) == .data)
        let issuer = [
            "receipt", fixture.event.token.text, "--iss", "https://x.example", "--node", node,
        ]
        #expect(try await bench.run(issuer) == .data)
        let foreign = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let wrong = try bench.node(.police, vkey: foreign.verifierKey.vkey)
        #expect(
            try await bench.run(["receipt", fixture.event.token.text, "--node", wrong]) == .data)
        #expect(bench.results.isEmpty)
    }

    @Test func `wants the log's key pinned`() async throws {
        let node = try bench.node(.police)
        let status = try await bench.run(["receipt", fixture.event.token.text, "--node", node])
        #expect(status == .configuration)
        #expect(bench.requests.isEmpty)
    }
}

@Suite struct `baton log checkpoint` {
    @Test func `prints what the pinned log signed and nothing else`() async throws {
        let log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let checkpoint = Checkpoint(
            origin: log.verifierKey.name, size: 5, root: MerkleTree.leafHash(of: [1]))
        let bytes = checkpoint.signed(by: log).bytes
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: bytes) }
        let node = try bench.node(.police, vkey: log.verifierKey.vkey)
        #expect(try await bench.run(["log", "checkpoint", "--node", node]) == .success)
        #expect(Array(bench.results.utf8) == bytes)
        let foreign = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        let wrong = try bench.node(.police, vkey: foreign.verifierKey.vkey)
        #expect(try await bench.run(["log", "checkpoint", "--node", wrong]) == .data)
        #expect(Array(bench.results.utf8) == bytes)
    }
}
