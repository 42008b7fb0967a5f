// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Relay
import Safeguarding
import Signing
import Testing
import Wire

@testable import Daemon

@Suite struct `The section trust` {
    private static let root = TestAuthority("root")
    private static let middle = TestAuthority("middle", below: root)
    private static let good =
        "{anchor: root.pem, certificates: [middle.pem], lists: [root.crl, middle.crl], "
        + "issuers: [https://police.example], policies: [1.2.3.4]}"

    private func desk() throws -> Desk {
        let desk = try Desk()
        // As old as the desk's clock allows.
        let start = Desk.now.seconds - TestAuthority.day
        try desk.write("root.pem", Self.pem("CERTIFICATE", Self.root.certificate))
        try desk.write("middle.pem", Self.pem("CERTIFICATE", Self.middle.certificate))
        try desk.write("root.crl", Self.pem("X509 CRL", Self.root.list(from: start)))
        try desk.write("middle.crl", Self.pem("X509 CRL", Self.middle.list(from: start)))
        let stranger = TestAuthority("stranger").list(from: start)
        try desk.write("stranger.crl", Self.pem("X509 CRL", stranger))
        try desk.write("old.crl", Self.pem("X509 CRL", Self.root.list()))
        try desk.write("broken.pem", Array("\n-----BEGIN CERTIFICATE-----\n".utf8))
        try desk.write("nonsense.pem", Self.pem("CERTIFICATE", [1, 2, 3]))
        return desk
    }

    private static func pem(_ label: String, _ bytes: [UInt8]) -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(Base64.encode(bytes))\n-----END \(label)-----\n".utf8)
    }

    private static func section(_ authority: String) -> (String, String) {
        ("\nagreements:", "\ntrust:\n  - \(authority)\nagreements:")
    }

    @Test func `names authorities, for whom they speak, and their lists`() throws {
        let configuration = try desk().read(Self.section(Self.good))
        #expect(configuration.warnings == [])
        let trust = try #require(configuration.setting.frontDoor.keyring.trust)
        let authority = try #require(trust.authorities.first)
        #expect(authority.anchor.certificate.der == Self.root.certificate)
        #expect(authority.certificates.map(\.der) == [Self.middle.certificate])
        #expect(authority.lists.count == 2)
        #expect(authority.issuers == ["https://police.example"])
        #expect(authority.policies.map(\.description) == ["1.2.3.4"])
    }

    @Test func `keeps certificates and lists by their digests`() throws {
        let documents = try desk().read(Self.section(Self.good)).setting.documents
        let digest = SHA256.digest(of: Self.root.certificate)
        #expect(documents["certificate:\(digest)"] == Self.root.certificate)
        #expect(documents.keys.count { $0.hasPrefix("certificate:") } == 2)
        #expect(documents.keys.count { $0.hasPrefix("revocation-list:") } == 2)
    }

    @Test func `may be left out, and then nobody is trusted`() throws {
        #expect(try Desk().read().setting.frontDoor.keyring.trust == nil)
    }

    @Test func `warns of a list that is out of date, and takes it`() throws {
        let old = Self.good.replacing("root.crl", with: "old.crl")
        let configuration = try desk().read(Self.section(old))
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.what.hasPrefix("the list is out of date") == true)
        #expect(configuration.setting.frontDoor.keyring.trust?.authorities.count == 1)
    }

    @Test(arguments: [
        ("anchor: root.pem", "anchor: gone.pem", "the file"),
        ("anchor: root.pem", "anchor: broken.pem", "what begins here does not end"),
        ("anchor: root.pem", "anchor: root.crl", "holds something else than `CERTIFICATE`"),
        ("[middle.pem]", "[nonsense.pem]", "line 1 of the file begins no certificate"),
        ("[root.crl, middle.crl]", "[stranger.crl]", "signed by none of these authorities"),
        ("https://police.example", "urn:police", "`urn:police` begins no agency's URI"),
        ("[1.2.3.4]", "[any]", "`any` is no object identifier"),
        ("issuers:", "issuer:", "issuer"),
    ])
    func `is refused where it is wrong`(old: String, new: String, fault: String) throws {
        let faults = try desk().faults([Self.section(Self.good.replacing(old, with: new))])
        #expect(faults.first?.hasPrefix("baton.yaml:") == true)
        #expect(faults.contains { $0.contains(fault) })
    }
}
