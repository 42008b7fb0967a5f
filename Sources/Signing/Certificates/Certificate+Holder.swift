// SPDX-License-Identifier: Apache-2.0

import Wire

extension Certificate {
    /// SHA-256 of the certificate as `openssl x509 -fingerprint -sha256` writes it.
    package var fingerprint: String {
        digest.bytes.map { Hex.encode([$0]).uppercased() }.joined(separator: ":")
    }

    /// Whether another certificate is of the same holder, as far as both tell: the same subject (RFC
    /// 5280 section 4.1.2.6), or the same key.
    ///
    /// Two subjects that are empty are the same: then nothing tells their holders apart.
    package func isOfSameHolder(as other: Certificate) -> Bool {
        subject.encoded.elementsEqual(other.subject.encoded)
            || subjectPublicKeyInfo.encoded.elementsEqual(other.subjectPublicKeyInfo.encoded)
    }
}
