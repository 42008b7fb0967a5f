// SPDX-License-Identifier: Apache-2.0

import Intake
import NIOSSL
import Safeguarding
import SampleTown
import Signing
import Testing

@testable import Web

/// The agencies' listener in TLS, over real sockets.
@Suite struct `A listener in TLS` {
    private let town: SampleTown
    private let desk: SecureDesk

    init() async throws {
        town = try SampleTown()
        desk = try await SecureDesk(town)
    }

    private func post(_ letter: Letter, more: [String] = []) throws -> [UInt8] {
        let body = try letter.bytes()
        let head = [
            "POST /events HTTP/1.1", "Host: localhost",
            "Content-Type: application/secevent+jwt", "Content-Length: \(body.count)",
        ]
        return Array(((head + more).joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    private func get(_ path: String, more: [String] = []) -> [UInt8] {
        let head = ["GET \(path) HTTP/1.1", "Host: localhost"] + more
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private func bearer(_ resident: Resident, person: String? = nil) throws -> String {
        let token = try town.bearer(for: resident, at: SampleTown.morning, person: person)
        return "Authorization: Bearer " + String(decoding: token, as: UTF8.self)
    }

    private func letter(from sender: Resident) throws -> Letter {
        try town.letter(from: sender, "referral.made", to: [town.council])
    }

    @Test func `knows a node by its certificate, without a token`() async throws {
        let client = try await desk.connect(as: town.police)
        #expect(try await client.ask(post(letter(from: town.police))) == 202)
        #expect(try await client.ask(get("/messages")) == 200)
        #expect(desk.metrics.contains("baton_handshakes_total{outcome=\"accepted\"} 1"))
    }

    @Test func `shows each agency until when the certificates are good that it showed`()
        async throws
    {
        let identity = desk.identity(of: town.police.id.uri)
        let client = try await desk.connect(showing: identity)
        let council = try await desk.connect(as: town.council)
        // A load does not make it forget whom it has seen.
        for _ in 0..<2 {
            #expect(try await client.ask(get("/nodes")) == 200)
            #expect(client.last.contains("\"sha256\":\"\(identity.certificate.fingerprint)\""))
            #expect(client.last.contains("\"use\":\"connecting\""))
            let end = Instant(seconds: desk.validity.upperBound + 1)
            #expect(client.last.contains("\"until\":\"\(end.rfc3339)\""))
            #expect(try await council.ask(get("/nodes")) == 200)
            #expect(!council.last.contains(identity.certificate.fingerprint))
            try await desk.exchange(revoking: [])
        }
    }

    @Test func `refuses a message that is not of the certificate's agency`() async throws {
        let client = try await desk.connect(as: town.police)
        #expect(try await client.ask(post(letter(from: town.council))) == 400)
        #expect(client.last.contains("invalid_issuer"))
        let body = try letter(from: town.police)
        var forged = body
        forged.key = town.council.key
        #expect(try await client.ask(post(forged)) == 400)
    }

    @Test func `takes certificate and token of one agency, and refuses them of two`() async throws {
        let client = try await desk.connect(as: town.manager)
        let person = try bearer(town.manager, person: "staff-7")
        let path = "/audit/questions/Q2?purpose=review&reference=R1"
        #expect(try await client.ask(get(path, more: [person])) == 200)
        #expect(try await client.ask(get(path, more: [try bearer(town.council)])) == 401)
        #expect(client.last.contains("the bearer token of \(town.council.id)"))
        let letter = try letter(from: town.council)
        let token = try bearer(town.council)
        #expect(try await client.ask(post(letter, more: [token])) == 401)
    }

    @Test func `tells the operator of who is no agency here, once for a connection`() async throws {
        let journal = Journal()
        let desk = try await SecureDesk(town, logger: journal.logger)
        let client = try await desk.connect(asURI: "https://stranger.example")
        for _ in 0..<3 { #expect(try await client.ask(get("/messages")) == 401) }
        let told = journal.lines.filter { $0.contains("a client certificate is of no agency here") }
        #expect(told.count == 1, "\(journal.lines)")
        #expect(told.first?.contains("https://stranger.example, which is no agency here") == true)
    }

    @Test func `refuses who is no agency here, by name`() async throws {
        let client = try await desk.connect(asURI: "https://stranger.example")
        #expect(try await client.ask(get("/messages")) == 401)
        #expect(client.last.contains("https://stranger.example, which is no agency here"))
    }

    @Test func `ends the handshake of who shows no certificate, or a stranger's`() async throws {
        await #expect(throws: (any Error).self) { try await desk.connect(showing: nil) }
        let stranger = CertificateIssuer(named: "A stranger", validity: desk.validity)
        await #expect(throws: (any Error).self) {
            try await desk.connect(
                showing: desk.identity(of: town.police.id.uri, by: stranger))
        }
        #expect(desk.metrics.contains("baton_handshakes_total{outcome=\"refused\"} 1"))
    }

    @Test(.timeLimit(.minutes(5)), arguments: [TLSVersion.tlsv12, .tlsv13])
    func `tells the operator of an authority's certificate, which TLS itself refuses`(
        _ version: TLSVersion
    ) async throws {
        let journal = Journal()
        let desk = try await SecureDesk(town, logger: journal.logger)
        let authority = desk.authorityIdentity(of: town.police.id.uri)
        await #expect(throws: (any Error).self) {
            try await desk.connect(showing: authority) {
                $0.minimumTLSVersion = version
                $0.maximumTLSVersion = version
            }
        }
        // The alert may reach the client before the line is written.
        let line = await journal.next()
        #expect(line?.contains("a client certificate was refused") == true)
        #expect(line?.contains("digitalSignature") == true)
        #expect(journal.lines.count == 1)
        #expect(desk.metrics.contains("baton_handshakes_total{outcome=\"refused\"} 1"))
    }

    @Test(.timeLimit(.minutes(5)), arguments: [TLSVersion.tlsv12, .tlsv13])
    func `tells the operator of who shows no certificate, and counts that by itself`(
        _ version: TLSVersion
    ) async throws {
        let journal = Journal()
        let desk = try await SecureDesk(town, logger: journal.logger)
        await #expect(throws: (any Error).self) {
            try await desk.connect(showing: nil) {
                $0.minimumTLSVersion = version
                $0.maximumTLSVersion = version
            }
        }
        // The alert may reach the client before the line is written.
        #expect(await journal.next()?.contains("a client showed no certificate") == true)
        #expect(desk.metrics.contains("baton_handshakes_total{outcome=\"none\"} 1"))
        #expect(!desk.metrics.contains("baton_handshakes_total{outcome=\"refused\"} 1"))
        // Who says nothing of TLS shows nothing, and is told of nowhere.
        let raw = try desk.rawConnection()
        raw.send(Array("GET /livez HTTP/1.1\r\n\r\n".utf8))
        _ = try await Roads.aside { try raw.readAll() }
        #expect(journal.lines.count == 1)
    }

    @Test func `tells the operator so many times a minute, and counts the rest`() {
        let lines = RefusalLines()
        for _ in 1..<RefusalLines.mostLines { #expect(lines.next(at: 5) == .told) }
        #expect(lines.next(at: 5) == .last)
        #expect(lines.next(at: RefusalLines.spanMilliseconds + 4) == .left)
        #expect(lines.next(at: RefusalLines.spanMilliseconds + 5) == .told)
    }

    @Test func `ends at once for whom a new list revokes, on old connections too`() async throws {
        let police = desk.identity(of: town.police.id.uri)
        let client = try await desk.connect(showing: police)
        #expect(try await client.ask(post(letter(from: town.police))) == 202)
        try await desk.exchange(revoking: [police.certificate])
        #expect(try await client.ask(post(letter(from: town.police))) == 401)
        #expect(client.last.contains("The client certificate has been revoked"))
        #expect(desk.metrics.contains("baton_unauthenticated_total 1\n"))
        await #expect(throws: (any Error).self) { try await desk.connect(showing: police) }
        let council = try await desk.connect(as: town.council)
        #expect(try await council.ask(get("/messages")) == 200)
    }

    @Test func `shows a new certificate to new callers and drops no old one`() async throws {
        let client = try await desk.connect(as: town.police)
        let before = try #require(client.shown)
        try await desk.exchange(revoking: [])
        let another = try await desk.connect(as: town.police)
        #expect(try #require(another.shown) != before)
        #expect(try await client.ask(post(letter(from: town.police))) == 202)
        #expect(try await another.ask(get("/messages")) == 200)
    }

    @Test(arguments: [(TLSVersion.tlsv1, TLSVersion.tlsv11), (.tlsv11, .tlsv11)])
    func `speaks no version before 1.2`(_ least: TLSVersion, _ most: TLSVersion) async throws {
        await #expect(throws: (any Error).self) {
            try await desk.connect(as: town.police) {
                $0.minimumTLSVersion = least
                $0.maximumTLSVersion = most
            }
        }
    }

    @Test(arguments: [
        NIOTLSCipher.TLS_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    ])
    func `speaks no cipher in 1.2 that is not ephemeral and authenticated`(
        _ cipher: NIOTLSCipher
    ) async throws {
        await #expect(throws: (any Error).self) {
            try await desk.connect(as: town.police) {
                $0.maximumTLSVersion = .tlsv12
                $0.cipherSuiteValues = [cipher]
            }
        }
        let client = try await desk.connect(as: town.police) {
            $0.maximumTLSVersion = .tlsv12
            $0.cipherSuiteValues = [.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
        }
        #expect(try await client.ask(get("/livez")) == 200)
    }

    @Test func `closes who does not finish the handshake in time`() async throws {
        var limits = WebLimits()
        limits.handshakeSeconds = 0
        let desk = try await SecureDesk(town, limits: limits)
        let connection = try desk.rawConnection()
        #expect(try await Roads.aside { try connection.readAll() } == [])
    }
}
