// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Glibc
import Programs
import Safeguarding
import Signing
import StampingAuthority
import Testing

extension Torture {
    /// Row S23: what certifies a client, a signer and a time stamping authority ends while the daemon runs.
    ///
    /// The clock that is shown stands a while before each end, so that a slow machine is in time, and is
    /// then set behind it; by less than what puts the daemon's clock in doubt.
    @Suite struct `A certificate that ends` {
        private static let day: Int64 = 86_400
        /// How long before an end the clock stands, in seconds.
        private static let before: Int64 = 200

        /// Half a day from now; the machine's own clock has not come to it.
        private let end = Instant(seconds: Caller.now.seconds + day / 2)
        private let authority: CertificateIssuer

        init() {
            authority = CertificateIssuer(
                named: "The authority",
                validity: (end.seconds - 400 * Self.day)...(end.seconds + 400 * Self.day))
        }

        private func time(_ seconds: Int64) -> Instant { Instant(seconds: end.seconds + seconds) }

        // MARK: A client's

        @Test func `lets its client in until then, and no longer on an open connection`()
            async throws
        {
            let clock = try ShownClock(time(-Self.before))
            let town = try Town(by: clock, isSecure: true)
            defer { town.leave() }
            try town.append(
                "tls/ca.pem", PEMBlock.text("CERTIFICATE", authority.certificate.der))
            try certify(town, until: end)
            let daemon = try await Batond.ready(town, under: clock.words)
            try await Exchange.withHTTP { exchange in
                #expect(try await Self.status(town, exchange) == 200)
                #expect(try Self.poll(town, "police", clock).status == 0)
                try clock.show(time(1))
                #expect(try await Self.status(town, exchange) == 401)
            }
            let refused = try Self.poll(town, "police", clock)
            #expect(refused.status == 69, "\(refused.output)")
            let told = "a client certificate was refused"
            #expect(daemon.said.contains(told), "\(daemon.said)")
            #expect(try Self.poll(town, "council", clock).status == 0)
            // The next one is shown by its client; nobody has to load anything.
            try certify(town, until: time(90 * Self.day))
            let renewed = try Self.poll(town, "police", clock)
            #expect(renewed.status == 0, "\(renewed.output)")
            #expect(try await daemon.stop() == .exit(0))
        }

        @Test func `of a client is told of to its agency at each step, until it shows the next`()
            async throws
        {
            let clock = try ShownClock(time(Int64(Self.starts[0].days * -86_400)))
            let town = try Town(by: clock, isSecure: true)
            defer { town.leave() }
            try town.append(
                "tls/ca.pem", PEMBlock.text("CERTIFICATE", authority.certificate.der))
            // The demonstration's own lasts for thirty days.
            try write(
                town, "tls/listener",
                .server(
                    ["DNS:localhost", "IP:127.0.0.1"],
                    validity: (end.seconds - 300 * Self.day)...(end.seconds + 90 * Self.day)))
            let certificate = try certify(town, until: end)
            var steps: Set<Int> = []
            for (days, told) in Self.starts where days > 0 {
                try clock.show(time(Int64(days * -86_400)))
                if let told { steps.insert(told) }
                // The second start finds in the log that the agency was told.
                for _ in 0..<2 {
                    try await connect(town, clock, certificate, told: told, notices: steps.count)
                }
            }
            let daemon = try await Batond.ready(town, under: clock.words)
            #expect(try Self.notices(town, clock) == steps.count)
            _ = try await isTold(Self.keyEnds, daemon)
            try certify(town, until: time(90 * Self.day))
            #expect(try Self.notices(town, clock) == steps.count)
            #expect(
                try await isTold("an agency's key or certificate was renewed", daemon),
                "\(daemon.said)")
            #expect(daemon.gauge(Self.ending(within: 60)) == 0)
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
            Torture.report("a client's certificate: told at \(steps.count) steps, once each")
        }

        private static let keyEnds = "an agency's key or certificate ends soon"

        /// The operator's measure of clients' certificates that end.
        private static func ending(within days: Int) -> String {
            "baton_keys_ending{what=\"client_certificate\",within_days=\"\(days)\"}"
        }

        /// Starts a daemon to which the police connects, and looks at what the police, the journal and
        /// the metrics are told.
        private func connect(
            _ town: Town, _ clock: ShownClock, _ certificate: Certificate, told: Int?, notices: Int
        ) async throws {
            let daemon = try await Batond.ready(town, under: clock.words)
            _ = try Self.notices(town, clock)
            if let told {
                #expect(try await isTold(Self.keyEnds, daemon), "\(told): \(daemon.said)")
                let line = daemon.said.split(separator: "\n").first { $0.contains(Self.keyEnds) }
                for words in [
                    "what=client_certificate", "within_days=\(told)", certificate.fingerprint,
                    try town.node(.police).agency.uri,
                ] {
                    #expect(line?.contains(words) == true, "\(words): \(line ?? "")")
                }
                #expect(daemon.gauge(Self.ending(within: told)) == 1)
            }
            #expect(daemon.said.contains(Self.keyEnds) == (told != nil), "\(daemon.said)")
            #expect(try Self.notices(town, clock) == notices)
            let polled = try Self.poll(town, "police", clock)
            #expect(polled.output.contains("key-expiring") == (notices > 0), "\(polled.output)")
            #expect(try await daemon.stop() == .exit(0))
        }

