// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Signing
import Testing
import TransparencyLog
import Wire

/// What a reader asks of a bundle beside that it holds: a message of its own, and witnesses.
@Suite struct `baton verify of a bundle` {
    let bench: Workbench
    let fixture: EvidenceFixture
    let bundle: String

    init() throws {
        bench = try Workbench()
        fixture = try EvidenceFixture(in: bench)
        bundle = try bench.scratch.file("bundle.tar", fixture.bundle().bytes)
    }

    private func verify(_ more: [String]) async throws -> ExitReason {
        try await bench.run(["verify", bundle, "--vkey", fixture.log.verifierKey.vkey] + more)
    }

    private func witness(_ name: String) throws -> NoteVerifierKey {
        try NoteSigner(name: NoteName(name), type: .cosignature, key: .generate(.ed25519))
            .verifierKey
    }

    private func policy(_ keys: [NoteVerifierKey], of count: String) throws -> String {
        let lines = keys.enumerated().map { "witness w\($0.offset) \($0.element.vkey)\n" }
        let names = keys.indices.map { "w\($0)" }.joined(separator: " ")
        return try bench.scratch.file(
            "witnesses.policy", "\(lines.joined())group g \(count) \(names)\nquorum g\n")
    }

    @Test func `counts those who have cosigned, and wants one of those that are given`()
        async throws
    {
        let own = fixture.witness.verifierKey
        let other = try witness("other.example")
        #expect(try await verify(["--witness", own.vkey]) == .success, "\(bench.notes)")
        let both = ["--witness", other.vkey, "--witness", own.vkey]
        #expect(try await verify(both) == .success, "\(bench.notes)")
        #expect(try await verify(["--witness", other.vkey]) == .data)
        #expect(bench.notes.contains("cosigned by no known witness, which is not enough"))
    }

    @Test func `wants what a policy says, and the policy`() async throws {
        let (own, other) = (fixture.witness.verifierKey, try witness("other.example"))
        let any = try policy([own, other], of: "any")
        #expect(try await verify(["--policy", any]) == .success, "\(bench.notes)")
        let all = try policy([own, other], of: "all")
        #expect(try await verify(["--policy", all]) == .data)
        #expect(bench.notes.contains("cosigned by witness.example, which is not enough"))
        #expect(try await verify(["--policy", "\(bench.scratch.path)/gone"]) == .inputOutput)
    }

    @Test func `wants the message that is given among its own`() async throws {
        let own = try bench.scratch.file("own.jwt", fixture.event.jws.token)
        #expect(try await verify(["--message", own]) == .success, "\(bench.notes)")
        #expect(bench.results.contains("✓ message: \(own) is messages/1.jwt"))
        let event = try signedEvent(from: .police, payload: #"{"a":2}"#, in: bench)
        let other = try bench.scratch.file("other.jwt", event.jws.token)
        #expect(try await verify(["--message", other]) == .data)
        #expect(bench.notes.contains("has no message that was signed as \(other) was"))
        #expect(try await verify(["--message", "\(bench.scratch.path)/gone"]) == .inputOutput)
    }
}
