// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Hummingbird
import HummingbirdTesting
import Intake
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Web

@Suite struct `A caller that shows a certificate in its token` {
    private let town: SampleTown
    private let root = TestAuthority("root")
    private let key = PrivateKey.generate(.p256)

    init() throws { town = try SampleTown() }

    private func setting(revoking serials: [[UInt8]]) throws -> Setting {
        let start = SampleTown.morning.seconds - 60
        let authority = TrustedAuthority(
            anchor: TrustAnchor(try Certificate(der: root.certificate)),
            lists: [try RevocationList(der: root.list(revoking: serials, from: start))],
            issuers: [town.police.id.uri])
        return try town.setting(
            keyring: Keyring(
                [], trust: CertificateTrust([authority]), agencies: town.residents.map(\.id)))
    }

    private func fields(at now: Instant) throws -> HTTPFields {
        let leaf = root.issue(to: town.police.id.uri, key: key, serial: [7])
        let uri = JSONValue.string(town.police.id.uri)
        let claims: JSONValue = [
            "iss": uri, "sub": uri, "aud": .string(town.broker.uri), "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + 300),
        ]
        let token = try CompactJWS.signed(
            header: ["alg": "ES256", "typ": "JWT", "x5c": [.string(Base64.encode(leaf))]],
            payload: claims.canonical, by: key, algorithm: .es256
        ).token
        var fields = HTTPFields()
        fields[.authorization] = "Bearer " + String(decoding: token, as: UTF8.self)
        return fields
    }

    @Test func `is let in until a list that is loaded names it, with the same token too`()
        async throws
    {
        let counter = try await Counter(town, setting: setting(revoking: []))
        let fields = try fields(at: counter.clock.now)
        let revoked = try setting(revoking: [[7]])
        try await counter.serve { client in
            for _ in 0..<2 {
                #expect(try await client.get("/messages", fields).status == .ok)
            }
            let nodes = try await client.get("/nodes", fields).text
            #expect(nodes.contains("\"use\":\"signing\""), "\(nodes)")
            try await counter.broker.load(revoked)
            let answer = try await client.get("/messages", fields)
            #expect(answer.status == .unauthorized)
            #expect(answer.text.contains("has been revoked"))
        }
    }
}
