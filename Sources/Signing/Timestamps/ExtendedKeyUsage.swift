// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// What the extended key usage of a certificate says of stamping (RFC 5280 section 4.2.1.12).
///
/// OpenSSL's own check overlooks purposes that it has no name for.
struct ExtendedKeyUsage {
    /// Whether who does not understand it must refuse the certificate.
    let isCritical: Bool
    /// Whether it is timeStamping and nothing else.
    let isTimeStampingAlone: Bool
    /// Whether it is timeStamping or anything, among others.
    let allowsTimeStamping: Bool

    /// Reads a certificate's; nil when there is none, or more than one.
    init?(of certificate: OpaquePointer) {
        var critical: Int32 = -1
        guard
            let found = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nil).map({
                OpaquePointer($0)
            })
        else { return nil }
        defer { EXTENDED_KEY_USAGE_free(found) }
        let names = (0..<OPENSSL_sk_num(found)).map { position in
            OPENSSL_sk_value(found, position).map { OBJ_obj2nid(OpaquePointer($0)) }
        }
        isCritical = critical == 1
        isTimeStampingAlone = names == [NID_time_stamp]
        allowsTimeStamping =
            names.contains(NID_time_stamp) || names.contains(NID_anyExtendedKeyUsage)
    }
}
