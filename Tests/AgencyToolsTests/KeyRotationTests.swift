// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `baton key rotate` {
    private let bench: Workbench
    private let node: String

    init() throws {
        bench = try Workbench()
        node = try bench.node(.police)
    }

    /// What is asked for, the day after the bench's today being 2026-11-25.
    private func rotate(_ more: String...) async throws -> ExitReason {
        try await bench.run(["key", "rotate", "--node", node] + more)
    }

    @Test func `makes a key, its public half and the next node file, and changes nothing`()
        async throws
    {
        let before = try NodeFile(path: node)
        #expect(try await rotate() == .success)
        let next = try NodeFile(path: node + ".next")
        #expect(next.kid != before.kid)
        #expect(next.agency == before.agency && next.baseURL == before.baseURL)
        #expect(next.key.publicKey.algorithms == before.key.publicKey.algorithms)
        #expect(try NodeFile(path: node).kid == before.kid)
        let half = bench.results.split(separator: "\n").joined()
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: half)))
        let registered = try PublicKey(jwk: JSONDocument(parsing: bytes).root)
        #expect(registered.kid == next.kid)
        let line = "{jwk: keys/\(half.split(separator: "/").last ?? ""), from: 2026-11-25}"
        #expect(bench.notes.contains(line))
        #expect(bench.notes.contains("until: 2026-12-02"))
        #expect(bench.notes.contains("mv \(node).next \(node)"))
    }

    @Test func `makes another kind, from a day that is named, and says so to programs`()
        async throws
    {
        #expect(
            try await rotate("--from", "2027-01-04", "--type", "Ed25519", "--json") == .success)
        let root = try JSONDocument(parsing: Array(bench.results.utf8)).root
        #expect(root["from"]?.string == "2027-01-04")
        #expect(root["old_until"]?.string == "2027-01-11")
        let next = try NodeFile(path: try #require(root["node_file"]?.string))
        #expect(next.key.publicKey.ed25519 != nil)
        #expect(root["kid"]?.string == next.kid)
    }

    @Test(arguments: ["2026-11-24", "yesterday"])
    func `wants a day that is ahead`(_ day: String) async throws {
        #expect(try await rotate("--from", day) == .usage)
        #expect(bench.notes.contains("--from"))
        #expect(!FileManager.default.fileExists(atPath: node + ".next"))
    }

    @Test func `replaces nothing that is there`() async throws {
        #expect(try await rotate() == .success)
        let made = bench.results.split(separator: "\n").joined()
        let key = made.replacing(".pub.json", with: ".jwk")
        let before = try Data(contentsOf: URL(filePath: key))
        #expect(try await rotate() == .inputOutput)
        #expect(bench.notes.contains("\(key) is there already"))
        #expect(bench.notes.contains("move the file away"))
        // A rotation to another day would overwrite the next node file.
        #expect(try await rotate("--from", "2027-01-04") == .inputOutput)
        #expect(bench.notes.contains("\(node).next is there already"))
        let other = made.replacing("2026-11-25.pub.json", with: "2027-01-04.jwk")
        #expect(!FileManager.default.fileExists(atPath: other))
        #expect(try Data(contentsOf: URL(filePath: key)) == before)
    }

    @Test func `needs none of the files by which the node connects`() async throws {
        var members = try #require(
            try JSONDocument(
                parsing: [UInt8](Data(contentsOf: URL(filePath: node)))
            ).root.value.members)
        members.append(
            JSONMember("tls", ["certificate": "gone.pem", "key": "gone.key", "ca": "gone.ca"]))
        try Data(JSONValue.object(members).text.utf8).write(to: URL(filePath: node))
        #expect(try await rotate() == .success)
        let transport = try #require(try NodeFile(path: node).transport)
        #expect(throws: ToolFailure.self) { try transport.read() }
    }
}
