// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

/// Text in place of a token, and what it is refused with.
struct BadToken: Sendable, CustomTestStringConvertible {
    var text: String
    var refusal: JWSError

    init(_ text: String, _ refusal: JWSError) {
        self.text = text
        self.refusal = refusal
    }

    var testDescription: String { "\(refusal)" }
}

private let header = Base64URL.encode(Array(#"{"alg":"ES256"}"#.utf8))

private func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

private let badTokens = [
    BadToken("", .notThreeParts(1)),
    BadToken("Zm9v", .notThreeParts(1)),
    BadToken("\(header).Zm9v", .notThreeParts(2)),
    BadToken("\(header).Zm9v.Zm9v.Zm9v", .notThreeParts(4)),
    BadToken("\(header).a.b.c.d", .notThreeParts(5)),
    BadToken(".Zm9v.Zm9v", .empty(.header)),
    BadToken("\(header)..Zm9v", .empty(.payload)),
    BadToken("\(header).Zm9v.", .empty(.signature)),
    BadToken("\(header)=.Zm9v.Zm9v", .notBase64URL(.header)),
    BadToken("\(header).Zm9v=.Zm9v", .notBase64URL(.payload)),
    BadToken("\(header).Zm9v\n.Zm9v", .notBase64URL(.payload)),
    BadToken("\(header).Zm 9v.Zm9v", .notBase64URL(.payload)),
    BadToken("\(header).Zh.Zm9v", .notBase64URL(.payload)),
    BadToken("\(header).Zm9v.ab+/", .notBase64URL(.signature)),
    BadToken("\(header).Zm9v.Zm9v\n", .notBase64URL(.signature)),
    BadToken("\(encoded("[]")).Zm9v.Zm9v", .headerNotAnObject),
    BadToken("\(encoded("\"a\"")).Zm9v.Zm9v", .headerNotAnObject),
]

@Suite struct `A compact JWS` {
    @Test(arguments: badTokens)
    func `is refused when it is malformed`(token: BadToken) {
        #expect(throws: token.refusal) { try CompactJWS(parsing: Array(token.text.utf8)) }
        #expect(!token.refusal.description.isEmpty)
    }

    @Test(arguments: [
        #"{"alg":"ES256","alg":"none"}"#, #"{"alg":"ES256""#, "\u{FEFF}{}", #"{"alg":"\uD800"}"#,
        #"{"alg":"ES256"} {}"#, #"{'alg':'ES256'}"#,
    ])
    func `is refused when its header is not strict JSON`(text: String) throws {
        let error = #expect(throws: JWSError.self) {
            try CompactJWS(parsing: Array("\(encoded(text)).Zm9v.Zm9v".utf8))
        }
        guard case .headerNotJSON = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `gives its compact form back from its parts, byte for byte`() throws {
        let key = PrivateKey.generate(.p256)
        let token = try CompactJWS.signed(
            header: ["alg": "ES256", "kid": "k"], payload: Array(#"{ "a" : 1 }"#.utf8), by: key,
            algorithm: .es256)
        let again = try CompactJWS(
            headerBytes: token.headerBytes, payloadBytes: token.payloadBytes,
            signature: token.signature)
        #expect(again.token == token.token)
        #expect(again.signingInputDigest == token.signingInputDigest)
        #expect(token.headerBytes == Array(#"{"alg":"ES256","kid":"k"}"#.utf8))
        try key.publicKey.verify(again.signature, over: again.signingInput, algorithm: .es256)
    }

    @Test func `is not put together from parts that make no token`() {
        let header = Array(#"{"alg":"ES256"}"#.utf8)
        func together(_ header: [UInt8], _ payload: [UInt8], _ signature: [UInt8]) throws {
            let limits = CompactJWS.Limits(tokenBytes: 30, headerBytes: 15)
            _ = try CompactJWS(
                headerBytes: header, payloadBytes: payload, signature: signature, limits: limits)
        }
        #expect(throws: Never.self) { try together(header, [1], [1, 2, 3]) }
        #expect(throws: JWSError.empty(.header)) { try together([], [1], [1]) }
        #expect(throws: JWSError.empty(.payload)) { try together(header, [], [1]) }
        #expect(throws: JWSError.empty(.signature)) { try together(header, [1], []) }
        #expect(throws: JWSError.headerNotAnObject) { try together(Array("[]".utf8), [1], [1]) }
        #expect(throws: JWSError.headerTooLong(16, limit: 15)) {
            try together(header + [0x20], [1], [1])
        }
        #expect(throws: JWSError.tokenTooLong(31, limit: 30)) {
            try together(header, [1], [1, 2, 3, 4, 5])
        }
    }

    @Test func `is named by what was signed, not by its signature`() throws {
        let key = PrivateKey.generate(.p256)
        let tokens = try (0..<2).map { _ in
            try CompactJWS.signed(
                header: ["alg": "ES256"], payload: [1], by: key, algorithm: .es256)
        }
        #expect(tokens[0].token != tokens[1].token)
        #expect(tokens[0].signingInputDigest == tokens[1].signingInputDigest)
    }

    @Test func `is taken at the limit of its length and refused one byte beyond`() throws {
        let token = Array("\(header).Zm9v.Zm9v".utf8)
        let headerBytes = Array(#"{"alg":"ES256"}"#.utf8).count
        let limits = CompactJWS.Limits(tokenBytes: token.count, headerBytes: headerBytes)
        #expect(try CompactJWS(parsing: token, limits: limits).token == token)
        let tight = CompactJWS.Limits(tokenBytes: token.count - 1, headerBytes: headerBytes)
        #expect(throws: JWSError.tokenTooLong(token.count, limit: token.count - 1)) {
            try CompactJWS(parsing: token, limits: tight)
        }
        let narrow = CompactJWS.Limits(tokenBytes: token.count, headerBytes: headerBytes - 1)
        #expect(throws: JWSError.headerTooLong(headerBytes, limit: headerBytes - 1)) {
            try CompactJWS(parsing: token, limits: narrow)
        }
    }

    @Test func `is not made where nothing could read it`() throws {
        let key = PrivateKey.generate(.p256)
        #expect(throws: SigningError.key(.algorithmNotOfKey(.es384))) {
            try CompactJWS.signed(header: [:], payload: [1], by: key, algorithm: .es384)
        }
        #expect(throws: SigningError.token(.empty(.payload))) {
            try CompactJWS.signed(header: [:], payload: [], by: key, algorithm: .es256)
        }
        #expect(throws: SigningError.token(.headerNotAnObject)) {
            try CompactJWS.signed(header: [1], payload: [1], by: key, algorithm: .es256)
        }
    }
}
