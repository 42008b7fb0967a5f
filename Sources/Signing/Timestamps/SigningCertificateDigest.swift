// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The digest in the first `ESSCertIDv2` of a `SigningCertificateV2` (RFC 5035 section 4).
///
/// OpenSSL compares it too, but takes any hash function that it knows, MD5 among them.
struct SigningCertificateDigest {
    private let identifier: MessageImprint

    /// Reads it from the attribute's DER.
    ///
    /// SHA-256 is what stands there when nothing does.
    init(in attribute: [UInt8]) throws(TimestampFault) {
        guard let list = DERElement(all: attribute)?.children?.first,
            let parts = list.children?.first?.children, var digest = parts.first
        else { throw .signingCertificateMismatch }
        var algorithm = ImprintAlgorithm.sha256
        if digest.tag == DERElement.sequence {
            guard let object = digest.children?.first, object.tag == DERElement.objectIdentifier,
                parts.count > 1
            else { throw .signingCertificateMismatch }
            guard let known = ImprintAlgorithm(arcs: object.content) else {
                throw .unknownAlgorithm(
                    CValue.dotted(der: [UInt8](object.whole)), of: .certificateIdentifier)
            }
            algorithm = known
            digest = parts[1]
        }
        guard digest.tag == DERElement.octetString,
            let identifier = MessageImprint(algorithm: algorithm, digest: [UInt8](digest.content))
        else { throw .signingCertificateMismatch }
        self.identifier = identifier
    }

    /// Demands that it is the digest of this certificate.
    func check(_ certificate: OpaquePointer?) throws(TimestampFault) {
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &start)
        guard count > 0, let start else { throw .signingCertificateMismatch }
        defer { CRYPTO_free(start, nil, 0) }
        let der = [UInt8](UnsafeBufferPointer(start: start, count: Int(count)))
        guard MessageImprint(of: der, by: identifier.algorithm) == identifier else {
            throw .signingCertificateMismatch
        }
    }
}
