// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Logging
import Relay
import Safeguarding
import Signing
import Testing
import Wire

@testable import Daemon

@Suite struct `What ends by itself` {
    private static let root = TestAuthority("root") {
        $0.notAfter = Desk.now.seconds + 10 * TestAuthority.day - 1
    }

    /// A desk whose daemon trusts an authority that ends in ten days, whose list ended an hour ago, and
    /// listens in TLS.
    private func configuration() throws -> Configuration {
        let desk = try Desk()
        let key = PrivateKey.generate(.p256)
        let now = Desk.now.seconds
        let listener = Self.root.issue(to: "https://baton.example", key: key) {
            $0.notAfter = now + 100 * TestAuthority.day - 1
        }
        try desk.write("root.pem", Self.pem("CERTIFICATE", Self.root.certificate))
        try desk.write("listener.pem", Self.pem("CERTIFICATE", listener))
        try desk.write("listener.key", Array(PEMBlock.text("PRIVATE KEY", key.pkcs8).utf8))
        let list = Self.root.list(from: now - 7 * TestAuthority.day - 3_600)
        try desk.write("root.crl", Self.pem("X509 CRL", list))
        return try desk.read(
            (
                "\nagreements:",
                "\ntrust:\n  - {anchor: root.pem, lists: [root.crl], issuers: [https://x]}"
                    + "\nagreements:"
            ),
            (
                "listen: {http: 127.0.0.1:8470}",
                "listen: {http: 127.0.0.1:8470, tls: {certificate: listener.pem, "
                    + "key: listener.key, client_ca: root.pem}}"
            ))
    }

    private static func pem(_ label: String, _ bytes: [UInt8]) -> [UInt8] {
        Array(PEMBlock.text(label, bytes).utf8)
    }

    @Test func `is what the configuration names, each by its file`() throws {
        let endings = try configuration().setting.endings.sorted {
            $0.kind.rawValue < $1.kind.rawValue
        }
        #expect(endings.map(\.kind) == [.anchor, .clientAuthority, .listener, .list])
        #expect(endings.map(\.file) == ["root.pem", "root.pem", "listener.pem", "root.crl"])
        try #require(endings.count == 4)
        let day = TestAuthority.day * 1_000
        #expect(endings[0].until == Desk.now.adding(milliseconds: 10 * day))
        #expect(endings[2].until == Desk.now.adding(milliseconds: 100 * day))
        #expect(endings[3].until == Desk.now.adding(milliseconds: -3_600_000))
    }

    @Test func `is told by batond check, a line each, and stops no start`() async throws {
        let report = await PlaceReport(try configuration(), now: Desk.now)
        #expect(
            report.lines.contains(
                "--  revocation list root.crl: out of date since 2027-01-15T07:00:00Z: fetch the "
                    + "authority's newest list, put it in its place, and reload"))
        #expect(
            report.lines.contains {
                $0.hasPrefix(
                    "--  anchor root.pem: ends at 2027-01-25T08:00:00Z, within 14 days: ask")
            })
        #expect(
            report.lines.contains(
                "ok  listener's certificate listener.pem: good until 2027-04-25T08:00:00Z"))

    }

    @Test func `is a line of the log with an identifier, what it is, and what to do`() {
        let output = Lines()
        let log = EndingLog(logger: output.logger(.journal))
        let ending = Ending(.list, file: "a.crl", from: Desk.now, until: Desk.now)
        log.hear(.near(ending, days: 1))
        log.hear(.over(ending))
        log.hear(.renewed(ending))
        #expect(output.all.count == 3)
        let words = [JournalKind.ending, .ended, .renewed].map(\.rawValue)
        for (line, words) in zip(output.all, words) {
            #expect(line.contains(words))
            #expect(line.contains("what=revocation_list") && line.contains("file=a.crl"))
        }
        #expect(output.all[0].hasPrefix("<4>") && output.all[0].contains("within_days=1"))
        #expect(output.all[1].hasPrefix("<3>") && output.all[1].contains("do=\"fetch"))
        #expect(output.all[2].hasPrefix("<5>"))
    }

    @Test func `is told of an agreement that nobody has reviewed in time`() throws {
        let output = Lines()
        let sunderland = try PartnershipID("https://baton.example/p/sunderland")
        let review = try #require(CalendarDate(year: 2026, month: 11, day: 1))
        EndingLog(logger: output.logger(.journal)).hear(
            .unreviewed(
                Agreement(
                    id: "isa-gp", partnership: sunderland, from: [], to: [], types: [], purpose: "",
                    lawfulBasis: "", reviewBy: review)))
        let line = try #require(output.all.first)
        #expect(line.hasPrefix("<4>") && line.contains(JournalKind.unreviewed.rawValue))
        #expect(line.contains("agreement=isa-gp") && line.contains("review_by=2026-11-01"))
    }

    @Test func `is told of agencies' keys and certificates too, by what names them`() throws {
        let output = Lines()
        let log = EndingLog(logger: output.logger(.journal))
        let agency = try AgencyID("https://northumbria.police.example")
        let certificate = try Certificate(der: Self.root.certificate)
        func ending(_ what: EndingKey.What) -> EndingKey {
            EndingKey(agency: agency, what: what, until: Desk.now, step: 7)
        }
        let key = ending(.key(kid: "k1", node: "misper"))
        log.hear(.near(key))
        log.hear(.over(ending(.signer(certificate))))
        log.hear(.settled(ending(.client(certificate))))
        try #require(output.all.count == 3)
        let words = [JournalKind.keyEnding, .keyEnded, .keySettled].map(\.rawValue)
        for (line, words) in zip(output.all, words) {
            #expect(line.contains(words) && line.contains("agency=\(agency)"), "\(line)")
        }
        let (near, over, settled) = (output.all[0], output.all[1], output.all[2])
        #expect(near.hasPrefix("<4>") && near.contains("what=key") && near.contains("kid=k1"))
        #expect(near.contains("node=misper") && near.contains("within_days=7"))
        #expect(near.contains("do=\"ask the agency for its next public key"))
        #expect(over.hasPrefix("<3>") && over.contains("what=signer_certificate"))
        #expect(over.contains("sha256=\(certificate.fingerprint)") && over.contains("do="))
        #expect(settled.hasPrefix("<5>") && settled.contains("what=client_certificate"))
        #expect(settled.contains("serial=\(certificate.serialNumber)"))
        #expect(!settled.contains("do="))
    }
}
