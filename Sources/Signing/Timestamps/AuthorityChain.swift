// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The path from an authority's certificate to an anchor, as it held when the token was made.
enum AuthorityChain {
    /// Builds and validates the path at a time in seconds since 1970 (RFC 5280 section 6): the
    /// authority's certificate first and the anchor last.
    ///
    /// OpenSSL's strict mode stays off: authorities that are in use lack key identifiers, which it
    /// demands. What counts for an authority is checked beside.
    static func verified(
        from certificate: OpaquePointer, through others: borrowing CertificateStack,
        to anchors: [CertificateHandle], at seconds: Int64
    ) throws(TimestampFault) -> CertificateStack {
        defer { ERR_clear_error() }
        let store = X509_STORE_new()
        let context = X509_STORE_CTX_new()
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        for anchor in anchors { X509_STORE_add_cert(store, anchor.pointer) }
        let ready =
            X509_STORE_CTX_init(context, store, certificate, others.pointer) == 1
            && X509_STORE_CTX_set_purpose(context, X509_PURPOSE_TIMESTAMP_SIGN) == 1
        precondition(ready, "OpenSSL has no memory to verify a chain.")
        let parameters = X509_STORE_CTX_get0_param(context)
        X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        X509_VERIFY_PARAM_set_depth(parameters, Int32(TimestampLimits.intermediates))
        X509_VERIFY_PARAM_set_auth_level(parameters, securityLevel)
        guard X509_verify_cert(context) == 1 else {
            let code = X509_STORE_CTX_get_error(context)
            let text = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) }
            throw .chain(
                reason: text ?? "error \(code)", depth: Int(X509_STORE_CTX_get_error_depth(context))
            )
        }
        guard let chain = X509_STORE_CTX_get1_chain(context) else {
            throw .chain(reason: "no chain", depth: 0)
        }
        let certificates = CertificateStack(owning: chain)
        for depth in 1..<max(1, certificates.count) {
            try checkIssuer(certificates[depth], depth: depth)
        }
        return certificates
    }

    /// When the first certificate of a path ends, in seconds since 1970.
    static func firstEnd(of chain: borrowing CertificateStack) -> Int64 {
        var first = Int64.max
        for position in 0..<chain.count {
            guard let certificate = chain[position] else { continue }
            first = min(first, CValue.seconds(of: X509_get0_notAfter(certificate)) ?? first)
        }
        return first
    }

    /// Keys of 112 bits of strength at least, which leaves out RSA under 2048 bits and SHA-1.
    private static let securityLevel: Int32 = 2

    /// What RFC 3161 section 2.3 says of an authority's certificate.
    static func checkUsage(of certificate: OpaquePointer) throws(TimestampFault) {
        defer { ERR_clear_error() }
        guard X509_check_ca(certificate) == 0 else { throw .usage(.authority) }
        guard let purposes = ExtendedKeyUsage(of: certificate) else {
            throw .usage(.noExtendedKeyUsage)
        }
        guard purposes.isTimeStampingAlone else { throw .usage(.notTimeStampingAlone) }
        guard purposes.isCritical else { throw .usage(.notCritical) }
        let usage = X509_get_key_usage(certificate)
        let signatures = UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)
        guard usage == UInt32.max || usage & signatures != 0 && usage & ~signatures == 0 else {
            throw .usage(.keyUsage)
        }
    }

    /// An extended key usage of an issuer bounds what it issues, as those who issue mean it.
    private static func checkIssuer(
        _ certificate: OpaquePointer?, depth: Int
    ) throws(TimestampFault) {
        if let certificate, let purposes = ExtendedKeyUsage(of: certificate),
            !purposes.allowsTimeStamping
        {
            throw .usage(.issuerNotForTimeStamping(depth: depth))
        }
    }
}
