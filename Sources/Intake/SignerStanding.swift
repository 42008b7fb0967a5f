// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// That a certificate of a signer's path was revoked: which, since when, and who says so.
package struct CertificateRevocation: Sendable, Hashable {
    /// The certificate that the list names: the signer's own, or that of an authority above it.
    package let certificate: SHA256Digest
    /// Since when.
    package let since: Instant
    /// The list that names it.
    package let list: SHA256Digest
}

/// How the signer of a message that was taken stands now.
package enum SignerStanding: Sendable, Hashable {
    /// Current lists name nobody of its path.
    case clear
    /// A list names one of it.
    case revoked(CertificateRevocation)
    /// It cannot be told: a list is missing or out of date, or nobody vouches for it any more.
    case doubtful
}

extension FrontDoor {
    /// Judges the signer of a message once more, by the certificates that it came with and the lists of
    /// now.
    ///
    /// - Parameter issuedAt: the message's `iat`, in seconds.
    package func standing(
        ofSignerOf jws: CompactJWS, from agency: AgencyID, issuedAt: Int64, now: Instant
    ) -> SignerStanding {
        guard let trust = keyring.trust,
            let token = try? ReceivedToken(parsing: jws.token, limits: limits),
            let path = try? trust.key(token.header, of: agency, at: issuedAt).path
        else { return .doubtful }
        switch trust.standing(of: path, at: now) {
        case .clear: return .clear
        case .doubtful: return .doubtful
        case .revoked(let position):
            return trust.revocation(of: path.certificates[position], on: path)
                .map(SignerStanding.revoked) ?? .doubtful
        }
    }
}

extension CertificateTrust {
    /// What the lists of a path's authority say of a certificate on it, the earliest of several, or else the
    /// log.
    fileprivate func revocation(
        of certificate: Certificate, on path: CertificatePath
    ) -> CertificateRevocation? {
        let lists = authorities.filter { $0.anchor == path.anchor }.flatMap(\.lists)
        let found = lists.compactMap { list in
            list.revokedSince(certificate).map { (list: list, since: Instant(seconds: $0)) }
        }
        if let (list, since) = found.min(by: { $0.since < $1.since }) {
            return CertificateRevocation(
                certificate: certificate.digest, since: since, list: list.digest)
        }
        return loggedRevocation(of: certificate.digest).map { logged in
            CertificateRevocation(
                certificate: logged.certificate, since: logged.since, list: logged.list)
        }
    }
}
