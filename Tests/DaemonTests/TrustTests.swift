// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Ledger
import SQLiteStore
import Safeguarding
import Signing
import Testing
import Web
import Wire

@testable import Daemon
@testable import Relay

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

    @Test func `warns by name of a list that cannot be used as it is, and takes it`() throws {
        let desk = try desk()
        let start = Desk.now.seconds - TestAuthority.day
        let odd: [(name: String, list: [UInt8], words: String)] = [
            (
                "number",
                Self.root.list(from: start) { draft in
                    draft.extensions.removeAll { $0.name == ExtensionOID.listNumber }
                }, "(5.2.3: it must have a number, which must not be critical)"
            ),
            (
                "critical",
                Self.root.list(from: start) { draft in
                    draft.extensions.append(.init("1.2.3.4", isCritical: true, [5, 0]))
                }, "(5.2: a critical extension is not known here)"
            ),
        ]
        for (name, list, words) in odd {
            try desk.write("\(name).crl", Self.pem("X509 CRL", list))
            let section = Self.section(Self.good.replacing("root.crl", with: "\(name).crl"))
            let configuration = try desk.read(section)
            #expect(configuration.warnings.count == 1)
            let told = try #require(configuration.warnings.first).what
            #expect(told == "the revocation list leaves in doubt whom it does not name \(words)")
            let report = CheckReport(desk.file(), now: Desk.now)
            #expect(report.complaints.contains { $0.contains(words) }, "\(report.complaints)")
        }
    }

    @Test func `warns of a list that is not valid yet`() throws {
        let desk = try desk()
        let ahead = Desk.now.seconds + 7_200
        try desk.write("root.crl", Self.pem("X509 CRL", Self.root.list(from: ahead)))
        let configuration = try desk.read(Self.section(Self.good))
        let told = configuration.warnings.map(\.what)
        #expect(told.count == 1)
        let words = "the revocation list is not valid before \(Instant(seconds: ahead).rfc3339)"
        #expect(told.first?.hasPrefix(words) == true, "\(told)")
    }

    /// What a list is called whose key has another name in it must not matter.
    @Test func `keeps the newer list in force when an older one names its key otherwise`() throws {
        let desk = try desk()
        let running = try desk.read(Self.section(Self.good))
        let list = Self.root.list(from: Desk.now.seconds - 2 * TestAuthority.day) { draft in
            draft.extensions.removeAll { $0.name == ExtensionOID.authorityKeyIdentifier }
        }
        try desk.write("root.crl", Self.pem("X509 CRL", list))
        let obstacles = running.obstacles(to: try desk.read(Self.section(Self.good)))
        guard case .list(SHA256.digest(of: list), _, _)? = obstacles.first else {
            return #expect(Bool(false), "\(obstacles)")
        }
    }

    /// What a newer list revoked, an older one must not let in again.
    @Test func `keeps the newer list in force when an older one is loaded`() throws {
        let desk = try desk()
        let running = try desk.read(Self.section(Self.good))
        let (older, newer) = (Desk.now.seconds - 2 * TestAuthority.day, Desk.now.seconds - 60)
        let list = Self.root.list(from: older)
        let digest = SHA256.digest(of: list)
        try desk.write("root.crl", Self.pem("X509 CRL", list))
        let back = try desk.read(Self.section(Self.good))
        let obstacle = running.obstacles(to: back).first
        let times = [older, Desk.now.seconds - TestAuthority.day].map {
            "0x01 of \(Instant(seconds: $0).rfc3339)"
        }
        #expect(obstacle == .list(digest, is: times[0], was: times[1]))
        let fault = obstacle.map { back.written[$0.member].fault($0.what, $0.instead) }
        let line = desk.plain(fault?.description ?? "")
        #expect(line.contains("is older than the one in force"), "\(line)")
        #expect(line.hasPrefix("baton.yaml:"), "\(line)")
        #expect(!line.hasPrefix("baton.yaml:1:1:"), "\(line)")
        try desk.write("root.crl", Self.pem("X509 CRL", Self.root.list(from: newer)))
        #expect(running.obstacles(to: try desk.read(Self.section(Self.good))) == [])
        // An authority may be taken out, with its lists.
        #expect(running.obstacles(to: try desk.read()) == [])
    }

    @Test func `is told of a list that is older than one by which the log revokes`() async throws {
        let desk = try desk()
        try LocalFile.make(folder: "\(desk.path)/state")
        let configuration = try desk.read(Self.section(Self.good))
        let authority = try #require(configuration.setting.frontDoor.keyring.trust?.authorities[0])
        let (list, police) = (authority.lists[0], try AgencyID("https://police.example"))
        try await desk.serve(configuration) { broker in
            #expect(try await OlderLists.warnings(of: configuration, in: broker.snapshots) == [])
            try await broker.sequencer.enter { transaction throws(StoreFailure) in
                try transaction.revoke(
                    RevokedFacts(
                        agency: police, kid: "k", revokedAt: Desk.now,
                        certificate: SHA256.digest(of: [1]), list: list.digest))
            }
            #expect(try await OlderLists.warnings(of: configuration, in: broker.snapshots) == [])
        }
        let older = Desk.now.seconds - 2 * TestAuthority.day
        try desk.write("root.crl", Self.pem("X509 CRL", Self.root.list(from: older)))
        let back = try desk.read(Self.section(Self.good))
        let report = await PlaceReport(back, now: SystemClock.now())
        let line = report.lines.map(desk.plain).first { $0.contains("the revocation list") }
        #expect(line?.contains("by which the log says that a certificate is revoked") == true)
        #expect(line?.hasPrefix("--  baton.yaml:") == true, "\(report.lines)")
    }

    /// A configuration that trusts an authority to certify who signs, and who connects.
    private func secured(_ desk: Desk) throws -> Configuration {
        let validity = Desk.now.seconds - TestAuthority.day...Desk.now.seconds + TestAuthority.day
        let issuer = CertificateIssuer(named: "A listener's", validity: validity)
        let key = PrivateKey.generate(.p256)
        let own = issuer.issue(.server(["DNS:localhost"], validity: validity), for: key)
        try desk.write("tls.pem", Array(PEMBlock.text("CERTIFICATE", own.der).utf8))
        try desk.write("tls.key", Array(PEMBlock.text("PRIVATE KEY", key.pkcs8).utf8))
        return try desk.read(
            Self.section(Self.good),
            (
                "listen: {http: 127.0.0.1:8470}",
                "listen: {http: 127.0.0.1:8470, tls: {certificate: tls.pem, key: tls.key, "
                    + "client_ca: middle.pem, client_crl: [middle.crl]}}"
            ))
    }

    /// Where a reload takes the newest list, and then is offered an older one.
    private func steppedBack(_ desk: Desk) throws -> (running: Configuration, next: Configuration) {
        let (older, newer) = (Desk.now.seconds - 2 * TestAuthority.day, Desk.now.seconds - 60)
        try desk.write("middle.crl", Self.pem("X509 CRL", Self.middle.list(from: newer)))
        let running = try secured(desk)
        try desk.write("middle.crl", Self.pem("X509 CRL", Self.middle.list(from: older)))
        return (running, try secured(desk))
    }

    /// Who types `batond check && systemctl reload baton` is to hear of it from the first.
    @Test func `is refused by a check beside a daemon whose reload refuses it`() async throws {
        let desk = try desk()
        try LocalFile.make(folder: "\(desk.path)/state")
        let (running, next) = try steppedBack(desk)
        let store = try SQLiteStore(path: running.places.store, origin: running.setting.origin)
        ListsFile(running.places, logger: Lines().logger()).keep(running.lists)
        let report = await PlaceReport(next, now: Desk.now)
        #expect(report.exit == .configuration)
        let told = report.lines.map(desk.plain).filter { $0.contains("a reload is refused") }
        // Once for who signs, and once for who connects.
        #expect(told.count == 2, "\(report.lines)")
        #expect(told.allSatisfy { $0.hasPrefix("--  a reload is refused: baton.yaml:") })
        #expect(told.allSatisfy { $0.contains("is older than the one in force, 0x01 of") })
        #expect(running.obstacles(to: next).count == 2)
        let same = await PlaceReport(running, now: Desk.now)
        #expect(!same.lines.contains { $0.contains("a reload is refused") }, "\(same.lines)")
        try desk.write("state/baton.db.clients.crl", Array("no list".utf8))
        try desk.write("state/baton.db.signers.crl", Self.pem("X509 CRL", [1, 2]))
        let blind = await PlaceReport(next, now: Desk.now)
        #expect(blind.lines.contains { $0.contains("which revocation lists are in force cannot") })
        try store.close()
    }

    /// Of who only connects the log knows nothing, and the lists alone tell.
    @Test func `is told of at a start when it went back since the daemon ran`() async throws {
        let desk = try desk()
        try LocalFile.make(folder: "\(desk.path)/state")
        let (running, next) = try steppedBack(desk)
        func warnings(_ configuration: Configuration) async throws -> [String] {
            let lines = Lines()
            let store = try SQLiteStore(
                path: configuration.places.store, origin: configuration.setting.origin)
            try await Serving(
                desk.file(), configuration, world: .real, systemd: Systemd(socket: nil),
                logger: lines.logger()
            ).serve(store, metrics: PrometheusRegistry()) { _, isListening in
                [Visitor { isListening() }]
            }
            try store.close()
            return lines.all.map(desk.plain).filter { $0.contains("the revocation list") }
        }
        #expect(try await warnings(running) == [])
        let kept = try ListsFile.read(running.places)
        #expect(kept.clients == running.lists.clients && kept.signers == running.lists.signers)
        let report = await PlaceReport(next, now: SystemClock.now())
        let checked = report.lines.map(desk.plain).filter { $0.contains("the revocation list") }
        #expect(checked.count == 2, "\(report.lines)")
        let told = try await warnings(next)
        #expect(told.count == 2, "\(told)")
        #expect(told.allSatisfy { $0.contains("in force when the daemon ran last, 0x01 of") })
        // It is in force from now on.
        #expect(try ListsFile.read(next.places).clients == next.lists.clients)
        #expect(try await warnings(next) == [])
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
