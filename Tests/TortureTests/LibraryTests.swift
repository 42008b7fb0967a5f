// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Programs
import Safeguarding
import Testing
import Wire

extension Torture {
    /// Messages that other people's JOSE libraries sign, by every algorithm that each of them has.
    ///
    @Suite(.possible(unless: PythonPrograms.lack))
    struct `A message signed by a JOSE library` {
        private static let good: Set = ["ES256", "ES384", "PS256", "RS256", "EdDSA", "Ed25519"]

        @Test(arguments: ["joserfc", "PyJWT", "jwcrypto"])
        func `is taken when Baton speaks its algorithm, and refused otherwise`(
            library: String
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            let keys = try JOSELibrary.register(in: town)
            let daemon = try await Batond.ready(town)
            let node = try town.node(.police)
            let lines = try JOSELibrary.sign(with: library, try Self.claims(town, node), keys, town)
            var (taken, refused, missing): ([String], [String], [String]) = ([], [], [])
            try await Exchange.withHTTP { exchange in
                let caller = Caller(node, over: exchange)
                for line in lines {
                    let alg = line["alg"]?.string ?? ""
                    guard let token = line["token"]?.string else {
                        missing.append(alg)
                        continue
                    }
                    let answer = try await caller.post(Array(token.utf8), patience: .seconds(20))
                    let told = String(decoding: answer.body, as: UTF8.self)
                    let due = Self.good.contains(alg) ? 202 : 400
                    #expect(answer.status == due, "\(alg): \(told)")
                    if answer.status == 202 { taken.append(alg) } else { refused.append(alg) }
                }
            }
            Torture.report(
                "\(library): taken \(taken.joined(separator: " ")); refused "
                    + "\(refused.joined(separator: " ")); not in it \(missing.joined(separator: " "))"
            )
            #expect(Set(taken).isSuperset(of: ["ES256", "ES384", "PS256", "RS256", "EdDSA"]))
            #expect(!refused.isEmpty)
            #expect(try await daemon.stop() == .exit(0))
        }

        private static func claims(_ town: Town, _ node: NodeFile) throws -> JSONValue {
            let example = try town.baton(["schema", "new", "referral.made"])
            let payload = try JSONDocument(parsing: Array(example.output.utf8), limits: .schema)
                .root
            let thread = UUID().uuidString.lowercased()
            let partnership = try #require(node.partnership)
            return [
                "iss": .string(node.agency.uri), "iat": .integer(Caller.now.seconds),
                "txn": .string(thread), "sub_id": ["format": "opaque", "id": .string(thread)],
                "aud": [
                    .string(partnership.uri), .string(try town.node(.council).agency.uri),
                ],
                "events": .object([
                    JSONMember("https://w3id.org/baton/event/referral.made/v1", payload.value)
                ]),
            ]
        }
    }
}

/// The libraries, and the keys with which they sign.
private enum JOSELibrary {
    /// Makes a key of each kind and registers all of them for the police's node.
    static func register(in town: Town) throws -> JSONValue {
        let folder = town.folder.appending(path: "demo/keys")
        var (members, lines): ([JSONMember], [String]) = ([], [])
        for kind in ["P-256", "P-384", "Ed25519", "RSA-2048", "RS256"] {
            let file = folder.appending(path: "\(kind).jwk").path
            let type = kind == "RS256" ? "RSA-2048" : kind
            let made = try town.baton(["key", "new", "--type", type, "--out", file])
            #expect(made.status == 0, "\(made.output)")
            let shown = try town.baton(["key", "public", file]).output
            var open = try JSONDocument(parsing: Array(shown.utf8), limits: .schema).root.value
            if kind == "RS256" { open = open.naming(kind) }
            try Data(open.canonical).write(to: folder.appending(path: "\(kind).pub.json"))
            let secret = try Data(contentsOf: URL(filePath: file))
            let key = try JSONDocument(parsing: Array(secret), limits: .schema).root.value
            members.append(JSONMember(kind, key))
            let allowed = kind == "RS256" ? ", allow: [RS256]" : ""
            lines.append("{jwk: keys/\(kind).pub.json, from: 2026-01-01\(allowed)}")
        }
        let text = try String(contentsOf: town.configuration, encoding: .utf8)
        let node = "- {id: police, keys: ["
        try #require(text.contains(node))
        try text.replacing(node, with: node + lines.joined(separator: ", ") + ", ")
            .write(to: town.configuration, atomically: true, encoding: .utf8)
        return .object(members)
    }

    static func sign(
        with library: String, _ claims: JSONValue, _ keys: JSONValue, _ town: Town
    ) throws -> [JSONNode] {
        let request: JSONValue = ["claims": claims, "keys": keys]
        let file = town.folder.appending(path: "request.json")
        try Data(request.canonical).write(to: file)
        let script = Checkout.file("Tests/TortureTests/Libraries/sign.py").path
        let signed = try Program.run(
            PythonPrograms.named("python"), ["-W", "ignore", script, library, file.path],
            in: town.folder)
        try #require(signed.status == 0, "\(signed.output)")
        return try signed.output.split(separator: "\n").map {
            try JSONDocument(parsing: Array($0.utf8), limits: .schema).root
        }
    }
}

extension JSONValue {
    /// The same key, which says by which algorithm it signs.
    fileprivate func naming(_ algorithm: String) -> JSONValue {
        .object(
            (members ?? []).filter { $0.name != "alg" } + [JSONMember("alg", .string(algorithm))])
    }
}
