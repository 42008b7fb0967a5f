// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A certificate as OpenSSL holds it.
///
/// Unchecked because the compiler cannot see into C: what OpenSSL computes of the extensions on
/// first use is computed before the `X509` gets here; afterwards it is only read, and OpenSSL counts
/// its references atomically.
final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes the certificate as its own.
    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
        X509_check_purpose(pointer, -1, 0)
        ERR_clear_error()
    }

    deinit { X509_free(pointer) }

    /// Reads a certificate in DER, all of the bytes.
    static func reading(_ der: [UInt8]) -> CertificateHandle? {
        let pointer = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            let certificate = d2i_X509(nil, &cursor, buffer.count)
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_free(certificate)
                return nil
            }
            return certificate
        }
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        return CertificateHandle(owning: pointer)
    }

    /// Whether its own key signed it.
    var signsItself: Bool {
        defer { ERR_clear_error() }
        return X509_self_signed(pointer, 1) == 1
    }

    /// Whether this one's issuer has the other's subject, compared as RFC 5280 section 7.1 has it.
    func names(_ issuer: CertificateHandle) -> Bool {
        X509_NAME_cmp(X509_get_issuer_name(pointer), X509_get_subject_name(issuer.pointer)) == 0
    }

    /// Whether both have the same subject.
    func hasSubject(of other: CertificateHandle) -> Bool {
        X509_NAME_cmp(X509_get_subject_name(pointer), X509_get_subject_name(other.pointer)) == 0
    }

    /// Whether the key identifiers of both, as far as they are there, allow the other to be issuer.
    func identifies(_ issuer: CertificateHandle) -> Bool {
        let identifier = X509_get_ext_d2i(pointer, NID_authority_key_identifier, nil, nil)?
            .assumingMemoryBound(to: AUTHORITY_KEYID.self)
        defer { AUTHORITY_KEYID_free(identifier) }
        return X509_check_akid(issuer.pointer, identifier) == X509_V_OK
    }

    /// Whether the other's key verifies the signature of this one.
    func isSigned(by issuer: CertificateHandle) -> Bool {
        guard let key = X509_get0_pubkey(issuer.pointer) else {
            ERR_clear_error()
            return false
        }
        let verdict = X509_verify(pointer, key)
        if verdict != 1 { ERR_clear_error() }
        return verdict == 1
    }

    /// Whether every extension that OpenSSL knows holds what it should.
    var hasWholeExtensions: Bool {
        defer { ERR_clear_error() }
        return (0..<X509_get_ext_count(pointer)).allSatisfy { position in
            baton_extension_is_whole(X509_get_ext(pointer, position)) == 1
        }
    }

    /// A certificate of ours with the same name and key, for an anchor of which not all is applied.
    ///
    /// It is signed by nobody, which of an anchor is not asked (RFC 5280 section 6.1.1 d).
    func keeping(_ contents: TrustAnchor.Contents) -> CertificateHandle {
        guard let copy = X509_dup(pointer) else {
            preconditionFailure("OpenSSL has no memory to copy a certificate.")
        }
        let isMade =
            (contents.contains(.constraints) || Self.removeConstraints(of: copy))
            && (contents.contains(.validity) || Self.removeEnds(of: copy))
        precondition(isMade, "OpenSSL must let a copy of a certificate be changed.")
        return CertificateHandle(owning: copy)
    }

    private static func removeConstraints(of copy: OpaquePointer) -> Bool {
        for position in (0..<X509_get_ext_count(copy)).reversed() {
            let name = X509_EXTENSION_get_object(X509_get_ext(copy, position))
            guard OBJ_obj2nid(name) != NID_subject_key_identifier else { continue }
            X509_EXTENSION_free(X509_delete_ext(copy, position))
        }
        let constraints = BASIC_CONSTRAINTS_new()
        defer { BASIC_CONSTRAINTS_free(constraints) }
        constraints?.pointee.ca = 0xFF
        return X509_set_version(copy, 2) == 1
            && X509_add1_ext_i2d(copy, NID_basic_constraints, constraints, 1, 0) == 1
    }

    private static func removeEnds(of copy: OpaquePointer) -> Bool {
        let (first, last) = (ASN1_TIME_new(), ASN1_TIME_new())
        defer {
            ASN1_TIME_free(first)
            ASN1_TIME_free(last)
        }
        return ASN1_TIME_set_string(first, "19500101000000Z") == 1
            && ASN1_TIME_set_string(last, "99991231235959Z") == 1
            && X509_set1_notBefore(copy, first) == 1 && X509_set1_notAfter(copy, last) == 1
    }
}
