// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

/// A change to a good header, and the faults that it makes.
struct BadHeader: Sendable, CustomTestStringConvertible {
    var change: [String: JSONValue?]
    var faults: [HeaderFault]

    init(_ change: [String: JSONValue?], _ faults: HeaderFault...) {
        self.change = change
        self.faults = faults
    }

    var testDescription: String { "\(faults)" }
}

private let longest = String(repeating: "k", count: JOSEHeader.keyIDLength)
private let untyped = HeaderFault.wrongType(nil, expected: .securityEvent)

private let badHeaders = [
    BadHeader(["alg": nil], .noAlgorithm),
    BadHeader(["alg": 1], .noAlgorithm),
    BadHeader(["alg": "none"], .unknownAlgorithm("none")),
    BadHeader(["alg": "NoNe"], .unknownAlgorithm("NoNe")),
    BadHeader(["alg": "es256"], .unknownAlgorithm("es256")),
    BadHeader(["alg": "HS256"], .unknownAlgorithm("HS256")),
    BadHeader(["alg": "RS256"], .algorithmNotAllowed(.rs256)),
    BadHeader(["typ": nil], untyped),
    BadHeader(["typ": 1], untyped),
    BadHeader(["typ": "JWT"], .wrongType("JWT", expected: .securityEvent)),
    BadHeader(
        ["typ": "text/secevent+jwt"], .wrongType("text/secevent+jwt", expected: .securityEvent)),
    BadHeader(["kid": nil], .noKeyNamed),
    BadHeader(["kid": 1], .malformedKeyID),
    BadHeader(["kid": ""], .malformedKeyID),
    BadHeader(["kid": .string(longest + "k")], .malformedKeyID),
    BadHeader(["kid": "a/b"], .malformedKeyID),
    BadHeader(["kid": "a'--"], .malformedKeyID),
    BadHeader(["kid": "\u{E9}"], .malformedKeyID),
    BadHeader(["x5t#S256": "AAAA"], .malformedThumbprint),
    BadHeader(["x5t#S256": 1], .malformedThumbprint),
    BadHeader(["x5c": "AAAA"], .malformedChain),
    BadHeader(["x5c": []], .malformedChain),
    BadHeader(["x5c": ["AA-_"]], .malformedChain),
    BadHeader(["x5c": .array(Array(repeating: "AAAA", count: 9))], .malformedChain),
    BadHeader(["crit": []], .critical),
    BadHeader(["crit": ["exp"]], .critical),
    BadHeader(["crit": .null], .critical),
    BadHeader(["jku": "https://evil.example/"], .forbiddenMember("jku")),
    BadHeader(["x5u": "https://evil.example/"], .forbiddenMember("x5u")),
    BadHeader(["jwk": [:]], .forbiddenMember("jwk")),
    BadHeader(["b64": true], .forbiddenMember("b64")),
    BadHeader(["zip": "DEF"], .forbiddenMember("zip")),
    BadHeader(
        ["alg": "none", "typ": nil, "kid": "a b", "crit": ["b64"], "b64": false],
        .unknownAlgorithm("none"), untyped, .malformedKeyID, .critical, .forbiddenMember("b64")),
]

@Suite struct `A token's header` {
    private let allowed: [SignatureAlgorithm] = [.es256, .ps256]
    private let good: [String: JSONValue] = ["alg": "ES256", "typ": "secevent+jwt", "kid": "k"]

    @Test(arguments: badHeaders)
    func `is refused with every rule that it breaks`(header: BadHeader) throws {
        var members = good
        for (name, value) in header.change { members[name] = value }
        let node = try Keys.node(members)
        let refusal = #expect(throws: HeaderFaults.self) {
            try JOSEHeader(node, type: .securityEvent, allowing: allowed)
        }
        #expect(refusal?.faults == header.faults)
        #expect(header.faults.allSatisfy { !$0.description.isEmpty })
    }

    @Test(arguments: [
        "secevent+jwt", "SecEvent+JWT", "application/secevent+jwt", "APPLICATION/secevent+jwt",
    ])
    func `may write its type as media types are written`(type: String) throws {
        let node = try Keys.node(good.merging(["typ": .string(type)]) { $1 })
        let header = try JOSEHeader(node, type: .securityEvent, allowing: allowed)
        #expect(header.algorithm == .es256)
        #expect(header.keyID == "k")
    }

    @Test func `of a bearer token says JWT or nothing`() throws {
        for type: JSONValue? in [nil, "JWT", "jwt", "application/jwt"] {
            var members = good
            members["typ"] = type
            let node = try Keys.node(members)
            #expect(try JOSEHeader(node, type: .bearer, allowing: allowed).keyID == "k")
        }
        let node = try Keys.node(good)
        let fault = HeaderFault.wrongType("secevent+jwt", expected: .bearer)
        #expect(throws: HeaderFaults(faults: [fault])) {
            try JOSEHeader(node, type: .bearer, allowing: allowed)
        }
    }

    @Test func `may name its key in three ways`() throws {
        let digest = SHA256.digest(of: [1])
        let node = try Keys.node([
            "alg": "PS256", "typ": "secevent+jwt", "x5t#S256": .string(digest.description),
            "x5c": ["AAAA", "/+8="],
        ])
        let header = try JOSEHeader(node, type: .securityEvent, allowing: allowed)
        #expect(header.keyID == nil)
        #expect(header.certificateDigest == digest)
        #expect(header.certificates == [[0, 0, 0], [0xFF, 0xEF]])
    }

    @Test func `takes the longest kid there may be`() throws {
        let node = try Keys.node(good.merging(["kid": .string(longest)]) { $1 })
        let header = try JOSEHeader(node, type: .securityEvent, allowing: allowed)
        #expect(header.keyID == longest)
    }

    @Test func `comes back from the value that was made for it`() throws {
        let value = JOSEHeader.value(algorithm: .es256, type: .securityEvent, keyID: "k")
        let header = try JOSEHeader(
            try Keys.node(value), type: .securityEvent, allowing: allowed)
        #expect(header.algorithm == .es256)
        #expect(header.keyID == "k")
    }
}