        private func isTold(_ words: String, _ daemon: Batond) async throws -> Bool {
            try await Wait.until(20) { daemon.said.contains(words) }
        }

        /// How many notices of an end the police was sent, as it asks for by the certificate.
        private static func notices(_ town: Town, _ clock: ShownClock) throws -> Int {
            let listed = try town.baton(
                ["messages", "--json", "--node", "demo/nodes/police.json"], by: clock)
            #expect(listed.status == 0, "\(listed.output)")
            return listed.output.components(separatedBy: "\"jti\":\"key-expiring.").count - 1
        }

        /// Gives the police's node another certificate.
        @discardableResult
        private func certify(_ town: Town, until end: Instant) throws -> Certificate {
            try write(
                town, "tls/police",
                .client(
                    of: try town.node(.police).agency.uri,
                    validity: (end.seconds - 300 * Self.day)...end.seconds))
        }

        /// Writes a certificate of the authority and its key.
        @discardableResult
        private func write(
            _ town: Town, _ name: String, _ terms: CertificateTerms
        ) throws -> Certificate {
            let key = PrivateKey.generate(.p256)
            let certificate = authority.issue(terms, for: key)
            try town.write("\(name).pem", PEMBlock.text("CERTIFICATE", certificate.der))
            try town.write("\(name).key", PEMBlock.text("PRIVATE KEY", key.pkcs8))
            return certificate
        }

        /// What a request is answered that nothing but the connection vouches for.
        private static func status(_ town: Town, _ exchange: Exchange) async throws -> Int {
            let node = try town.node(.police)
            var request = BrokerRequest(
                method: .get, url: node.baseURL + "/messages", headers: [:], body: [],
                patience: .seconds(20))
            request.transport = try node.transport?.read()
            return try await exchange.perform(request).status
        }

        private static func poll(
            _ town: Town, _ name: String, _ clock: ShownClock
        ) throws -> Program.Ending {
            try town.baton(["poll", "--node", "demo/nodes/\(name).json"], by: clock)
        }

        // MARK: A signer's

