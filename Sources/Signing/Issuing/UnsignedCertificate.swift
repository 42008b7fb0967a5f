// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A certificate on its way to being signed.
final class UnsignedCertificate {
    private let pointer: OpaquePointer

    /// How many random bytes a serial number has: positive and at most 20 octets with its sign
    /// (RFC 5280 section 4.1.2.2).
    static let serialByteCount = 16

    init() {
        guard let pointer = X509_new() else {
            preconditionFailure("OpenSSL has no memory for a certificate.")
        }
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }

    /// Takes down what it says, its extensions but for now.
    func take(_ terms: CertificateTerms, _ key: PrivateKey) {
        let serial = BN_new()
        defer { BN_free(serial) }
        let random = [0x01] + SecureRandom.bytes(Self.serialByteCount - 1)
        let isTaken =
            X509_set_version(pointer, Int(X509_VERSION_3)) == 1
            && BN_bin2bn(random, Int32(random.count), serial) != nil
            && BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(pointer)) != nil
            && ASN1_TIME_set(X509_getm_notBefore(pointer), Int(terms.validity.lowerBound)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(pointer), Int(terms.validity.upperBound)) != nil
            && X509_NAME_add_entry_by_txt(
                X509_get_subject_name(pointer), "CN", MBSTRING_UTF8, terms.subject, -1, -1, 0) == 1
            && X509_set_pubkey(pointer, key.material.pointer) == 1
        precondition(isTaken, "OpenSSL must take what a certificate says.")
    }

    /// Signs it as an issuer, or as its own.
    func sign(
        by key: PrivateKey, of issuer: Certificate?, _ extensions: [CertificateTerms.Extension]
    ) {
        let signer = issuer?.handle.pointer ?? pointer
        precondition(
            X509_set_issuer_name(pointer, X509_get_subject_name(signer)) == 1,
            "OpenSSL must take an issuer's name.")
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, signer, pointer, nil, nil, 0)
        for item in extensions {
            let made = X509V3_EXT_nconf(
                nil, &context, item.name, (item.isCritical ? "critical," : "") + item.value)
            precondition(
                made != nil && X509_add_ext(pointer, made, -1) == 1,
                "OpenSSL must understand the extension \(item.name).")
            X509_EXTENSION_free(made)
        }
        precondition(
            X509_sign(pointer, key.material.pointer, EVP_sha256()) > 0,
            "OpenSSL must sign a certificate.")
    }

    /// The bytes.
    var der: [UInt8] { DERBytes.of { i2d_X509(pointer, $0) } }
}

/// Bytes that OpenSSL writes.
enum DERBytes {
    /// What an `i2d` function writes, which is first asked how much that is.
    static func of(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32)
        -> [UInt8]
    {
        let count = Int(write(nil))
        precondition(count > 0, "OpenSSL must write what it holds.")
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var cursor = buffer.baseAddress
            filled = Int(write(&cursor))
        }
    }
}
