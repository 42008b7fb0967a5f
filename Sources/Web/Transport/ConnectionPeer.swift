// SPDX-License-Identifier: Apache-2.0

import Intake
import Logging
import NIOSSL
import Relay
import Safeguarding
import Signing
import Synchronization

/// Who is at the other end of a connection, by the certificates that were shown there.
final class ConnectionPeer: Sendable {
    private let security: TransportSecurity
    private let broker: Broker
    private let logger: Logger
    private let shown = Mutex<[Certificate]>([])
    private let isToldUnregistered = Mutex(false)

    init(_ security: TransportSecurity, _ broker: Broker, _ logger: Logger) {
        self.security = security
        self.broker = broker
        self.logger = logger
    }

    /// What stands first in the connection's pipeline.
    var handler: NIOSSLServerHandler { security.handler(telling: self) }

    /// Whose certificates they are now: a list that came since may have revoked them.
    func identity(at now: Instant) throws(ClientRefusal) -> ClientIdentity {
        try security.trust.identity(of: shown.withLock { $0 }, at: now)
    }

    /// Judges what is shown in a handshake, and keeps it when it is good.
    func isBelieved(showing certificates: [NIOSSLCertificate]) -> Bool {
        let chain = certificates.compactMap { certificate in
            (try? certificate.toDERBytes()).flatMap { try? Certificate(der: $0) }
        }
        guard chain.count == certificates.count else {
            return refuse("one of the certificates cannot be read")
        }
        do throws(ClientRefusal) {
            let identity = try security.trust.identity(of: chain, at: broker.now)
            count(identity.isRevocationInDoubt ? "in_doubt" : "accepted")
            broker.note(identity.path, of: identity.agency, for: .connecting)
            shown.withLock { $0 = chain }
            return true
        } catch { return refuse(error.explanation) }
    }

    /// Recognises who resumes a session, in which only the certificate itself is at hand; false when
    /// nobody resumed, or it is not remembered.
    func isRecognised(by certificate: NIOSSLCertificate?) -> Bool {
        if shown.withLock({ !$0.isEmpty }) { return true }
        guard let der = try? certificate?.toDERBytes(),
            let chain = security.trust.chain(shownWith: SHA256.digest(of: der))
        else { return false }
        shown.withLock { $0 = chain }
        if let identity = try? identity(at: broker.now) {
            broker.note(identity.path, of: identity.agency, for: .connecting)
        }
        return true
    }

    /// Tells why TLS refused what is shown, when that was not judged here; what fails for other reasons
    /// says nothing of a certificate.
    func noteFailure(of handshake: any Error) {
        guard let fault = HandshakeFault(handshake) else { return }
        guard fault == .missing else {
            _ = refuse(fault.explanation)
            return
        }
        count("none")
        tell("a client showed no certificate", fault.explanation)
    }

    /// Tells, once for a connection, that its certificate is good and of nobody who is registered: its calls
    /// are answered 401, and whoever registers agencies is to know of it.
    func noteUnregistered(_ why: String) {
        let isTold = isToldUnregistered.withLock { isTold in
            defer { isTold = true }
            return isTold
        }
        if !isTold { tell("a client certificate is of no agency here", why) }
    }

    private func refuse(_ why: String) -> Bool {
        count("refused")
        tell("a client certificate was refused", why)
        return false
    }

    /// Writes to the journal, so many times a minute for all connections together.
    private func tell(_ what: Logger.Message, _ why: String) {
        let line = security.refusals.next(at: broker.steady)
        guard line != .left else { return }
        var metadata: Logger.Metadata = ["why": "\(why)"]
        if line == .last {
            metadata["more"] = "what follows within a minute is counted and not told"
        }
        logger.notice(what, metadata: metadata)
    }

    private func count(_ outcome: String) {
        broker.tally.count("handshakes", ("outcome", outcome))
    }
}
