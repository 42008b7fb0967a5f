// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `A draft` {
    let bench: Workbench
    let node: NodeFile

    init() throws {
        bench = try Workbench()
        node = try NodeFile(path: try bench.node(.police))
    }

    func draft(_ payload: String, toe: Instant? = nil) throws -> Draft {
        Draft(
            type: EventType(name: "referral.made", major: 1), payload: Array(payload.utf8),
            token: try TokenID("0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"),
            thread: try ThreadID("7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"),
            audience: ["https://baton.example/p/sunderland", "https://sunderland.council.example"],
            issuedAt: Workbench.now, occurredAt: toe)
    }

    @Test func `is signed as a SET that the profile accepts`() throws {
        let jws = try draft("{}").signed(by: node)
        let header = try JOSEHeader(jws.header.root, type: .securityEvent, allowing: [.es256])
        #expect(header.keyID == node.kid)
        try node.key.publicKey.verify(jws.signature, over: jws.signingInput, algorithm: .es256)
        #expect(throws: HeaderFaults.self) {
            _ = try JOSEHeader(jws.header.root, type: .bearer, allowing: [.es256])
        }
    }

    @Test func `carries every claim of the profile and no other`() throws {
        let jws = try draft(#"{"x":true}"#, toe: Instant(seconds: 1_795_480_000)).signed(by: node)
        let claims = try JSONDocument(parsing: jws.payloadBytes).root.value
        let expected: JSONValue = [
            "iss": "https://northumbria.police.example", "iat": 1_795_483_789,
            "jti": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
            "aud": ["https://baton.example/p/sunderland", "https://sunderland.council.example"],
            "txn": "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f", "toe": 1_795_480_000,
            "sub_id": ["format": "opaque", "id": "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"],
            "events": ["https://w3id.org/baton/event/referral.made/v1": ["x": true]],
        ]
        #expect(claims == expected)
    }

    @Test func `says exactly what the payload's author wrote`() throws {
        let payload = try Payload(
            parsing: Array(#"{ "n": 1.50, "big": 12345678901234567890, "s": "\u00e9\/" }"#.utf8),
            from: "p")
        let jws = try draft(String(decoding: payload.text, as: UTF8.self)).signed(by: node)
        let text = String(decoding: jws.payloadBytes, as: UTF8.self)
        #expect(text.contains(#"{"n":1.50,"big":12345678901234567890,"s":"\u00e9\/"}"#))
    }

    @Test func `fits in 128 KiB or is not signed`() throws {
        let limit = CompactJWS.Limits.message.tokenBytes
        let bare = try draft(#"{"x":""}"#).signed(by: node).token.count
        // Base64 turns three bytes into four.
        let room = (limit - bare) / 4 * 3
        let fitting = try draft(#"{"x":"\#(String(repeating: "a", count: room - 6))"}"#)
        #expect(try fitting.signed(by: node).token.count <= limit)
        let over = try draft(#"{"x":"\#(String(repeating: "a", count: room + 6))"}"#)
        let failure = #expect(throws: ToolFailure.self) { _ = try over.signed(by: node) }
        #expect(failure?.status == .data)
        #expect(failure?.description.contains("131072 are allowed") == true)
    }

    @Test(arguments: [KeyKind.p384, .ed25519, .rsa2048])
    func `is signed by each kind of key`(_ kind: KeyKind) throws {
        let key = PrivateKey.generate(kind)
        _ = try bench.scratch.file("other.jwk", key.jwk.text)
        let text = """
            {"iss":"https://a.example","kid":"\(key.publicKey.kid)","key":"other.jwk",
             "base_url":"http://127.0.0.1:1","audience":"https://baton.example"}
            """
        let node = try NodeFile(path: try bench.scratch.file("other.json", text))
        let jws = try draft("{}").signed(by: node)
        try key.publicKey.verify(
            jws.signature, over: jws.signingInput, algorithm: node.algorithm)
        #expect(node.algorithm != .ed25519, "PyJWT and others know Ed25519 as EdDSA only")
    }
}

@Suite struct `A payload that answers` {
    @Test func `gets the reference to the message in place of what stood there`() throws {
        let bench = try Workbench()
        let event = try signedEvent(from: .police, in: bench)
        let payload = try Payload(
            parsing: Array(#"{"in_reply_to":{"jti":"x"},"n":1.0,"in\u005freply":2}"#.utf8),
            from: "p")
        let text = String(decoding: payload.answering(event), as: UTF8.self)
        let digest = Base64URL.encode(SHA256.digest(of: event.jws.signingInput).bytes)
        #expect(
            text == #"{"n":1.0,"in\u005freply":2,"in_reply_to":{"digest":"\#(digest)","#
                + #""iss":"https://northumbria.police.example","#
                + #""jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"}}"#)
    }

    @Test(arguments: ["[1]", "3", "{\"a\":1,\"a\":2}", ""])
    func `is an object of strict JSON`(_ text: String) {
        let failure = #expect(throws: ToolFailure.self) {
            _ = try Payload(parsing: Array(text.utf8), from: "p.json")
        }
        #expect(failure?.status == .data)
        #expect(failure?.lines.first?.hasPrefix("p.json") == true)
    }
}

@Suite struct `A fresh identifier` {
    @Test func `of time sorts by time and is a jti`() throws {
        let early = FreshIdentifier.ofTime(Instant(milliseconds: 1_795_483_789_123)) { _ in
            Array(repeating: 0xFF, count: 16)
        }
        let late = FreshIdentifier.ofTime(Instant(milliseconds: 1_795_483_789_124)) { _ in
            Array(repeating: 0, count: 16)
        }
        #expect(early == "01a20b2c-6743-7fff-bfff-ffffffffffff")
        #expect(late == "01a20b2c-6744-7000-8000-000000000000")
        _ = try TokenID(early)
    }

    @Test func `of chance is a thread`() throws {
        let text = FreshIdentifier.ofChance(random: SecureRandom.bytes)
        _ = try ThreadID(text)
        #expect(Array(text)[14] == "4")
        #expect(text != FreshIdentifier.ofChance(random: SecureRandom.bytes))
    }
}