        @Test func `is good for what was signed before its end, whenever that comes`()
            async throws
        {
            let clock = try ShownClock(time(-Self.before))
            let town = try Town(by: clock)
            defer { town.leave() }
            let police = try town.node(.police).agency.uri
            try trust(town, authority)
            let signer = CertifiedSigner(by: authority, of: police, until: end)
            try await Exchange.withHTTP { exchange in
                var daemon = try await Batond.ready(town, under: clock.words)
                let post = { (signer: CertifiedSigner, at: Instant) in
                    try await signer.post(at, town, clock, exchange)
                }
                #expect(try await post(signer, clock.now).status == 202)
                try clock.show(time(2))
                try await Self.expectRefusal(try await post(signer, clock.now))
                #expect(try await post(signer, time(-30)).status == 202)
                #expect(try await daemon.stop() == .exit(0))
                // What was on its way may come for a day after the end, and no longer.
                for (seconds, status) in [(Self.day - 600, 202), (Self.day + 60, 400)] {
                    try clock.show(time(seconds))
                    daemon = try await Batond.ready(town, under: clock.words)
                    let answer = try await post(signer, time(-20))
                    #expect(
                        answer.status == status,
                        "\(seconds): \(String(decoding: answer.body, as: UTF8.self))")
                    try await Self.expectRefusal(try await post(signer, clock.now))
                    let next = CertifiedSigner(
                        by: authority, of: police, until: time(90 * Self.day))
                    #expect(try await post(next, clock.now).status == 202)
                    #expect(try await daemon.stop() == .exit(0))
                }
            }
            #expect(try town.fsck() == nil)
        }

        /// Lets an authority certify the police.
        private func trust(_ town: Town, _ anchor: CertificateIssuer) throws {
            try write(town, anchor)
            let police = try town.node(.police).agency.uri
            try town.append(
                "baton.yaml",
                "\ntrust:\n  - {anchor: anchor.pem, lists: [anchor.crl], issuers: [\(police)]}\n")
        }

        /// Writes an anchor, and a list that revokes nobody.
        private func write(_ town: Town, _ anchor: CertificateIssuer) throws {
            let list = anchor.revoke(
                [], at: end.seconds - 100 * Self.day, next: end.seconds + 100 * Self.day)
            try town.write("anchor.pem", PEMBlock.text("CERTIFICATE", anchor.certificate.der))
            try town.write("anchor.crl", PEMBlock.text("X509 CRL", list.der))
        }

        private static func expectRefusal(_ answer: BrokerAnswer) async throws {
            let told = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == 400 && told.contains("\"code\":\"certificate\""), "\(told)")
            // Of the signer's own certificate both times are told.
            let words = ["its time is over", "and the certificate is valid from "]
            #expect(words.contains { told.contains($0) }, "\(told)")
        }

        // MARK: At each step

        /// How many days before the end the daemon starts, and within how many it tells that it is.
        private static let starts: [(days: Double, told: Int?)] =
            Torture.isLong
            ? [
                (61, nil), (59.5, 60), (53, 60), (47, 60), (41, 60), (35, 60), (29.5, 30), (23, 30),
                (17, 30), (13.5, 14), (7.5, 14), (6.5, 7), (1.5, 7), (0.5, 1), (-0.5, 0), (-6, 0),
            ] : [(6.5, 7), (0.5, 1), (-0.5, 0)]

        @Test func `of an anchor is told of at each step, and when another is in its place`()
            async throws
        {
            let clock = try ShownClock(time(Int64(Self.starts[0].days * -86_400)))
            let town = try Town(by: clock)
            defer { town.leave() }
            let old = CertificateIssuer(
                named: "The anchor", validity: (end.seconds - 300 * Self.day)...end.seconds)
            try trust(town, old)
            for (days, told) in Self.starts {
                try clock.show(time(Int64(days * -86_400)))
                let daemon = try await Batond.ready(town, under: clock.words)
                let words =
                    switch told {
                    case nil: "the broker serves"
                    case 0?: "a certificate or a revocation list is out of date"
                    case let within?: "within_days=\(within)"
                    }
                let isTold = try await Wait.until(20) { daemon.said.contains(words) }
                #expect(isTold, "\(days): \(daemon.said)")
                #expect((told == nil) == !daemon.said.contains("what=anchor"), "\(daemon.said)")
                #expect(!daemon.said.contains("in doubt"), "\(daemon.said)")
                if days == Self.starts.last?.days { try await renew(town, daemon) }
                #expect(try await daemon.stop() == .exit(0))
            }
            Torture.report("an anchor's end: told at \(Self.starts.count) starts as it came near")
        }

        private func renew(_ town: Town, _ daemon: Batond) async throws {
            try write(town, authority)
            daemon.send(SIGHUP)
            let isRenewed = try await Wait.until(20) {
                daemon.said.contains("a certificate or a revocation list was renewed")
            }
            #expect(isRenewed, "\(daemon.said)")
        }

        // MARK: A time stamping authority's

        @Test(.enabled(if: TimestampAuthority.isInstalled))
        func `of a time stamping authority is missed and told of, and stops no referral`()
            async throws
        {
            let clock = try ShownClock(Caller.now)
            let town = try Town(by: clock)
            defer { town.leave() }
            let stamps = try await Stamps(town, clock, daysOfFirst: 6)
            defer { stamps.authority.remove() }
            try await TimestampServer.serve(stamps.authority, at: stamps.port) { _ in
                let daemon = try await Batond.ready(town, under: clock.words)
                #expect(try await stamps.come(1))
                let isTold = try await Wait.until(60) {
                    daemon.said.contains("time stamps end and are not renewed")
                }
                #expect(isTold, "\(daemon.said)")
                #expect(try await daemon.stop() == .exit(0))
                // Its certificate is over, and it stamps all the same.
                try clock.show(Caller.now.adding(milliseconds: (6 * 24 + 2) * 3_600_000))
                try await fails(town, clock, "an authority does not stamp")
                try clock.show(clock.now.adding(milliseconds: 5 * 3_600_000))
                try await fails(town, clock, "the log waits to be stamped")
            }
            try await stamps.authority.makeCertificate("next", days: 60)
            try await TimestampServer.serve(stamps.authority, as: "next", at: stamps.port) { _ in
                let daemon = try await Batond.ready(town, under: clock.words)
                #expect(try await stamps.come(2), "\(daemon.said)")
                // It is measured when the round ends, a little after the stamp is kept.
                let isMadeUpFor = try await Wait.until(60) {
                    daemon.gauge("baton_timestamps_overdue_seconds") == 0
                }
                #expect(isMadeUpFor, "\(daemon.said)")
                #expect(try await daemon.stop() == .exit(0))
            }
        }

        /// Starts a daemon that takes a referral and does not get a stamp.
        private func fails(_ town: Town, _ clock: ShownClock, _ words: String) async throws {
            let daemon = try await Batond.ready(town, under: clock.words)
            let example = try town.baton(["schema", "new", "referral.made"], by: clock).output
            try Data(example.utf8).write(to: town.folder.appending(path: "referral.json"))
            let sent = try town.baton(
                [
                    "send", "referral.made", "referral.json", "--node", "demo/nodes/police.json",
                    "--to", "https://sunderland.council.example",
                ], by: clock)
            #expect(sent.status == 0, "\(sent.output)")
            let isTold = try await Wait.until(60) { daemon.said.contains(words) }
            #expect(isTold, "\(daemon.said)")
            let isMeasured = try await Wait.until(60) {
                (daemon.gauge("baton_timestamps_overdue_seconds") ?? -1) >= 0
            }
            #expect(isMeasured)
            #expect(!daemon.said.contains("in doubt"), "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))
        }
    }
}
