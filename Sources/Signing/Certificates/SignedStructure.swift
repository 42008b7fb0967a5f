// SPDX-License-Identifier: Apache-2.0

/// What certificates and revocation lists have in common: something signed, the algorithm outside
/// it, and the signature (RFC 5280 sections 4.1.1 and 5.1.1).
struct SignedStructure {
    /// Reads what is signed, from its beginning.
    let signed: DERReader
    /// The algorithm that stands outside of what is signed.
    let algorithm: DERValue

    init(_ der: [UInt8], part: CertificatePart, limit: Int) throws(CertificateError) {
        guard der.count <= limit else { throw .tooLong(der.count, limit: limit) }
        var reader = DERReader(der[...])
        guard let outer = reader.next(DERTag.sequence) else { throw .malformed(part) }
        guard reader.isAtEnd else { throw .trailingBytes(reader.rest.count) }
        var inner = outer.reader
        guard let signed = inner.next(DERTag.sequence),
            let algorithm = inner.next(DERTag.sequence), inner.next(DERTag.bitString) != nil,
            inner.isAtEnd
        else { throw .malformed(part) }
        self.signed = signed.reader
        self.algorithm = algorithm
    }
}

extension DERReader {
    /// Takes the next value, which must have that tag, as that part of a certificate.
    mutating func take(_ tag: UInt8, _ part: CertificatePart) throws(CertificateError) -> DERValue {
        guard let value = next(tag) else { throw .malformed(part) }
        return value
    }

    /// Takes the next value, which must be a time.
    mutating func takeTime(_ part: CertificatePart) throws(CertificateError) -> CertificateTime {
        guard let time = next().flatMap(CertificateTime.init) else { throw .malformed(part) }
        return time
    }
}
