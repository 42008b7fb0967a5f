// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension RevocationList {
    /// Since when a certificate is revoked, in seconds since 1970; nil when the list does not name it.
    ///
    /// The earlier of when the authority revoked it and of when, as far as is known, its key fell into
    /// other hands (`invalidityDate`, RFC 5280 section 5.3.2). The list's signature is not looked at here.
    package func revokedSince(_ certificate: Certificate) -> Int64? {
        handle.entry(of: certificate.handle)
    }

    /// Whether the list says that a certificate was on hold and is so no more (`removeFromCRL`, RFC 5280
    /// section 5.3.1).
    package func releases(_ certificate: Certificate) -> Bool {
        X509_CRL_get0_by_cert(handle.pointer, nil, certificate.handle.pointer) == 2
    }
}

extension RevocationListHandle {
    fileprivate func entry(of certificate: CertificateHandle) -> Int64? {
        var entry: OpaquePointer?
        // 2 means that the certificate was on hold and is so no more.
        guard X509_CRL_get0_by_cert(pointer, &entry, certificate.pointer) == 1, let entry,
            let revoked = Self.seconds(X509_REVOKED_get0_revocationDate(entry))
        else { return nil }
        let invalid = X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, nil, nil)?
            .assumingMemoryBound(to: ASN1_GENERALIZEDTIME.self)
        defer { ASN1_GENERALIZEDTIME_free(invalid) }
        ERR_clear_error()
        return min(revoked, Self.seconds(invalid) ?? revoked)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
