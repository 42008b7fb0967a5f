// SPDX-License-Identifier: Apache-2.0

/// One rule that a path of certificates breaks, and which certificate breaks it.
package struct PathFault: Error, Hashable, Sendable {
    /// Where in the path: 0 is the signer, the last is the anchor.
    package let position: Int
    /// What is broken.
    package let rule: PathRule

    init(_ rule: PathRule, at position: Int = 0) {
        self.rule = rule
        self.position = position
    }
}

/// All that is wrong with the best of the paths that there are, never nothing.
package struct PathFaults: Error, Hashable, Sendable {
    /// The faults, the signer's first.
    package let faults: [PathFault]
}

/// The rules that a path of certificates can break.
package enum PathRule: Hashable, Sendable {
    /// More certificates were offered than the limit allows.
    case tooManyOffered(Int, limit: Int)
    /// The search for a path came to the limit of its steps or of the signatures it may check.
    case searchTooLong
    /// No row of issuers leads from the certificate to an anchor.
    case noPath
    /// The certificate bears the name of an issuer at hand, whose key did not sign it.
    case signature
    /// Its time has not begun.
    case notYetValid
    /// Its time is over.
    case expired
    /// Its issuer revoked it.
    case revoked
    /// No list says whether it was revoked.
    case listMissing
    /// The list that would say whether it was revoked is out of date.
    case listOutOfDate
    /// The list that would say whether it was revoked cannot be believed; OpenSSL's reason.
    case listNotBelieved(code: Int32)
    /// A list is not one that a conforming issuer makes.
    case list(ListRule)
    /// It issued a certificate and may not.
    case notAnAuthority
    /// There are more issuers than one of them, or the rules, allow.
    case tooLong
    /// A name constraint of an issuer forbids one of its names.
    case nameNotPermitted
    /// An extension is critical and not understood here.
    case unknownCriticalExtension
    /// No policy that is asked for is valid for the whole path.
    case policy
    /// Its signature is made with an algorithm that is too weak, or not spoken here.
    case weakSignature
    /// Its key is too weak, or not of a kind that is spoken here.
    case key(CertifiedKeyFault)
    /// It is not what a conforming authority issues (RFC 5280 section 4).
    case profile(ProfileRule)
    /// Its key usage does not allow what it is used for.
    case keyUsage
    /// Its extended key usage does not name what it is used for.
    case purpose
    /// The signer's certificate is one of an authority.
    case signerIsAuthority
    /// The signer's certificate is valid for longer than the limit, in seconds.
    case validForTooLong(Int64, limit: Int64)
    /// Another rule of RFC 5280, as OpenSSL numbers them.
    case verification(code: Int32)

    /// Whether it is a doubt about revocation lists and not about the certificates.
    package var isListDoubt: Bool {
        switch self {
        case .listMissing, .listOutOfDate, .listNotBelieved, .list: true
        default: false
        }
    }
}

/// What RFC 5280 section 4 says that a certificate must be, as far as OpenSSL does not look.
package enum ProfileRule: String, Hashable, Sendable, CaseIterable {
    case version = "4.1.2.1: the version must be 3"
    case uniqueIdentifiers = "4.1.2.8: unique identifiers must not be there"
    case serialNotPositive = "4.1.2.2: the serial number must be greater than zero"
    case serialTooLong = "4.1.2.2: the serial number must have at most 20 octets"
    case algorithmsDiffer = "4.1.1.2: the algorithm must be the same within and without"
    case emptyIssuer = "4.1.2.4: the issuer must have a name"
    case timeForm = "4.1.2.5: times are UTCTime through 2049, then GeneralizedTime"
    case repeatedExtension = "4.2: an extension must not be there twice"
    case malformedExtension = "4.2: an extension must hold what its name says"
    case authorityKeyIdentifier = "4.2.1.1: issuer and serial number go together"
    case keyUsage = "4.2.1.3: the key usage must have a bit set"
    case repeatedPolicy = "4.2.1.4: a policy must not be there twice"
    case alternativeName = "4.2.1.6: an alternative name must be as its form asks"
    case nameConstraints = "4.2.1.10: name constraints must be critical, of an authority, and whole"
    case policyConstraints = "4.2.1.11: policy constraints must be critical and not empty"
    case extendedKeyUsage = "4.2.1.12: the extended key usage must name one"
    case inhibitAnyPolicy = "4.2.1.14: inhibitAnyPolicy must be critical"
    case mustNotBeCritical = "4.2: this extension must not be critical"
}

/// What RFC 5280 section 5 says that a revocation list must be, as far as OpenSSL does not look.
package enum ListRule: String, Hashable, Sendable, CaseIterable {
    case version = "5.1.2.1: the version must be 2"
    case algorithmsDiffer = "5.1.1.2: the algorithm must be the same within and without"
    case weakSignature = "the list is signed with an algorithm that is too weak"
    case nextUpdate = "5.1.2.5: it must say when the next one comes"
    case repeatedExtension = "5.2: an extension must not be there twice"
    case authorityKeyIdentifier = "5.2.1: it must name the issuer's key"
    case number = "5.2.3: it must have a number, which must not be critical"
    case deltaIndicator = "5.2.4: the delta indicator must be critical"
    case distributionPoint = "5.2.5: the distribution point must be critical"
    case freshestList = "5.2.6: the freshest list must not be critical"
    case criticalExtension = "5.2: a critical extension is not known here"
}
