// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A revocation list on its way to being signed.
final class UnsignedRevocationList {
    private let pointer: OpaquePointer

    init() {
        guard let pointer = X509_CRL_new() else {
            preconditionFailure("OpenSSL has no memory for a revocation list.")
        }
        self.pointer = pointer
    }

    deinit { X509_CRL_free(pointer) }

    /// Takes down what is revoked.
    func take(_ certificates: [Certificate], issuer: Certificate, at moment: Int64, next: Int64) {
        let (this, following) = (ASN1_TIME_set(nil, Int(moment)), ASN1_TIME_set(nil, Int(next)))
        defer {
            ASN1_TIME_free(this)
            ASN1_TIME_free(following)
        }
        var isTaken =
            X509_CRL_set_version(pointer, Int(X509_CRL_VERSION_2)) == 1
            && X509_CRL_set_issuer_name(pointer, X509_get_subject_name(issuer.handle.pointer)) == 1
            && X509_CRL_set1_lastUpdate(pointer, this) == 1
            && X509_CRL_set1_nextUpdate(pointer, following) == 1
        for certificate in certificates {
            let entry = X509_REVOKED_new()
            isTaken =
                isTaken
                && X509_REVOKED_set_serialNumber(
                    entry, X509_get_serialNumber(certificate.handle.pointer)) == 1
                && X509_REVOKED_set_revocationDate(entry, this) == 1
                && X509_CRL_add0_revoked(pointer, entry) == 1
        }
        precondition(isTaken, "OpenSSL must take what a revocation list says.")
    }

    /// Signs it.
    func sign(by key: PrivateKey, of issuer: Certificate) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.handle.pointer, nil, nil, pointer, 0)
        let identifier = X509V3_EXT_nconf(
            nil, &context, "authorityKeyIdentifier", "keyid:always")
        let number = ASN1_INTEGER_new()
        defer {
            X509_EXTENSION_free(identifier)
            ASN1_INTEGER_free(number)
        }
        let isExtended =
            identifier != nil && X509_CRL_add_ext(pointer, identifier, -1) == 1
            && ASN1_INTEGER_set(number, 1) == 1
            && X509_CRL_add1_ext_i2d(pointer, NID_crl_number, number, 0, 0) == 1
        precondition(isExtended, "OpenSSL must take the extensions of a revocation list.")
        precondition(
            X509_CRL_sign(pointer, key.material.pointer, EVP_sha256()) > 0,
            "OpenSSL must sign a revocation list.")
    }

    /// The bytes.
    var der: [UInt8] { DERBytes.of { i2d_X509_CRL(pointer, $0) } }
}
