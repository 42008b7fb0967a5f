// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The `SignerInfo` of a token, which belongs to its `SignedToken` and must not outlive it.
struct Signer {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    /// The certificate by which OpenSSL verifies; nil until one was found.
    var certificate: OpaquePointer? {
        var found: OpaquePointer?
        CMS_SignerInfo_get0_algs(pointer, nil, &found, nil, nil)
        return found
    }

    /// Demands signed attributes, with the content type once and as it is (RFC 5652 section 11.1).
    ///
    /// Without them a signature over something else could pass as one over the content. The message
    /// digest is OpenSSL's affair, which compares it.
    func checkAttributes(contentType: Int32) throws(TimestampFault) {
        guard let found = signed(NID_pkcs9_contentType, V_ASN1_OBJECT),
            OBJ_obj2nid(OpaquePointer(found)) == contentType,
            signed(NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING) != nil
        else { throw .signedAttributes }
    }

    /// Demands a hash function of SHA-2 under the signature.
    func checkDigest() throws(TimestampFault) {
        var algorithm: UnsafeMutablePointer<X509_ALGOR>?
        CMS_SignerInfo_get0_algs(pointer, nil, nil, &algorithm, nil)
        guard let object = algorithm?.pointee.algorithm else { throw .signedAttributes }
        guard ImprintAlgorithm(arcs: CValue.arcs(of: object)) != nil else {
            throw .unknownAlgorithm(CValue.dotted(object), of: .signature)
        }
    }

    /// Demands that the token names its certificate by `signingCertificateV2`, and that it, and
    /// `signingCertificate` where that stands beside it, names the first certificate of the chain first.
    ///
    /// By `signingCertificate` alone it is named by SHA-1, which RFC 5816 still lets an authority do: another
    /// certificate of the same digest can be made.
    func checkNamed(_ chain: borrowing CertificateStack) throws(TimestampFault) {
        defer { ERR_clear_error() }
        let (newer, older) = (
            NID_id_smime_aa_signingCertificateV2, NID_id_smime_aa_signingCertificate
        )
        let hasNewer = CMS_signed_get_attr_by_NID(pointer, newer, -1) >= 0
        let hasOlder = CMS_signed_get_attr_by_NID(pointer, older, -1) >= 0
        guard hasNewer else {
            throw hasOlder ? .signingCertificateBySHA1 : .signingCertificateMissing
        }
        let newerBytes = try attribute(newer)
        let olderBytes = hasOlder ? try attribute(older) : nil
        try SigningCertificateDigest(in: newerBytes).check(chain[0])
        let parsedNewer = newerBytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_ESS_SIGNING_CERT_V2(nil, &cursor, buffer.count)
        }
        let parsedOlder = olderBytes?.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_ESS_SIGNING_CERT(nil, &cursor, buffer.count)
        }
        defer {
            ESS_SIGNING_CERT_V2_free(parsedNewer)
            ESS_SIGNING_CERT_free(parsedOlder ?? nil)
        }
        guard parsedNewer != nil, (parsedOlder ?? nil) != nil || !hasOlder,
            OSSL_ESS_check_signing_certs(
                parsedOlder ?? nil, parsedNewer, chain.pointer, 1) == 1
        else { throw .signingCertificateMismatch }
    }

    /// The DER of an attribute that stands once, with one value, a SEQUENCE.
    private func attribute(_ name: Int32) throws(TimestampFault) -> [UInt8] {
        guard let value = signed(name, V_ASN1_SEQUENCE) else { throw .signingCertificateMismatch }
        return CValue.bytes(of: value.assumingMemoryBound(to: ASN1_STRING.self))
    }

    private func signed(_ name: Int32, _ type: Int32) -> UnsafeMutableRawPointer? {
        // What OpenSSL takes as "one such attribute, and one value in it".
        let exactlyOnce: Int32 = -3
        return CMS_signed_get0_data_by_OBJ(pointer, OBJ_nid2obj(name), exactlyOnce, type)
    }
}
