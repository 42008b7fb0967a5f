// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A token as OpenSSL holds it: CMS SignedData (RFC 5652) over a `TSTInfo`.
final class SignedToken {
    private let pointer: OpaquePointer
    private let content: OpaquePointer

    /// Parses a token and what it holds; nothing is believed yet.
    init(parsing der: [UInt8]) throws(TimestampFault) {
        let pointer = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let token = d2i_CMS_ContentInfo(nil, &cursor, buffer.count)
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                CMS_ContentInfo_free(token)
                return OpaquePointer?.none
            }
            return token
        }
        guard let pointer else {
            ERR_clear_error()
            throw .notAToken
        }
        do throws(TimestampFault) {
            content = try Self.info(in: pointer)
        } catch {
            CMS_ContentInfo_free(pointer)
            ERR_clear_error()
            throw error
        }
        self.pointer = pointer
    }

    deinit {
        TS_TST_INFO_free(content)
        CMS_ContentInfo_free(pointer)
    }

    private static func info(in token: OpaquePointer) throws(TimestampFault) -> OpaquePointer {
        guard let type = CMS_get0_type(token), OBJ_obj2nid(type) == NID_pkcs7_signed,
            let contentType = CMS_get0_eContentType(token)
        else { throw .notAToken }
        guard OBJ_obj2nid(contentType) == NID_id_smime_ct_TSTInfo else {
            throw .notAnInfo(contentType: CValue.dotted(contentType))
        }
        guard let octets = CMS_get0_content(token)?.pointee else { throw .malformedInfo("content") }
        let bytes = CValue.bytes(of: octets)
        let parsed = bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let info = d2i_TS_TST_INFO(nil, &cursor, buffer.count)
            return (info, cursor == buffer.baseAddress.map { $0 + buffer.count })
        }
        guard let info = parsed.0, parsed.1 else {
            TS_TST_INFO_free(parsed.0)
            throw .malformedInfo("content")
        }
        return info
    }

    /// What the token says.
    func info() throws(TimestampFault) -> TimestampInfo { try TimestampInfo(content) }

    /// The certificates that the token carries.
    func certificates() throws(TimestampFault) -> CertificateStack {
        guard let found = CMS_get1_certs(pointer) else { return CertificateStack() }
        let stack = CertificateStack(owning: found)
        guard stack.count <= TimestampLimits.certificates else {
            throw .tooManyCertificates(stack.count, limit: TimestampLimits.certificates)
        }
        return stack
    }

    /// Verifies the one signature by the certificate that the signer is known by.
    ///
    /// Whose certificate that is, is another question. The signer goes on belonging to the token.
    func verifySignature(
        knowing others: borrowing CertificateStack, mustCarry: Bool
    ) throws(TimestampFault) -> Signer {
        defer { ERR_clear_error() }
        guard let signers = CMS_get0_SignerInfos(pointer), OPENSSL_sk_num(signers) == 1,
            let raw = OPENSSL_sk_value(signers, 0)
        else { throw .signers(Int(max(0, OPENSSL_sk_num(CMS_get0_SignerInfos(pointer))))) }
        let signer = Signer(OpaquePointer(raw))
        try signer.checkAttributes(contentType: NID_id_smime_ct_TSTInfo)
        if CMS_set1_signers_certs(pointer, nil, 0) != 1 {
            guard !mustCarry else { throw .certificateMissing }
            guard CMS_set1_signers_certs(pointer, others.pointer, 0) == 1 else {
                throw .certificateUnknown
            }
        }
        try signer.checkDigest()
        let flags = UInt32(CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY)
        guard CMS_verify(pointer, nil, nil, nil, nil, flags) == 1 else { throw .signature }
        return signer
    }

    /// Whether `tsa`, where it stands, is one of the names of the certificate.
    func names(_ certificate: OpaquePointer) -> Bool {
        guard let name = TS_TST_INFO_get_tsa(content) else { return true }
        if name.pointee.type == GEN_DIRNAME,
            X509_NAME_cmp(name.pointee.d.directoryName, X509_get_subject_name(certificate)) == 0
        {
            return true
        }
        let extensions = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
        guard let names = extensions.map({ OpaquePointer($0) }) else { return false }
        defer { GENERAL_NAMES_free(names) }
        return (0..<OPENSSL_sk_num(names)).contains { position in
            let other = OPENSSL_sk_value(names, position)?.assumingMemoryBound(
                to: GENERAL_NAME.self)
            return GENERAL_NAME_cmp(name, other) == 0
        }
    }
}
