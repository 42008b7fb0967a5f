// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not a certificate or a revocation list (RFC 5280) that can be judged at all.
package enum CertificateError: Error, Hashable, Sendable {
    /// There are more bytes than the limit allows.
    case tooLong(Int, limit: Int)
    /// There are more extensions than the limit allows.
    case tooManyExtensions(Int, limit: Int)
    /// The bytes are not DER, or not the DER of what they should be; the part is named.
    case malformed(CertificatePart)
    /// Something follows the certificate or the list.
    case trailingBytes(Int)
    /// Baton's own reading found nothing wrong, but OpenSSL would not take it.
    case notTaken
}

/// A field of a certificate or of a revocation list, as RFC 5280 calls it.
package enum CertificatePart: String, Sendable, Hashable, CaseIterable {
    /// What is signed, its algorithm and its signature.
    case outer = "Certificate"
    /// The same of a revocation list.
    case list = "CertificateList"
    /// The version.
    case version
    /// The serial number.
    case serialNumber
    /// The algorithm of the signature.
    case signature
    /// Who issued it.
    case issuer
    /// From when until when.
    case validity
    /// For whom it was issued.
    case subject
    /// The key that it certifies.
    case subjectPublicKeyInfo
    /// The extensions.
    case extensions
    /// The revoked certificates.
    case revokedCertificates
}

extension CertificateError: CustomStringConvertible {
    /// What is wrong, for whoever offered the bytes.
    package var description: String {
        switch self {
        case .tooLong(let count, let limit): "it has \(count) bytes, more than \(limit)"
        case .tooManyExtensions(let count, let limit):
            "it has \(count) extensions, more than \(limit)"
        case .malformed(let part): "its \(part.rawValue) is not as RFC 5280 writes it in DER"
        case .trailingBytes(let count): "\(count) bytes follow it"
        case .notTaken: "OpenSSL does not take it"
        }
    }
}
