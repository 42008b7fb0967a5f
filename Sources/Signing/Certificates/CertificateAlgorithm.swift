// SPDX-License-Identifier: Apache-2.0

/// The algorithms with which certificates and revocation lists may be signed: SHA-2 of 256 bits and
/// more under RSA, ECDSA or Ed25519.
enum CertificateAlgorithm {
    private static let withoutParameters: Set<ASN1Name> = [
        .known(1, 2, 840, 113_549, 1, 1, 11), .known(1, 2, 840, 113_549, 1, 1, 12),
        .known(1, 2, 840, 113_549, 1, 1, 13), .known(1, 2, 840, 10045, 4, 3, 2),
        .known(1, 2, 840, 10045, 4, 3, 3), .known(1, 2, 840, 10045, 4, 3, 4),
        .known(1, 3, 101, 112),
    ]
    private static let rsaPSS = ASN1Name.known(1, 2, 840, 113_549, 1, 1, 10)
    private static let digests: Set<ASN1Name> = [
        .known(2, 16, 840, 1, 101, 3, 4, 2, 1), .known(2, 16, 840, 1, 101, 3, 4, 2, 2),
        .known(2, 16, 840, 1, 101, 3, 4, 2, 3),
    ]

    /// Whether an AlgorithmIdentifier names a signature that is strong enough.
    static func isStrong(_ algorithm: DERValue) -> Bool {
        var reader = algorithm.reader
        guard let name = reader.next(DERTag.objectIdentifier) else { return false }
        let identifier = ASN1Name(encoded: name.content)
        guard identifier == rsaPSS else { return withoutParameters.contains(identifier) }
        return reader.next(DERTag.sequence).map(digestsAreStrong) ?? false
    }

    /// Whether the parameters of RSASSA-PSS (RFC 4055 section 3.1) name a digest, and the same in the
    /// mask; what is left out would be SHA-1.
    private static func digestsAreStrong(_ parameters: DERValue) -> Bool {
        var reader = parameters.reader
        guard let digest = reader.next(DERTag.context(0)).flatMap(Self.algorithm),
            let mask = reader.next(DERTag.context(1)),
            let inner = Self.parameters(of: mask)
        else { return false }
        return digests.contains(digest) && inner == digest
    }

    private static func algorithm(in tagged: DERValue) -> ASN1Name? {
        var outer = tagged.reader
        guard var reader = outer.next(DERTag.sequence)?.reader else { return nil }
        return reader.next(DERTag.objectIdentifier).map { ASN1Name(encoded: $0.content) }
    }

    private static func parameters(of mask: DERValue) -> ASN1Name? {
        var outer = mask.reader
        guard var reader = outer.next(DERTag.sequence)?.reader,
            reader.next(DERTag.objectIdentifier) != nil,
            var inner = reader.next(DERTag.sequence)?.reader
        else { return nil }
        return inner.next(DERTag.objectIdentifier).map { ASN1Name(encoded: $0.content) }
    }
}
