// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Synchronization

/// Whom certificates are believed, and the paths that were found good.
///
/// Made anew at each load of the configuration, so what is remembered ends with the anchors and lists
/// by which it was judged. Only what was found good is remembered: nobody can fill it with nonsense.
package final class CertificateTrust: Sendable {
    /// How many signers are remembered; beyond, all are forgotten and judged anew.
    package static let rememberedPaths = 1024
    /// How many headers are remembered whose certificate holds the key that they name, likewise.
    package static let rememberedAgreements = 1024
    /// How many lists of loads before are remembered, the latest.
    package static let rememberedLists = 32

    /// The authorities.
    package let authorities: [TrustedAuthority]
    /// Certificates that may be named by their digest alone.
    private let known: [SHA256Digest: Certificate]
    private let paths = Mutex<[SHA256Digest: Remembered]>([:])
    private let agreements = Mutex<Set<SHA256Digest>>([])
    private let revocations = RevocationMemory()
    private let logged = Mutex<Logged>(Logged())
    private let read: Reading

    /// Reads a certificate in DER.
    package typealias Reading =
        @Sendable (_ der: [UInt8]) throws(CertificateError) -> Certificate

    private struct Remembered {
        let key: RegisteredKey
        /// When every certificate of the path is valid.
        let seconds: ClosedRange<Int64>
    }

    /// What the log says of certificates, and the lists of loads before.
    private struct Logged {
        var revocations: [SHA256Digest: LoggedRevocation] = [:]
        var lists: [RevocationList] = []
    }

    /// Trusts authorities.
    ///
    /// - Parameter read: reads what messages send; a test counts how often that is done.
    package init(
        _ authorities: [TrustedAuthority],
        reading read: @escaping Reading = { der throws(CertificateError) in
            try Certificate(der: der)
        }
    ) {
        self.authorities = authorities
        self.read = read
        let certificates = authorities.flatMap { [$0.anchor.certificate] + $0.certificates }
        known = Dictionary(
            certificates.map { ($0.digest, $0) }, uniquingKeysWith: { one, _ in one })
    }

    /// The revocation lists of all authorities.
    package var lists: [RevocationList] { authorities.flatMap(\.lists) }

    /// The certificates of all authorities: anchors, and what may be named by its digest alone.
    package var certificates: [Certificate] {
        authorities.flatMap { [$0.anchor.certificate] + $0.certificates }
    }

    /// The lists that were in force before, the latest last, as far as they are remembered: one may have
    /// cleared whom the log has revoked, of whom the lists in force say nothing.
    private var earlierLists: [RevocationList] { logged.withLock { $0.lists } }

    /// How many signers are remembered now.
    package var rememberedCount: Int { paths.withLock { $0.count } }

    /// How many headers are remembered now whose certificate holds the key that they name.
    package var rememberedAgreementCount: Int { agreements.withLock { $0.count } }

    /// The key of a signer whose certificate proves that it is the agency's.
    ///
    /// - Parameter seconds: the message's `iat`, at which the path must be good.
    func key(
        _ header: JOSEHeader, of agency: AgencyID, at seconds: Int64
    ) throws(CertificateFault) -> RegisteredKey {
        try Self.checkThumbprint(header)
        let name = Self.name(of: header)
        let found = paths.withLock { $0[name] }
        if let found, found.key.agency == agency, found.seconds.contains(seconds) {
            return found.key
        }
        do throws(CertificateFault) {
            let path = try path(header, of: agency, at: seconds)
            let key = try Self.key(of: path, agency)
            remember(Remembered(key: key, seconds: path.validSeconds), as: name)
            return key
        } catch { throw error.shown(in: header) }
    }

    /// The path of the certificates that the header shows or names, when they name the agency.
    private func path(
        _ header: JOSEHeader, of agency: AgencyID, at seconds: Int64
    ) throws(CertificateFault) -> CertificatePath {
        let chain = try chain(header)
        let uris = chain[0].httpsURIs
        guard uris.count == 1, uris[0].utf8.elementsEqual(agency.uri.utf8) else {
            throw .namesAnother(uris)
        }
        return try path(chain, of: agency, at: seconds)
    }

    /// Takes down of which certificates the log says that they were revoked: they stay so until a list says
    /// otherwise that was issued after the one that named them.
    ///
    /// - Parameter before: the trust whose place this one takes, by whose lists some of them were cleared.
    package func heed(_ revocations: [LoggedRevocation], after before: CertificateTrust? = nil) {
        var lists = before.map { $0.earlierLists + $0.lists } ?? []
        lists = lists.filter { !self.lists.contains($0) }.suffix(Self.rememberedLists)
        logged.withLock { logged in
            logged.lists = before == nil ? logged.lists : lists
            logged.revocations = Dictionary(
                revocations.map { ($0.certificate, $0) },
                uniquingKeysWith: { $0.listedAt < $1.listedAt ? $1 : $0 })
        }
        self.revocations.forget()
    }

    /// What the log says of a certificate; nil when it does not say that it was revoked.
    func loggedRevocation(of certificate: SHA256Digest) -> LoggedRevocation? {
        logged.withLock { $0.revocations[certificate] }
    }

    /// How a path stands now, by the lists of the authority that ends it.
    package func standing(of path: CertificatePath, at now: Instant) -> RevocationStanding {
        verdict(on: path, at: now).standing
    }

    /// Whether certificates that proved a signer before, perhaps to another trust, prove it now: an
    /// authority that may speak for the agency ends the path, and no list names any of it.
    package func believes(_ path: CertificatePath, of agency: AgencyID, at now: Instant) -> Bool {
        guard let path = try? self.path(Array(path.belowAnchor), of: agency, at: now.seconds)
        else { return false }
        if case .revoked = standing(of: path, at: now) { return false }
        return true
    }

    /// How a path stands now, and from when on it must be asked again.
    func verdict(
        on path: CertificatePath, at now: Instant
    ) -> (until: Instant, standing: RevocationStanding) {
        let judges = authorities.filter { $0.anchor == path.anchor }
        let logged = logged.withLock { $0 }
        let found = revocations.verdict(
            on: path, by: judges.flatMap(\.lists), signedUnder: judges.flatMap(\.certificates),
            heeding: logged.revocations, clearing: logged.lists, at: now.seconds)
        return (Instant(seconds: found.until + 1), found.standing)
    }

    private func remember(_ found: Remembered, as name: SHA256Digest) {
        paths.withLock { paths in
            if paths.count >= Self.rememberedPaths { paths.removeAll(keepingCapacity: true) }
            paths[name] = found
        }
    }

    /// Refuses certificates of which another is named than the first, and certificates of another key than
    /// the one that `kid` names (RFC 7515 sections 4.1.6 and 4.1.8).
    ///
    /// A digest that stands alone and is not known here is no contradiction. What agreed once is remembered:
    /// a system that sends its certificates with each message sends the same ones.
    func check(_ header: JOSEHeader, against key: RegisteredKey) throws(CertificateFault) {
        try Self.checkThumbprint(header)
        guard !header.certificates.isEmpty else {
            guard let one = header.certificateDigest.flatMap({ known[$0] }) else { return }
            guard one.certifies(key.key) else { throw .digestOfAnotherKey(key.kid) }
            return
        }
        let name = SHA256.digest(
            of: Self.name(of: header).bytes + Array(key.key.thumbprint.utf8))
        if agreements.withLock({ $0.contains(name) }) { return }
        guard try certificates(of: header)[0].certifies(key.key) else {
            throw .ofAnotherKey(key.kid)
        }
        agreements.withLock { agreements in
            if agreements.count >= Self.rememberedAgreements {
                agreements.removeAll(keepingCapacity: true)
            }
            agreements.insert(name)
        }
    }

    private static func checkThumbprint(_ header: JOSEHeader) throws(CertificateFault) {
        guard let digest = header.certificateDigest, let first = header.certificates.first else {
            return
        }
        guard SHA256.digest(of: first) == digest else { throw .thumbprintDiffers }
    }

    /// What the header sent, in one digest: the same certificates in the same order, or the one that it
    /// names by its digest alone.
    private static func name(of header: JOSEHeader) -> SHA256Digest {
        let digests = header.certificates.map { SHA256.digest(of: $0) }
        let all = digests.isEmpty ? [header.certificateDigest].compactMap { $0 } : digests
        return SHA256.digest(of: [UInt8(digests.isEmpty ? 0 : 1)] + all.flatMap(\.bytes))
    }

    private func chain(_ header: JOSEHeader) throws(CertificateFault) -> [Certificate] {
        guard !header.certificates.isEmpty else {
            guard let digest = header.certificateDigest, let one = known[digest] else {
                throw .unknownDigest(header.certificateDigest ?? SHA256.digest(of: []))
            }
            return [one]
        }
        return try certificates(of: header)
    }

    private func certificates(
        of header: JOSEHeader
    ) throws(CertificateFault) -> [Certificate] {
        var chain: [Certificate] = []
        for (position, der) in header.certificates.enumerated() {
            do throws(CertificateError) { chain.append(try read(der)) } catch {
                throw .unreadable(position: position, error)
            }
        }
        return chain
    }

    /// The path to the first authority that may speak for the agency and to whom one leads.
    private func path(
        _ chain: [Certificate], of agency: AgencyID, at seconds: Int64
    ) throws(CertificateFault) -> CertificatePath {
        var best: PathFaults?
        for authority in authorities where authority.maySpeak(for: agency) {
            do throws(PathFaults) {
                return try CertificatePath.verifying(
                    chain[0], offered: Array(chain.dropFirst()), known: authority.certificates,
                    anchors: [authority.anchor], at: seconds,
                    .messages(policies: authority.policies))
            } catch {
                if best.map({ error.isCloser(than: $0) }) ?? true { best = error }
            }
        }
        guard let best else { throw .nobodySpeaks }
        guard best.areOfTime else { throw .path(best) }
        let valid = chain[0].notBefore...max(chain[0].notBefore, chain[0].notAfter)
        throw .outOfTime(issuedAt: seconds, valid: valid)
    }

    private static func key(
        of path: CertificatePath, _ agency: AgencyID
    ) throws(CertificateFault) -> RegisteredKey {
        let name = path.signer.digest.description
        do throws(KeyError) {
            let key = try path.signer.publicKey(kid: name)
            return RegisteredKey(
                agency: agency, node: RegisteredKey.certifiedNode, kid: name, key: key,
                algorithms: Set(key.algorithms), from: Instant(seconds: path.signer.notBefore),
                until: Instant(seconds: path.signer.notAfter + 1), path: path)
        } catch {
            // The path was found good with this key, which is read again as it was then.
            throw .unreadable(position: 0, .notTaken)
        }
    }
}

extension PathFaults {
    /// Whether a certificate with these faults is nearer to be believed: one that no path leads on from was
    /// issued by somebody else, and its faults say nothing to its holder.
    fileprivate func isCloser(than other: PathFaults) -> Bool {
        if leadsNowhere != other.leadsNowhere { return other.leadsNowhere }
        return faults.count < other.faults.count
    }

    /// Whether nothing is wrong but that the certificate's time is over, or has not begun.
    fileprivate var areOfTime: Bool {
        faults.allSatisfy { fault in
            fault.position == 0 && [.expired, .notYetValid].contains(fault.rule)
        }
    }

    private var leadsNowhere: Bool { faults.contains { $0.rule == .noPath } }
}

extension CertificatePath {
    /// From when until when every certificate is valid, both seconds included.
    fileprivate var validSeconds: ClosedRange<Int64> {
        let first = certificates.map(\.notBefore).max() ?? 0
        return first...max(first, certificates.map(\.notAfter).min() ?? first)
    }
}
