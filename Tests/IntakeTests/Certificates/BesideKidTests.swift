// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Safeguarding
import Signing
import Synchronization
import Testing
import Wire

@testable import Intake

/// A header that names a registered key and sends certificates too: they must be of that key.
@Suite struct `A certificate beside a kid` {
    private static let authority = TestAuthority("root")
    private static let key = PrivateKey.generate(.p256)
    private static let uri = "https://northumbria.police.example"

    /// Counts the certificates that were read.
    private final class Reads: Sendable {
        private let number = Atomic(0)
        var count: Int { number.load(ordering: .relaxed) }

        func read(_ der: [UInt8]) throws(CertificateError) -> Certificate {
            number.add(1, ordering: .relaxed)
            return try Certificate(der: der)
        }
    }

    private func pinned() throws -> RegisteredKey {
        RegisteredKey(
            agency: try AgencyID(Self.uri), node: "main", kid: "k", key: Self.key.publicKey,
            algorithms: [.es256], from: Instant(seconds: 0))
    }

    private func leaf(_ serial: [UInt8] = [2], key: PrivateKey = key) -> [UInt8] {
        Self.authority.issue(to: Self.uri, key: key, serial: serial)
    }

    /// Verifies a message that names the key and sends certificates; its number tells it from others.
    private func verify(_ chain: [[UInt8]], _ ring: Keyring, number: Int = 0) throws {
        let claims: JSONValue = ["iss": .string(Self.uri), "iat": .integer(Int64(number))]
        let token = try CompactJWS.signed(
            header: [
                "alg": "ES256", "typ": "secevent+jwt", "kid": "k",
                "x5c": .array(chain.map { .string(Base64.encode($0)) }),
            ], payload: claims.canonical, by: Self.key, algorithm: .es256
        ).token
        _ = try ring.verify(ReceivedToken(parsing: token, limits: IntakeLimits()))
    }

    @Test func `is read once, however often it is sent`() throws {
        let reads = Reads()
        let trust = CertificateTrust([]) { der throws(CertificateError) in try reads.read(der) }
        let ring = Keyring([try pinned()], trust: trust)
        let chain = [leaf(), Self.authority.certificate]
        for number in 0..<20 { try verify(chain, ring, number: number) }
        #expect(reads.count == 2)
        #expect(trust.rememberedAgreementCount == 1)
        // With others behind it, it is another header; and what contradicts is never remembered.
        try verify(Array(chain.prefix(1)), ring)
        #expect(reads.count == 3)
        let other = leaf(key: PrivateKey.generate(.p256))
        for _ in 0..<3 {
            let refusal = #expect(throws: RefusedToken.self) { try verify([other], ring) }
            #expect(refusal?.reasons == [.certificate(.ofAnotherKey("k"))])
        }
        #expect(reads.count == 6)
        #expect(trust.rememberedAgreementCount == 2)
    }

    @Test func `is remembered in bounded number`() throws {
        let trust = CertificateTrust([])
        let ring = Keyring([try pinned()], trust: trust)
        for serial in 0...CertificateTrust.rememberedAgreements {
            try verify([leaf([UInt8(1 + serial >> 8), UInt8(serial & 0xFF)])], ring)
            let count = serial < CertificateTrust.rememberedAgreements ? serial + 1 : 1
            #expect(trust.rememberedAgreementCount == count)
        }
    }

    /// The numbers are compared, and no key is read for that: whether it is sound was found out when it was
    /// registered.
    @Test(arguments: [KeyKind.p256, .p384, .ed25519, .rsa2048])
    func `certifies the key that has its numbers`(kind: KeyKind) {
        let (one, other) = (PrivateKey.generate(kind), PrivateKey.generate(kind))
        let span = TestAuthority.start...(TestAuthority.start + TestAuthority.day)
        let certificate = CertificateIssuer(named: "root", validity: span)
            .issue(.client(of: Self.uri, validity: span), for: one)
        #expect(certificate.certifies(one.publicKey))
        #expect(!certificate.certifies(other.publicKey))
        #expect(!certificate.certifies(Self.key.publicKey))
    }
}
