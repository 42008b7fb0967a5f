// SPDX-License-Identifier: Apache-2.0

/// Looks at one revocation list alone: whether it is what a conforming issuer makes.
struct ListCheck {
    private(set) var broken: [ListRule] = []

    init(_ list: RevocationList) {
        func named(_ name: ASN1Name) -> CertificateExtension? {
            list.extensions.first { $0.name == name }
        }
        require(list.isVersionTwo, .version)
        require(list.namesOneAlgorithm, .algorithmsDiffer)
        require(CertificateAlgorithm.isStrong(list.signatureAlgorithm), .weakSignature)
        require(list.nextUpdate != nil, .nextUpdate)
        let names = list.extensions.map(\.name)
        require(Set(names).count == names.count, .repeatedExtension)
        require(named(ExtensionName.authorityKeyIdentifier) != nil, .authorityKeyIdentifier)
        require(named(ExtensionName.listNumber).map { !$0.isCritical } ?? false, .number)
        require(named(ExtensionName.deltaListIndicator)?.isCritical ?? true, .deltaIndicator)
        require(
            named(ExtensionName.issuingDistributionPoint)?.isCritical ?? true, .distributionPoint)
        require(!(named(ExtensionName.freshestList)?.isCritical ?? false), .freshestList)
    }

    private mutating func require(_ isKept: Bool, _ rule: ListRule) {
        if !isKept { broken.append(rule) }
    }
}
