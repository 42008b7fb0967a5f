// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A node that cosigns` {
    let log: PublishedLog
    let bench: Workbench
    let node: String
    let key: String

    init() throws {
        let log = try PublishedLog(300)
        self.log = log
        bench = try Workbench { request, _ in
            if request.url.hasSuffix("/poll") { return `baton poll`.nothing }
            if request.url.hasSuffix("/log/cosignatures") { return BrokerAnswer(status: 204) }
            return log.answer(request)
        }
        node = try bench.node(.council, vkey: log.vkey)
        key = try bench.scratch.file(
            "witness.jwk", PrivateKey.generate(.ed25519).jwk.text)
    }

    /// The key under which the operator lists the node.
    func vkey() async throws -> NoteVerifierKey {
        let printing = try Workbench()
        let status = try await printing.run([
            "key", "public", key, "--witness", "https://sunderland.council.example",
        ])
        #expect(status == .success)
        return try NoteVerifierKey(vkey: String(printing.results.dropLast()))
    }

    var given: [BrokerRequest] {
        bench.requests.filter { $0.url.hasSuffix("/log/cosignatures") }
    }

    @Test(arguments: [["poll"], ["log", "mirror"]])
    func `gives what it has found good back to the broker`(_ command: [String]) async throws {
        let folder = command.count > 1 ? ["\(bench.scratch.path)/copy"] : []
        let status = try await bench.run(
            command + folder + ["--node", node, "--cosign", key])
        #expect(status == .success, "\(bench.notes)")
        let request = try #require(given.first)
        #expect(given.count == 1)
        #expect(request.headers["Authorization"]?.hasPrefix("Bearer ") == true)
        let vkey = try await vkey()
        #expect(vkey.name.text == "sunderland.council.example")
        let verified = try Checkpoint.verify(
            SignedNote(parsing: request.body), log: log.signer.verifierKey, witnesses: [vkey])
        #expect(verified.witnesses.map(\.key) == [vkey])
        #expect(verified.witnesses.first?.time == 1_795_483_789)
        #expect(verified.checkpoint.size == 300)
    }

    @Test func `gives nothing for a log that does not continue`() async throws {
        #expect(try await bench.run(["log", "checkpoint", "--node", node]) == .success)
        let forked = try PublishedLog(301, rewritten: 0, signer: log.signer)
        let later = try Workbench { request, _ in
            request.url.hasSuffix("/poll") ? `baton poll`.nothing : forked.answer(request)
        }
        var surroundings = later.surroundings()
        surroundings.now = { Workbench.now + .seconds(60) }
        let arguments = ["poll", "--node", node, "--cosign", key]
        #expect(try await later.run(arguments, in: surroundings) == .data)
        #expect(!later.requests.contains { $0.url.hasSuffix("/log/cosignatures") })
    }

    @Test func `goes on polling when the broker does not take it`() async throws {
        let log = log
        let deaf = try Workbench { request, _ in
            if request.url.hasSuffix("/poll") { return `baton poll`.nothing }
            if request.url.hasSuffix("/log/cosignatures") { return BrokerAnswer(status: 403) }
            return log.answer(request)
        }
        #expect(try await deaf.run(["poll", "--node", node, "--cosign", key]) == .success)
        #expect(deaf.notes.hasPrefix("The cosignature was not taken: "))
    }

    @Test func `never cosigns with the key that signs messages, nor with one that cannot`()
        async throws
    {
        let own = PrivateKey.generate(.ed25519)
        _ = try bench.scratch.file("council.jwk", own.jwk.text)
        let json: JSONValue = [
            "iss": "https://sunderland.council.example", "kid": .string(own.publicKey.kid),
            "key": "council.jwk", "base_url": "http://127.0.0.1:1/",
            "audience": "https://baton.example", "log_vkey": .string(log.vkey),
        ]
        _ = try bench.scratch.file("council.json", json.text)
        let copy = try bench.scratch.file("copy.jwk", own.jwk.text)
        let rsa = try bench.scratch.file("p256.jwk", PrivateKey.generate(.p256).jwk.text)
        let nothing = try bench.scratch.file("nothing.jwk", "{}")
        for wrong in [copy, rsa, nothing, "\(bench.scratch.path)/gone"] {
            let status = try await bench.run(["poll", "--node", node, "--cosign", wrong])
            #expect(status == .configuration, "\(bench.notes)")
        }
        #expect(bench.requests.isEmpty)
        #expect(bench.notes.contains("is the key that signs this node's messages"))
        let url = ["--url", "https://x/log", "--vkey", log.vkey, "--cosign", key]
        #expect(
            try await bench.run(["log", "mirror", "\(bench.scratch.path)/c"] + url) == .usage)
    }
}
