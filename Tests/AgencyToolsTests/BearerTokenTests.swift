// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `A bearer token` {
    let node: NodeFile

    init() throws {
        let bench = try Workbench()
        node = try NodeFile(path: try bench.node(.police))
    }

    func claims(_ token: BearerToken) throws -> JSONValue {
        let jws = try CompactJWS(parsing: Array(token.text.utf8), limits: .bearer)
        let header = try JOSEHeader(jws.header.root, type: .bearer, allowing: [.es256])
        #expect(header.keyID == node.kid)
        #expect(jws.header.root["typ"]?.string == "JWT")
        try node.key.publicKey.verify(jws.signature, over: jws.signingInput, algorithm: .es256)
        return try JSONDocument(parsing: jws.payloadBytes).root.value
    }

    @Test func `says who calls whom, for five minutes`() throws {
        let token = try BearerToken(for: node, now: Workbench.now)
        let expected: JSONValue = [
            "iss": "https://northumbria.police.example",
            "sub": "https://northumbria.police.example", "aud": "https://baton.example",
            "iat": 1_795_483_789, "exp": 1_795_484_089,
        ]
        #expect(try claims(token) == expected)
        #expect(token.freshUntil == Instant(seconds: 1_795_484_029))
    }

    @Test func `names the person who reads`() throws {
        let token = try BearerToken(for: node, now: Workbench.now, person: "i-0042")
        #expect(try claims(token)["act"] == ["sub": "i-0042"])
    }

    @Test func `is signed once for many requests`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array("{}".utf8)) }
        var client = BrokerClient(
            node: try NodeFile(path: try bench.node(.police)), in: bench.surroundings())
        _ = try await client.get("/messages")
        _ = try await client.get("/messages", [("since", "2026-11-23T00:00:00Z"), ("state", nil)])
        #expect(
            bench.requests[0].headers["Authorization"] == bench.requests[1].headers["Authorization"]
        )
        #expect(
            bench.requests[1].url
                == "http://127.0.0.1:1/messages?since=2026-11-23T00%3A00%3A00Z")
    }
}

@Suite struct `A node file` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    func failure(_ change: (inout [String: JSONValue]) -> Void) throws -> ToolFailure? {
        _ = try bench.node(.police)
        let text = String(decoding: try bench.scratch.read("police.json"), as: UTF8.self)
        var members: [String: JSONValue] = [:]
        for member in try JSONValue(text: text).members ?? [] {
            members[member.name] = member.value
        }
        change(&members)
        let changed = JSONValue.object(members.map { JSONMember($0.key, $0.value) })
        let path = try bench.scratch.file("changed.json", changed.text)
        do throws(ToolFailure) { _ = try NodeFile(path: path) } catch { return error }
        return nil
    }

    @Test func `names the old and the new key of a log, and no key of another`() throws {
        func key(_ name: String) throws -> JSONValue {
            .string(
                try NoteVerifierKey(
                    name: NoteName(name), key: PrivateKey.generate(.ed25519).publicKey
                ).vkey)
        }
        let (new, old) = (try key("baton.example/log"), try key("baton.example/log"))
        #expect(try failure { $0["log_vkey"] = .array([new, old]) } == nil)
        for wrong: JSONValue in [.array([]), .array([new, try key("other.example/log")]), 7] {
            #expect(try failure { $0["log_vkey"] = wrong }?.status == .configuration)
        }
    }

    @Test func `finds its key beside itself`() throws {
        let node = try NodeFile(path: try bench.node(.police))
        #expect(node.agency.uri == "https://northumbria.police.example")
        #expect(node.baseURL == "http://127.0.0.1:1")
        #expect(node.key.publicKey.kid == node.kid)
        #expect(node.logKeys == nil)
    }

    @Test func `is a fault of configuration when something in it is wrong`() throws {
        let wrongs: [(String, JSONValue?, String)] = [
            ("iss", nil, "`iss` must be a string"), ("iss", "http://x.example", "`iss` is wrong"),
            ("kid", "other", "not `other`"), ("key", "gone.jwk", "No such file"),
            ("base_url", "ftp://x", "must begin with http://"),
            ("audience", "", "`audience` must be"), ("partnership", "x", "`partnership` is wrong"),
            ("log_vkey", "a+b+c", "`log_vkey` is wrong"),
        ]
        for (name, value, words) in wrongs {
            let failure = try failure { $0[name] = value }
            #expect(failure?.status == .configuration, "\(name)")
            #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
        }
    }

    @Test func `must be there and be JSON`() throws {
        for path in [try bench.scratch.file("x", "{"), "\(bench.scratch.path)/none"] {
            let failure = #expect(throws: ToolFailure.self) { _ = try NodeFile(path: path) }
            #expect(failure?.status == .configuration)
        }
    }
}
