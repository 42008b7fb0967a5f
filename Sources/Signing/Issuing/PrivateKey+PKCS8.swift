// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension PrivateKey {
    /// The key as PKCS #8 (RFC 5958), not encrypted: for a file that only its owner reads.
    package var pkcs8: [UInt8] {
        guard let information = EVP_PKEY2PKCS8(material.pointer) else {
            preconditionFailure("OpenSSL must write a key that it holds.")
        }
        defer { PKCS8_PRIV_KEY_INFO_free(information) }
        return DERBytes.of { i2d_PKCS8_PRIV_KEY_INFO(information, $0) }
    }
}
