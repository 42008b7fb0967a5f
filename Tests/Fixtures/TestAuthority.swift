// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A certificate authority that a test makes for itself, with a key on P-256.
package struct TestAuthority {
    /// Its name.
    package let name: String
    /// Its key.
    package let key: PrivateKey
    /// Its certificate in DER.
    package private(set) var certificate: [UInt8] = []
    /// 2026-01-01T00:00:00Z, from when everything is valid unless a test says otherwise.
    package static let start: Int64 = 1_767_225_600
    /// A day in seconds.
    package static let day: Int64 = 86_400

    /// Makes an anchor, or an authority below another, with a key of its own unless one is given.
    package init(
        _ name: String, below issuer: TestAuthority? = nil,
        key: PrivateKey = PrivateKey.generate(.p256),
        changing change: (inout CertificateDraft) -> Void = { _ in }
    ) {
        self.name = name
        self.key = key
        let above = issuer.map { (name: $0.name, key: $0.key) } ?? (name: name, key: key)
        var draft = CertificateDraft(
            serial: [issuer == nil ? 1 : 3], issuer: above.name, subject: name,
            notBefore: Self.start,
            notAfter: Self.start + 3650 * Self.day, key: DraftDER.publicKey(of: key),
            extensions: [
                .init(
                    ExtensionOID.basicConstraints, isCritical: true,
                    DraftDER.sequence(DraftDER.tagged(0x01, [0xFF]))),
                .init(ExtensionOID.keyUsage, isCritical: true, DraftDER.tagged(0x03, [1, 0x06])),
                Self.subjectIdentifier(of: key), Self.authorityIdentifier(of: above.key),
            ])
        change(&draft)
        certificate = draft.signed(by: above.key)
    }

    /// A signer's certificate in DER, good for messages unless the change spoils it.
    package func issue(
        to uri: String, key: PrivateKey, serial: [UInt8] = [2],
        changing change: (inout CertificateDraft) -> Void = { _ in }
    ) -> [UInt8] {
        var draft = CertificateDraft(
            serial: serial, issuer: name, subject: "signer", notBefore: Self.start,
            notAfter: Self.start + 365 * Self.day, key: DraftDER.publicKey(of: key),
            extensions: [
                .init(ExtensionOID.keyUsage, isCritical: true, DraftDER.tagged(0x03, [7, 0x80])),
                .init(
                    ExtensionOID.extendedKeyUsage,
                    DraftDER.sequence(DraftDER.identifier("1.3.6.1.5.5.7.3.37"))),
                .init(
                    ExtensionOID.alternativeName,
                    DraftDER.sequence(DraftDER.tagged(0x86, Array(uri.utf8)))),
                Self.authorityIdentifier(of: self.key),
            ])
        change(&draft)
        return draft.signed(by: self.key)
    }

    /// A revocation list in DER, of a week, good unless the change spoils it.
    package func list(
        revoking serials: [[UInt8]] = [], from thisUpdate: Int64 = start,
        changing change: (inout RevocationListDraft) -> Void = { _ in }
    ) -> [UInt8] {
        var draft = RevocationListDraft(
            issuer: name, thisUpdate: thisUpdate, nextUpdate: thisUpdate + 7 * Self.day,
            revoked: serials,
            extensions: [
                Self.authorityIdentifier(of: key),
                .init(ExtensionOID.listNumber, DraftDER.tagged(0x02, [1])),
            ])
        change(&draft)
        return draft.signed(by: key)
    }

    private static func identifier(of key: PrivateKey) -> [UInt8] {
        Array(SHA256.digest(of: DraftDER.point(of: key)).bytes.prefix(20))
    }

    private static func subjectIdentifier(of key: PrivateKey) -> CertificateDraft.Extension {
        .init(ExtensionOID.subjectKeyIdentifier, DraftDER.tagged(0x04, identifier(of: key)))
    }

    private static func authorityIdentifier(of key: PrivateKey) -> CertificateDraft.Extension {
        .init(
            ExtensionOID.authorityKeyIdentifier,
            DraftDER.sequence(DraftDER.tagged(0x80, identifier(of: key))))
    }
}

/// The extensions that tests write, by their object identifiers.
package enum ExtensionOID {
    /// Which key a certificate certifies.
    package static let subjectKeyIdentifier = "2.5.29.14"
    /// What the key may do.
    package static let keyUsage = "2.5.29.15"
    /// Other names of the subject.
    package static let alternativeName = "2.5.29.17"
    /// Whether it is an authority.
    package static let basicConstraints = "2.5.29.19"
    /// The number of a revocation list.
    package static let listNumber = "2.5.29.20"
    /// That a revocation list is a delta list.
    package static let deltaListIndicator = "2.5.29.27"
    /// Of which certificates a revocation list speaks.
    package static let issuingDistributionPoint = "2.5.29.28"
    /// Which names may be certified below.
    package static let nameConstraints = "2.5.29.30"
    /// Under which policies it was issued.
    package static let policies = "2.5.29.32"
    /// Which key signed.
    package static let authorityKeyIdentifier = "2.5.29.35"
    /// What is demanded of policies.
    package static let policyConstraints = "2.5.29.36"
    /// For what the key may be used.
    package static let extendedKeyUsage = "2.5.29.37"
    /// That any policy is not enough.
    package static let inhibitAnyPolicy = "2.5.29.54"
}
