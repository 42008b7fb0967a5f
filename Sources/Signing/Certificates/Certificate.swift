// SPDX-License-Identifier: Apache-2.0

/// An X.509 certificate (RFC 5280 section 4) that was read and not judged.
///
/// What it says is believed by nobody until a path from it to a trust anchor was verified.
package struct Certificate: Sendable {
    /// The bytes, all of them and nothing else.
    package let der: [UInt8]
    /// SHA-256 of the bytes: the certificate's name in `x5t#S256`.
    package let digest: SHA256Digest
    /// From when it is valid, in seconds since 1970.
    package var notBefore: Int64 { validity.first.seconds }
    /// Until when it is valid, the second itself included, in seconds since 1970.
    package var notAfter: Int64 { validity.last.seconds }

    /// The version as it is written, one less than what it is called.
    let version: UInt8
    /// The serial number as DER writes it.
    let serial: ArraySlice<UInt8>
    let signatureAlgorithm: DERValue
    /// Whether the algorithm is the same inside and outside of what is signed.
    let namesOneAlgorithm: Bool
    let issuer: DERValue
    let validity: (first: CertificateTime, last: CertificateTime)
    let subject: DERValue
    let subjectPublicKeyInfo: DERValue
    let hasUniqueIdentifiers: Bool
    let extensions: [CertificateExtension]
    let handle: CertificateHandle

    /// Reads a certificate in DER.
    package init(der: [UInt8]) throws(CertificateError) {
        let structure = try SignedStructure(
            der, part: .outer, limit: CertificateLimits.certificateBytes)
        var reader = structure.signed
        version = try Self.version(&reader)
        serial = try reader.take(DERTag.integer, .serialNumber).content
        let inner = try reader.take(DERTag.sequence, .signature)
        signatureAlgorithm = inner
        namesOneAlgorithm = inner.encoded.elementsEqual(structure.algorithm.encoded)
        issuer = try reader.take(DERTag.sequence, .issuer)
        validity = try Self.validity(&reader)
        subject = try reader.take(DERTag.sequence, .subject)
        subjectPublicKeyInfo = try reader.take(DERTag.sequence, .subjectPublicKeyInfo)
        let unique = [DERTag.context(1, constructed: false), DERTag.context(2, constructed: false)]
            .compactMap { reader.next($0) }
        hasUniqueIdentifiers = !unique.isEmpty
        let tagged = reader.next(DERTag.context(3))
        extensions = try tagged.map(CertificateExtension.reading) ?? []
        guard reader.isAtEnd else { throw .malformed(.outer) }
        guard let handle = CertificateHandle.reading(der) else { throw .notTaken }
        self.handle = handle
        self.der = der
        digest = SHA256.digest(of: der)
    }

    private static func version(_ reader: inout DERReader) throws(CertificateError) -> UInt8 {
        guard let tagged = reader.next(DERTag.context(0)) else { return 0 }
        var inner = tagged.reader
        guard let number = inner.next(DERTag.integer), inner.isAtEnd, number.content.count == 1,
            let version = number.content.first
        else { throw .malformed(.version) }
        return version
    }

    private static func validity(
        _ reader: inout DERReader
    ) throws(CertificateError) -> (first: CertificateTime, last: CertificateTime) {
        var inner = try reader.take(DERTag.sequence, .validity).reader
        let times = (first: try inner.takeTime(.validity), last: try inner.takeTime(.validity))
        guard inner.isAtEnd else { throw .malformed(.validity) }
        return times
    }

    /// The extension of that name, the first when there are several.
    func named(_ name: ASN1Name) -> CertificateExtension? {
        extensions.first { $0.name == name }
    }

    /// Whether subject and issuer are the same name.
    package var isSelfIssued: Bool { handle.names(handle) }

    /// The serial number in hexadecimal, as operators and revocation lists know it.
    package var serialNumber: String {
        serial.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Certificate: Hashable {
    /// Two certificates are the same when their bytes are.
    package static func == (left: Self, right: Self) -> Bool { left.digest == right.digest }

    /// Feeds the digest.
    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
