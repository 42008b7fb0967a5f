// SPDX-License-Identifier: Apache-2.0

/// One extension of a certificate or of a revocation list (RFC 5280 section 4.2).
struct CertificateExtension: Sendable, Hashable {
    let name: ASN1Name
    let isCritical: Bool
    /// What it holds, itself DER.
    let value: ArraySlice<UInt8>

    /// Reads the list of extensions out of its explicit tag.
    static func reading(_ tagged: DERValue) throws(CertificateError) -> [CertificateExtension] {
        var outer = tagged.reader
        guard var list = outer.next(DERTag.sequence)?.reader, outer.isAtEnd,
            let values = list.all(), !values.isEmpty
        else { throw .malformed(.extensions) }
        guard values.count <= CertificateLimits.extensions else {
            throw .tooManyExtensions(values.count, limit: CertificateLimits.extensions)
        }
        var extensions: [CertificateExtension] = []
        for value in values {
            guard let one = CertificateExtension(value) else { throw .malformed(.extensions) }
            extensions.append(one)
        }
        return extensions
    }

    private init?(_ value: DERValue) {
        guard value.tag == DERTag.sequence else { return nil }
        var reader = value.reader
        guard let name = reader.next(DERTag.objectIdentifier) else { return nil }
        var isCritical = false
        if let flag = reader.next(DERTag.boolean) {
            guard flag.content.count == 1, let byte = flag.content.first else { return nil }
            isCritical = byte != 0
        }
        guard let content = reader.next(DERTag.octetString), reader.isAtEnd else { return nil }
        self.name = ASN1Name(encoded: name.content)
        self.isCritical = isCritical
        self.value = content.content
    }

    /// The one value that it holds, when it is DER.
    var contents: DERValue? {
        var reader = DERReader(value)
        guard let value = reader.next(), reader.isAtEnd else { return nil }
        return value
    }
}

/// The extensions of RFC 5280 that Baton itself looks at; OpenSSL knows more.
enum ExtensionName {
    static let subjectKeyIdentifier = ASN1Name.known(2, 5, 29, 14)
    static let keyUsage = ASN1Name.known(2, 5, 29, 15)
    static let subjectAlternativeName = ASN1Name.known(2, 5, 29, 17)
    static let issuerAlternativeName = ASN1Name.known(2, 5, 29, 18)
    static let basicConstraints = ASN1Name.known(2, 5, 29, 19)
    static let listNumber = ASN1Name.known(2, 5, 29, 20)
    static let deltaListIndicator = ASN1Name.known(2, 5, 29, 27)
    static let issuingDistributionPoint = ASN1Name.known(2, 5, 29, 28)
    static let nameConstraints = ASN1Name.known(2, 5, 29, 30)
    static let certificatePolicies = ASN1Name.known(2, 5, 29, 32)
    static let policyMappings = ASN1Name.known(2, 5, 29, 33)
    static let authorityKeyIdentifier = ASN1Name.known(2, 5, 29, 35)
    static let policyConstraints = ASN1Name.known(2, 5, 29, 36)
    static let extendedKeyUsage = ASN1Name.known(2, 5, 29, 37)
    static let freshestList = ASN1Name.known(2, 5, 29, 46)
    static let inhibitAnyPolicy = ASN1Name.known(2, 5, 29, 54)
    static let authorityInformationAccess = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 1, 1)
    static let subjectInformationAccess = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 1, 11)
}
