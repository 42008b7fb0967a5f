// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Lists of revoked certificates, asked about the chain of an authority (RFC 3161 section 4).
struct RevocationLists {
    private let lists: [RevocationListHandle]

    init(_ lists: [RevocationListHandle]) { self.lists = lists }

    /// Looks up each certificate below the anchor, for a token made so many seconds after 1970.
    ///
    /// What was revoked before takes the worth of the token. What was revoked later does too, unless
    /// the list names a reason that says that the key was safe until then.
    func check(
        _ chain: borrowing CertificateStack, at seconds: Int64
    ) throws(TimestampFault) -> TimestampStanding {
        guard !lists.isEmpty else { return .notAsked }
        defer { ERR_clear_error() }
        var standing = TimestampStanding.notRevoked
        for depth in 0..<max(0, chain.count - 1) {
            guard let certificate = chain[depth], let issuer = chain[depth + 1] else { continue }
            var isKnown = false
            for list in lists where Self.isFrom(issuer, list.pointer) {
                if Self.isRevoked(certificate, by: list.pointer, at: seconds) {
                    throw .revoked(depth: depth)
                }
                isKnown = isKnown || Self.isInForce(list.pointer, at: seconds)
            }
            if !isKnown { standing = .notKnown }
        }
        return standing
    }

    /// Whether the issuer signed the list, may do so, and means all that it issued.
    private static func isFrom(_ issuer: OpaquePointer, _ list: OpaquePointer) -> Bool {
        guard X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) == 0,
            X509_get_key_usage(issuer) & UInt32(KU_CRL_SIGN) != 0
        else { return false }
        let isPartial = (0..<X509_CRL_get_ext_count(list)).contains {
            X509_EXTENSION_get_critical(X509_CRL_get_ext(list, $0)) != 0
        }
        return !isPartial && X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1
    }

    /// Whether the list says something about that time: it was made later, or was not yet due again.
    private static func isInForce(_ list: OpaquePointer, at seconds: Int64) -> Bool {
        let endedBefore = CValue.isAtOrBefore(X509_CRL_get0_nextUpdate(list), seconds: seconds)
        return endedBefore == false
    }

    private static func isRevoked(
        _ certificate: OpaquePointer, by list: OpaquePointer, at seconds: Int64
    ) -> Bool {
        var entry: OpaquePointer?
        guard X509_CRL_get0_by_cert(list, &entry, certificate) == 1, let entry else { return false }
        let before = CValue.isAtOrBefore(X509_REVOKED_get0_revocationDate(entry), seconds: seconds)
        guard before == false else { return true }
        guard let reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nil, nil) else {
            return true
        }
        let enumerated = reason.assumingMemoryBound(to: ASN1_ENUMERATED.self)
        defer { ASN1_ENUMERATED_free(enumerated) }
        return !harmlessLater.contains(ASN1_ENUMERATED_get(enumerated))
    }

    /// Reasons after which older tokens stay good: unspecified, affiliationChanged, superseded and
    /// cessationOfOperation.
    private static let harmlessLater: Set<Int> = [0, 3, 4, 5]
}
