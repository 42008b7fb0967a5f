// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Fixtures
import Foundation
import Intake
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A demonstration` {
    let bench: Workbench

    init() async throws {
        bench = try Workbench()
        let status = try await bench.run(["demo", "init", "\(bench.scratch.path)/demo"])
        try #require(status == .success, "\(bench.notes)")
    }

    func json(_ name: String) throws -> JSONValue {
        try JSONValue(text: String(decoding: try bench.scratch.read("demo/\(name)"), as: UTF8.self))
    }

    @Test func `has the files of interfaces section 7`() throws {
        let roles = ["council", "health", "inspectorate", "partnership", "police", "school"]
        #expect(
            try bench.scratch.names("demo")
                == ["baton.yaml", "demo.json", "keys", "nodes", "rules", "state"])
        #expect(try bench.scratch.names("demo/nodes") == roles.map { "\($0).json" })
        #expect(try bench.scratch.names("demo/rules") == ["demo.yaml", "england-2026.1.yaml"])
        let keys = ["broker.jwk", "index-1.key", "jti.key", "log.key", "store-1.key"]
        let nodeKeys = roles.flatMap { ["\($0).jwk", "\($0).pub.json"] }
        #expect(try bench.scratch.names("demo/keys") == (keys + nodeKeys).sorted())
    }

    @Test func `lets only its owner read what is secret`() throws {
        for name in try bench.scratch.names("demo/keys") where !name.hasSuffix(".pub.json") {
            #expect(try bench.scratch.mode("demo/keys/\(name)") == 0o600, "\(name)")
        }
        for name in ["store-1.key", "index-1.key", "jti.key"] {
            #expect(try bench.scratch.read("demo/keys/\(name)").count == 32)
        }
        #expect(
            try bench.scratch.read("demo/keys/store-1.key")
                != bench.scratch.read("demo/keys/index-1.key"))
    }

    @Test(arguments: DemoAgency.Role.allCases)
    func `has a node file that works for each role`(_ role: DemoAgency.Role) throws {
        let node = try NodeFile(path: "\(bench.scratch.path)/demo/nodes/\(role).json")
        #expect(node.agency.uri == role.uri)
        #expect(node.baseURL == "http://127.0.0.1:8470")
        #expect(node.audience.uri == "https://baton.example")
        #expect(node.partnership?.uri == "https://baton.example/p/sunderland")
        #expect(node.algorithm == .es256)
        let published = try JSONDocument(
            parsing: bench.scratch.read("demo/keys/\(role).pub.json"))
        #expect(try PublicKey(jwk: published.root) == node.key.publicKey)
    }

    @Test func `pins the key that the log signs with`() throws {
        let node = try NodeFile(path: "\(bench.scratch.path)/demo/nodes/police.json")
        let key = try PrivateKey(
            jwk: JSONDocument(parsing: bench.scratch.read("demo/keys/log.key")).root)
        #expect(node.logKeys?.current.name.text == "baton.example/log")
        #expect(node.logKeys?.current.vkey == (try json("demo.json"))["log_vkey"]?.string)
        let expected = "baton.example/log+"
        #expect(node.logKeys?.current.vkey.hasPrefix(expected) == true)
        let tail = Base64.encode([1] + (key.publicKey.ed25519 ?? []))
        #expect(node.logKeys?.current.vkey.hasSuffix(tail) == true)
    }

    @Test func `tells other programs all they need`() throws {
        let demo = try json("demo.json")
        #expect(demo["base_url"] == "http://127.0.0.1:8470")
        #expect(demo["management_url"] == "http://127.0.0.1:8471")
        #expect(demo["audience"] == "https://baton.example")
        #expect(demo["partnership"] == "https://baton.example/p/sunderland")
        let nodes = demo["nodes"]?.array ?? []
        #expect(nodes.compactMap { $0["role"]?.string } == DemoAgency.Role.allCases.map(\.rawValue))
        for node in nodes {
            let file = try json(node["file"]?.string ?? "")
            #expect(file["iss"] == node["iss"])
            #expect(file["kid"] == node["kid"])
            _ = try json(node["key"]?.string ?? "")
            #expect(node["name"]?.string?.isEmpty == false)
        }
    }

    @Test func `has a configuration with no agreement for referrals to the school`() throws {
        let text = String(decoding: try bench.scratch.read("demo/baton.yaml"), as: UTF8.self)
        let root = try SourceNode(yaml: text, file: "baton.yaml").plain
        let agreements = root["agreements"]?.array ?? []
        let types = try ShippedData(option: nil, in: bench.surroundings()).catalogue().entries
            .filter { !$0.isIssuedByBroker }.map { JSONValue.string($0.type.name) }
        #expect(types.count > 30)
        #expect(agreements.first?["types"] == .array(types))
        let school: JSONValue = "https://school.sunderland.example"
        let toSchool = agreements.filter { $0["to"]?.array?.contains(school) == true }
        #expect(toSchool.count == 1)
        #expect(toSchool.first?["types"]?.array?.contains("referral.made") == false)
        #expect(agreements.allSatisfy { $0["from"]?.array?.count == 4 })
        #expect(root["subscriptions"]?.array?.first?["agency"] == "https://trust.nhs.example")
        #expect(root["listen"]?["http"] == "127.0.0.1:8470")
        #expect(root["management"] == "127.0.0.1:8471")
        #expect(
            root["partnerships"]?.array?.first?["rules"] == "rules/england-2026.1.yaml")
        let readers = root["readers"]?.array ?? []
        #expect(readers.compactMap { $0["role"]?.string } == ["partnership", "inspector"])
        #expect(readers.last?["from"] == "2026-11-23")
        #expect(readers.last?["until"] == "2026-12-22")
    }

    @Test func `takes the port and the rules that are wanted`() async throws {
        let status = try await bench.run([
            "demo", "init", "\(bench.scratch.path)/other", "--port", "9000", "--rules", "demo",
            "--json",
        ])
        #expect(status == .success)
        let text = String(decoding: try bench.scratch.read("other/baton.yaml"), as: UTF8.self)
        #expect(text.contains("127.0.0.1:9000") && text.contains("127.0.0.1:9001"))
        #expect(text.contains("rules: rules/demo.yaml"))
        #expect(bench.results.contains(#""base_url":"http://127.0.0.1:9000""#))
    }

    @Test func `is refused where something is already`() async throws {
        let status = try await bench.run(["demo", "init", "\(bench.scratch.path)/demo"])
        #expect(status == .usage)
        #expect(bench.notes.contains("has something in it"))
        let file = try bench.scratch.file("file", "")
        #expect(try await bench.run(["demo", "init", file]) == .usage)
        #expect(throws: (any Error).self) {
            _ = try BatonCommand.parseAsRoot(["demo", "init", "x", "--port", "65535"])
        }
        #expect(throws: (any Error).self) {
            _ = try BatonCommand.parseAsRoot(["demo", "init", "x", "--rules", "scotland"])
        }
    }

    @Test func `may go into an empty folder, and never has the same keys twice`() async throws {
        let folder = "\(bench.scratch.path)/empty"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try await bench.run(["demo", "init", folder]) == .success)
        #expect(
            try bench.scratch.read("empty/keys/police.jwk")
                != bench.scratch.read("demo/keys/police.jwk"))
    }
}

extension SourceNode {
    /// The value as JSON, numbers as text.
    fileprivate var plain: JSONValue {
        switch content {
        case .null: .null
        case .boolean(let truth): .boolean(truth)
        case .number(let text), .text(let text): .string(text)
        case .items(let items): .array(items.map(\.plain))
        case .entries(let entries):
            .object(entries.map { JSONMember($0.name, $0.value.plain) })
        }
    }
}
