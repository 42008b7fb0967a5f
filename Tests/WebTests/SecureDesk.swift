// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Hummingbird
import Intake
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Relay
import Safeguarding
import SampleTown
import Signing
import Synchronization

@testable import Web

/// A broker behind a listener in TLS, at a Unix socket, with an authority of its own.
final class SecureDesk: Sendable {
    let validity: ClosedRange<Int64>
    private let counter: Counter
    private let authority: CertificateIssuer
    private let security: TransportSecurity
    private let folder: TemporaryFolder
    private let path: String
    private let listener: ServedListener

    /// What a client shows.
    struct Identity {
        let certificate: Certificate
        let key: PrivateKey
    }

    init(
        _ town: SampleTown, limits: WebLimits = WebLimits(), logger: Logger = Logger(label: "test")
    ) async throws {
        let day: Int64 = 86_400
        validity =
            (SampleTown.morning.seconds - day)...(SampleTown.morning.seconds + 30 * day)
        authority = CertificateIssuer(named: "An authority", validity: validity)
        security = TransportSecurity(try Self.terms(authority, validity, lists: []))
        let counter = try await Counter(
            town, setting: town.setting(clients: security.trust))
        self.counter = counter
        folder = try TemporaryFolder()
        path = folder.appending(path: "tls").path
        let (opened, hearing) = AsyncStream<Void>.makeStream()
        let security = security
        let routes = AgencyRoutes(counter.broker, limits, logger)
        let listener = Listener(
            place: .address(.unix(path: path)), responder: routes.router.buildResponder(),
            limits: limits, date: HTTPDate { counter.broker.now }, tally: counter.broker.tally,
            gate: routes.gate,
            welcome: { ConnectionPeer(security, counter.broker, logger) }, logger: logger,
            isListening: { hearing.yield() })
        self.listener = ServedListener(listener)
        var waiting = opened.makeAsyncIterator()
        await waiting.next()
    }

    /// What the operator would see.
    var metrics: String { counter.metrics.text }

    private static func terms(
        _ authority: CertificateIssuer, _ validity: ClosedRange<Int64>, lists: [RevocationList]
    ) throws -> TransportSecurity.Terms {
        let key = PrivateKey.generate(.p256)
        let certificate = authority.issue(
            .server(["DNS:localhost"], validity: validity), for: key)
        return TransportSecurity.Terms(
            identity: try TransportIdentity(
                certificates: Array(PEMBlock.text("CERTIFICATE", certificate.der).utf8),
                key: Array(PEMBlock.text("PRIVATE KEY", key.pkcs8).utf8),
                authorities: [authority.certificate.der]),
            trust: ClientTrust(anchors: [TrustAnchor(authority.certificate)], lists: lists))
    }

    /// Puts other terms in force, as a load does: a fresh certificate, and a list.
    func exchange(revoking revoked: [Certificate]) async throws {
        let now = SampleTown.morning.seconds
        let list = authority.revoke(revoked, at: now - 60, next: now + 86_400)
        security.exchange(for: try Self.terms(authority, validity, lists: [list]))
        try await counter.broker.load(counter.town.setting(clients: security.trust))
    }

    /// A certificate for an agency's URI.
    func identity(of uri: String, by issuer: CertificateIssuer? = nil) -> Identity {
        let key = PrivateKey.generate(.p256)
        let terms = CertificateTerms.client(of: uri, validity: validity)
        return Identity(certificate: (issuer ?? authority).issue(terms, for: key), key: key)
    }

    /// The certificate of an authority below the one that is believed, with an agency's URI.
    ///
    /// Its key is RSA: a client of ours would not load one on P-256 that may not sign.
    func authorityIdentity(of uri: String) -> Identity {
        let key = PrivateKey.generate(.rsa2048)
        var terms = CertificateTerms.client(of: uri, validity: validity)
        terms.extensions = [
            .critical("basicConstraints", "CA:TRUE"),
            .critical("keyUsage", "keyCertSign,cRLSign"),
            .plain("extendedKeyUsage", "clientAuth"), .plain("subjectAltName", "URI:\(uri)"),
            .plain("subjectKeyIdentifier", "hash"),
            .plain("authorityKeyIdentifier", "keyid:always"),
        ]
        return Identity(certificate: authority.issue(terms, for: key), key: key)
    }

    func connect(
        as resident: Resident, _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws -> SecureClient {
        try await connect(showing: identity(of: resident.id.uri), change)
    }

    func connect(asURI uri: String) async throws -> SecureClient {
        try await connect(showing: identity(of: uri))
    }

    /// Connects and shakes hands; throws when the listener ends it.
    func connect(
        showing identity: Identity?, _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws -> SecureClient {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([
            try NIOSSLCertificate(bytes: authority.certificate.der, format: .der)
        ])
        if let identity {
            configuration.certificateChain = [
                .certificate(try NIOSSLCertificate(bytes: identity.certificate.der, format: .der))
            ]
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: identity.key.pkcs8, format: .der))
        }
        change(&configuration)
        return try await SecureClient(to: path, NIOSSLContext(configuration: configuration))
    }

    /// Connects without a word of TLS.
    func rawConnection() throws -> RawConnection { try RawConnection(to: path) }
}

/// One connection in TLS, kept open between requests.
final class SecureClient: Sendable {
    private let channel: any Channel
    private let answers: AsyncThrowingStream<(Int, String), any Error>
    private let heard = Mutex("")

    /// The certificate that the listener showed.
    let shown: [UInt8]?

    /// The body of the last answer.
    var last: String { heard.withLock { $0 } }

    init(to path: String, _ context: NIOSSLContext) async throws {
        let (answers, sink) = AsyncThrowingStream<(Int, String), any Error>.makeStream()
        self.answers = answers
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    try pipeline.addHandler(AnswerCollector(sink))
                }
            }
            .connect(unixDomainSocketPath: path).get()
        do {
            // In TLS 1.3 a client hears only after the handshake that its certificate was refused.
            let hello = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await channel.writeAndFlush(ByteBuffer(string: hello))
            _ = try await Self.next(answers)
            shown = try await channel.nioSSL_peerCertificate().get()?.toDERBytes()
        } catch {
            try? await channel.close()
            throw error
        }
    }

    deinit { channel.close(promise: nil) }

    /// Sends a request and gives the status of its answer.
    func ask(_ request: [UInt8]) async throws -> Int {
        try await channel.writeAndFlush(ByteBuffer(bytes: request))
        let (status, body) = try await Self.next(answers)
        heard.withLock { $0 = body }
        return status
    }

    enum Fault: Error { case closed }

    private static func next(
        _ answers: AsyncThrowingStream<(Int, String), any Error>
    ) async throws -> (Int, String) {
        for try await answer in answers { return answer }
        throw Fault.closed
    }
}

/// Gathers answers; an error or the end of the connection ends them.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let sink: AsyncThrowingStream<(Int, String), any Error>.Continuation
    private var text = ""

    init(_ sink: AsyncThrowingStream<(Int, String), any Error>.Continuation) { self.sink = sink }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let answer = taken() { sink.yield(answer) }
    }

    /// The first answer that is there as a whole; the listener says how long each is.
    private func taken() -> (Int, String)? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: " ").last ?? "") }
        let rest = text[end.upperBound...].utf8
        guard let length, rest.count >= length else { return nil }
        let body = String(decoding: rest.prefix(length), as: UTF8.self)
        text = String(decoding: rest.dropFirst(length), as: UTF8.self)
        return (Int(lines[0].split(separator: " ")[1]) ?? 0, body)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        sink.finish(throwing: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { sink.finish() }
}
