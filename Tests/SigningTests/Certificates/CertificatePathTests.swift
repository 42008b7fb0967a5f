// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing

@Suite struct `A path of certificates` {
    static let root = TestAuthority("root")
    static let middle = TestAuthority("middle", below: root)
    static let key = PrivateKey.generate(.p256)
    static let uri = "https://northumbria.police.example"
    static let noon = TestAuthority.start + 43_200

    private func faults(
        _ signer: [UInt8], offered: [[UInt8]] = [middle.certificate], lists: [[UInt8]] = [],
        anchor: [UInt8] = root.certificate, at seconds: Int64 = noon,
        _ rules: PathRules = .messages()
    ) throws -> [PathFault] {
        let anchors = [TrustAnchor(try Certificate(der: anchor))]
        do {
            _ = try CertificatePath.verifying(
                try Certificate(der: signer), offered: offered.map(Certificate.init),
                anchors: anchors, lists: lists.map(RevocationList.init), at: seconds, rules)
            return []
        } catch let error as PathFaults { return error.faults }
    }

    private func issue(_ change: (inout CertificateDraft) -> Void = { _ in }) -> [UInt8] {
        Self.middle.issue(to: Self.uri, key: Self.key, changing: change)
    }

    @Test func `is good from the signer to the anchor`() throws {
        let signer = try Certificate(der: issue())
        let anchor = TrustAnchor(try Certificate(der: Self.root.certificate))
        let middle = try Certificate(der: Self.middle.certificate)
        let path = try CertificatePath.verifying(
            signer, offered: [signer, anchor.certificate, middle], anchors: [anchor], at: Self.noon,
            .messages())
        #expect(path.certificates == [signer, middle, anchor.certificate])
        #expect(path.signer.subjectURIs == [Self.uri])
        #expect(try path.signer.publicKey().thumbprint == Self.key.publicKey.thumbprint)
    }

    @Test func `is looked for, and not found without its issuers`() throws {
        let stranger = TestAuthority("root")
        #expect(try faults(issue(), offered: []).map(\.rule) == [.noPath])
        #expect(try faults(issue(), anchor: stranger.certificate).map(\.rule) == [.noPath])
        let forger = TestAuthority("middle", below: Self.root)
        let forged = forger.issue(to: Self.uri, key: Self.key) { draft in
            draft[ExtensionOID.authorityKeyIdentifier] = nil
        }
        #expect(try faults(forged).map(\.rule) == [.signature])
    }

    @Test func `ends with its last second, and begins with its first`() throws {
        let (first, last) = (TestAuthority.start + 1000, TestAuthority.start + 2000)
        let signer = issue { ($0.notBefore, $0.notAfter) = (first, last) }
        #expect(try faults(signer, at: first) == [])
        #expect(try faults(signer, at: last) == [])
        #expect(try faults(signer, at: first - 1).map(\.rule) == [.notYetValid])
        #expect(try faults(signer, at: last + 1).map(\.rule) == [.expired])
    }

    @Test func `lets nobody sign for longer than the limit`() throws {
        let limit = CertificateLimits.signerSeconds
        let longest = issue { $0.notAfter = $0.notBefore + limit - 1 }
        #expect(try faults(longest) == [])
        let longer = issue { $0.notAfter = $0.notBefore + limit }
        #expect(try faults(longer).map(\.rule) == [.validForTooLong(limit + 1, limit: limit)])
    }

    @Test func `lets no authority sign messages`() throws {
        let signer = issue { draft in
            draft[ExtensionOID.basicConstraints] = .init(
                ExtensionOID.basicConstraints, isCritical: true,
                DraftDER.sequence(DraftDER.tagged(0x01, [0xFF])))
            draft[ExtensionOID.keyUsage]?.value = DraftDER.tagged(0x03, [2, 0x84])
            draft[ExtensionOID.subjectKeyIdentifier] = .init(
                ExtensionOID.subjectKeyIdentifier, DraftDER.tagged(0x04, [1]))
        }
        #expect(try faults(signer).map(\.rule) == [.signerIsAuthority])
    }

    @Test(arguments: [nil, DraftDER.tagged(0x03, [5, 0x20])])
    func `asks the key usage for a signature`(usage: [UInt8]?) throws {
        let signer = issue { draft in
            draft[ExtensionOID.keyUsage] = usage.map {
                .init(ExtensionOID.keyUsage, isCritical: true, $0)
            }
        }
        #expect(try faults(signer).map(\.rule) == [.keyUsage])
    }

