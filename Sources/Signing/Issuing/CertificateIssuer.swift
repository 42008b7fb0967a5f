// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// An authority whose key was made on the spot: for a demonstration, and for tests.
///
/// Agencies bring certificates of an authority that others trust; no broker needs this one to run.
package struct CertificateIssuer: Sendable {
    /// Its own certificate, an anchor for whoever trusts it.
    package let certificate: Certificate
    private let key: PrivateKey

    /// Makes an authority with a fresh key on P-256.
    ///
    /// - Parameter validity: the first and the last second, since 1970.
    package init(named name: String, validity: ClosedRange<Int64>) {
        let key = PrivateKey.generate(.p256)
        var terms = CertificateTerms(subject: name, validity: validity)
        terms.extensions = [
            .critical("basicConstraints", "CA:TRUE"),
            .critical("keyUsage", "keyCertSign,cRLSign"), .plain("subjectKeyIdentifier", "hash"),
        ]
        self.init(certificate: Self.sign(terms, for: key, by: key, of: nil), key: key)
    }

    private init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// Certifies a key.
    package func issue(_ terms: CertificateTerms, for key: PrivateKey) -> Certificate {
        Self.sign(terms, for: key, by: self.key, of: certificate)
    }

    /// Makes another authority under this one.
    package func issueAuthority(
        named name: String, validity: ClosedRange<Int64>
    ) -> CertificateIssuer {
        let key = PrivateKey.generate(.p256)
        var terms = CertificateTerms(subject: name, validity: validity)
        terms.extensions = [
            .critical("basicConstraints", "CA:TRUE"),
            .critical("keyUsage", "keyCertSign,cRLSign"), .plain("subjectKeyIdentifier", "hash"),
            .plain("authorityKeyIdentifier", "keyid:always"),
        ]
        return CertificateIssuer(certificate: issue(terms, for: key), key: key)
    }

    private static func sign(
        _ terms: CertificateTerms, for key: PrivateKey, by signer: PrivateKey,
        of issuer: Certificate?
    ) -> Certificate {
        let draft = UnsignedCertificate()
        draft.take(terms, key)
        draft.sign(by: signer, of: issuer, terms.extensions)
        guard let certificate = try? Certificate(der: draft.der) else {
            preconditionFailure("A certificate that was just made can be read.")
        }
        return certificate
    }
}

extension CertificateIssuer {
    /// Revokes certificates of its own, in a list (RFC 5280 section 5).
    ///
    /// - Parameters:
    ///   - moment: when the list is issued and they were revoked, in seconds since 1970.
    ///   - next: by when the next list will come, in seconds since 1970.
    package func revoke(
        _ certificates: [Certificate], at moment: Int64, next: Int64
    ) -> RevocationList {
        let draft = UnsignedRevocationList()
        draft.take(certificates, issuer: certificate, at: moment, next: next)
        draft.sign(by: key, of: certificate)
        guard let list = try? RevocationList(der: draft.der) else {
            preconditionFailure("A revocation list that was just made can be read.")
        }
        return list
    }
}
