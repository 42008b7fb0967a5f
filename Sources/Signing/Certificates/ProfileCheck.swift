// SPDX-License-Identifier: Apache-2.0

/// Looks at one certificate alone: whether it is what a conforming authority issues.
struct ProfileCheck {
    /// How many octets a serial number may have (RFC 5280 section 4.1.2.2).
    static let serialOctets = 20

    let certificate: Certificate
    private(set) var broken: [ProfileRule] = []

    init(_ certificate: Certificate) {
        self.certificate = certificate
        checkFields()
        checkKeyExtensions()
        checkNames()
        checkNameConstraints()
        checkPolicies()
        checkCriticality()
    }

    private mutating func require(_ isKept: Bool, _ rule: ProfileRule) {
        if !isKept, !broken.contains(rule) { broken.append(rule) }
    }

    private mutating func checkFields() {
        require(certificate.version == 2, .version)
        require(!certificate.hasUniqueIdentifiers, .uniqueIdentifiers)
        let serial = certificate.serial
        let isNegative = serial.first.map { $0 >= 0x80 } ?? true
        require(!isNegative && serial.contains { $0 != 0 }, .serialNotPositive)
        require(serial.count <= Self.serialOctets, .serialTooLong)
        require(certificate.namesOneAlgorithm, .algorithmsDiffer)
        require(!certificate.issuer.content.isEmpty, .emptyIssuer)
        let times = certificate.validity
        require(times.first.isInRightForm && times.last.isInRightForm, .timeForm)
        let names = certificate.extensions.map(\.name)
        require(Set(names).count == names.count, .repeatedExtension)
        require(certificate.handle.hasWholeExtensions, .malformedExtension)
    }

    private mutating func checkKeyExtensions() {
        if let identifier = certificate.named(ExtensionName.authorityKeyIdentifier) {
            var reader = identifier.contents?.reader
            let tags = (reader?.all() ?? []).map(\.tag)
            let hasIssuer = tags.contains(DERTag.context(1))
            let hasSerial = tags.contains(DERTag.context(2, constructed: false))
            require(hasIssuer == hasSerial, .authorityKeyIdentifier)
        }
        if certificate.named(ExtensionName.keyUsage) != nil {
            require(certificate.keyUsage.map { $0 != [] } ?? false, .keyUsage)
        }
        if let purposes = certificate.purposes { require(!purposes.isEmpty, .extendedKeyUsage) }
    }

    private mutating func checkNames() {
        for name in [ExtensionName.subjectAlternativeName, ExtensionName.issuerAlternativeName] {
            guard let named = certificate.named(name) else { continue }
            let names = Certificate.names(in: named) ?? []
            require(!names.isEmpty && !names.contains(.malformed), .alternativeName)
        }
    }

    private mutating func checkNameConstraints() {
        guard let constraints = certificate.named(ExtensionName.nameConstraints) else { return }
        require(constraints.isCritical && certificate.isAuthority, .nameConstraints)
        let subtrees = constraints.contents.flatMap(NameSubtrees.init)
        require(subtrees?.areWhole ?? false, .nameConstraints)
    }

    private mutating func checkPolicies() {
        if let policies = certificate.named(ExtensionName.certificatePolicies) {
            var reader = policies.contents?.reader
            let names = (reader?.all() ?? []).map { policy -> ASN1Name in
                var inner = policy.reader
                return ASN1Name(encoded: inner.next()?.content ?? [])
            }
            require(Set(names).count == names.count, .repeatedPolicy)
        }
        if let constraints = certificate.named(ExtensionName.policyConstraints) {
            let isEmpty = constraints.contents?.content.isEmpty ?? true
            require(constraints.isCritical && !isEmpty, .policyConstraints)
        }
        if let inhibit = certificate.named(ExtensionName.inhibitAnyPolicy) {
            require(inhibit.isCritical, .inhibitAnyPolicy)
        }
    }

    private mutating func checkCriticality() {
        let never = [
            ExtensionName.authorityKeyIdentifier, ExtensionName.subjectKeyIdentifier,
            ExtensionName.freshestList, ExtensionName.authorityInformationAccess,
            ExtensionName.subjectInformationAccess,
        ]
        for name in never {
            guard let named = certificate.named(name) else { continue }
            require(!named.isCritical, .mustNotBeCritical)
        }
    }
}

/// The subtrees of a name constraint (RFC 5280 section 4.2.1.10).
struct NameSubtrees {
    /// Whether there is one, and each names its base as its form asks, without distances.
    let areWhole: Bool

    init?(_ value: DERValue) {
        guard value.tag == DERTag.sequence else { return nil }
        var reader = value.reader
        guard let lists = reader.all() else { return nil }
        let subtrees = lists.flatMap { list -> [DERValue?] in
            var reader = list.reader
            let trees = reader.all() ?? []
            return trees.isEmpty ? [nil] : trees
        }
        areWhole = !subtrees.isEmpty && subtrees.allSatisfy { $0.map(Self.isWhole) ?? false }
    }

    private static func isWhole(_ subtree: DERValue) -> Bool {
        var reader = subtree.reader
        guard let base = reader.next() else { return false }
        return reader.isAtEnd && isBase(base)
    }

    private static func isBase(_ base: DERValue) -> Bool {
        switch base.tag {
        case DERTag.context(2, constructed: false):
            base.content.isEmpty || HostName(String(decoding: base.content, as: UTF8.self)) != nil
        case DERTag.context(7, constructed: false):
            [8, 32].contains(base.content.count)
        default: true
        }
    }
}