    @Test(arguments: [
        ["1.3.6.1.5.5.7.3.37"], ["1.3.6.1.5.5.7.3.36"], ["1.3.6.1.5.5.7.3.4"],
        ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"],
    ])
    func `may be one for tokens, documents, mail or clients`(purposes: [String]) throws {
        #expect(try faults(signer(for: purposes)) == [])
    }

    @Test(arguments: [
        nil, ["1.3.6.1.5.5.7.3.1"], ["2.5.29.37.0"], ["1.3.6.1.5.5.7.3.37", "1.3.6.1.5.5.7.3.8"],
        ["1.3.6.1.5.5.7.3.37", "1.3.6.1.5.5.7.3.3"], ["1.3.6.1.5.5.7.3.37", "1.3.6.1.5.5.7.3.9"],
    ])
    func `must be for that and not for code, times or revocation`(purposes: [String]?) throws {
        #expect(try faults(signer(for: purposes)).map(\.rule) == [.purpose])
    }

    private func signer(for purposes: [String]?) -> [UInt8] {
        issue { draft in
            draft[ExtensionOID.extendedKeyUsage] = purposes.map { purposes in
                .init(
                    ExtensionOID.extendedKeyUsage,
                    DraftDER.sequence(purposes.flatMap(DraftDER.identifier)))
            }
        }
    }

    @Test func `keeps to the purposes of its issuers`() throws {
        let web = TestAuthority("web", below: Self.root) { draft in
            draft[ExtensionOID.extendedKeyUsage] = .init(
                ExtensionOID.extendedKeyUsage,
                DraftDER.sequence(DraftDER.identifier("1.3.6.1.5.5.7.3.1")))
        }
        let found = try faults(
            web.issue(to: Self.uri, key: Self.key), offered: [web.certificate])
        #expect(found.map(\.rule) == [.purpose])
        #expect(found.map(\.position) == [1])
    }

    @Test func `keeps to the names that its issuers may certify`() throws {
        let police = TestAuthority("police", below: Self.root) { draft in
            let base = DraftDER.sequence(DraftDER.tagged(0x86, Array(".police.example".utf8)))
            draft[ExtensionOID.nameConstraints] = .init(
                ExtensionOID.nameConstraints, isCritical: true,
                DraftDER.sequence(DraftDER.tagged(0xA0, base)))
        }
        func rules(_ uri: String) throws -> [PathRule] {
            let signer = police.issue(to: uri, key: Self.key)
            return try faults(signer, offered: [police.certificate]).map(\.rule)
        }
        #expect(try rules("https://northumbria.police.example") == [])
        #expect(try rules("https://school.example") == [.nameNotPermitted])
        #expect(try rules("urn:police") == [.nameNotPermitted])
    }

    @Test func `has the policy that is asked for, and any when none is`() throws {
        let policy = try #require(ASN1Name("1.3.6.1.4.1.99999.1"))
        func with(_ draft: inout CertificateDraft) {
            let one = DraftDER.sequence(DraftDER.identifier(policy.description))
            draft[ExtensionOID.policies] = .init(ExtensionOID.policies, DraftDER.sequence(one))
        }
        let middle = TestAuthority("policed", below: Self.root, changing: with)
        let good = middle.issue(to: Self.uri, key: Self.key, changing: with)
        let bad = middle.issue(to: Self.uri, key: Self.key)
        let rules = PathRules.messages(policies: [policy])
        #expect(try faults(good, offered: [middle.certificate], rules) == [])
        #expect(try faults(bad, offered: [middle.certificate], rules).map(\.rule) == [.policy])
        #expect(try faults(bad, offered: [middle.certificate]) == [])
    }

    @Test func `needs keys that are strong enough`() throws {
        let weak = DraftDER.rsaKey(
            modulus: [UInt8](repeating: 0xFF, count: 128), exponent: [1, 0, 1])
        let signer = issue { $0.key = weak }
        #expect(try faults(signer).map(\.rule) == [.key(.refused(.modulusBits(1024)))])
        let old = issue { draft in
            let sha1 = DraftDER.sequence(DraftDER.identifier("1.2.840.10045.4.1"))
            draft.algorithms = (sha1, sha1)
        }
        #expect(try faults(old).contains { $0.rule == .weakSignature || $0.rule == .signature })
    }
}
