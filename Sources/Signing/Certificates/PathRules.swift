// SPDX-License-Identifier: Apache-2.0

/// What is demanded of a path of certificates.
package struct PathRules: Sendable, Hashable {
    /// How much of RFC 5280 the certificates themselves must keep.
    package enum Conformance: Sendable, Hashable {
        /// What the validation of paths asks for (section 6).
        case path
        /// That, and what sections 4 and 5 say that certificates and lists must be.
        case profile
    }

    /// For which certificates a revocation list must be at hand.
    package enum Revocation: Sendable, Hashable {
        /// Lists are not looked at.
        case unchecked
        /// The signer's own.
        case signer
        /// All but the anchor.
        case path
    }

    /// How much of RFC 5280 the certificates must keep.
    package var conformance = Conformance.profile
    /// Which extended key usages must be there.
    package var purpose: PurposeRule?
    /// What the signer's key usage must have, where it says one.
    package var signerUsage: KeyUsage = []
    /// Whether the signer's certificate must say its key usage.
    package var signerMustNameUsage = false
    /// Whether the signer may be one who issues certificates.
    package var signerMayBeAuthority = false
    /// For how many seconds the signer's certificate may be valid.
    package var longestValidity: Int64?
    /// How many certificates there may be between signer and anchor.
    package var longestBetween = CertificateLimits.pathLength - 2
    /// How many certificates may be offered beside the signer's and the anchors.
    package var mostOffered = CertificateLimits.offered
    /// The policies of which one must be valid for the whole path; without any, every policy is good.
    package var policies: [ASN1Name] = []
    /// For which certificates revocation is looked up.
    package var revocation = Revocation.unchecked

    /// The rules of RFC 5280 for a path, and nothing of Baton's own.
    package init(conformance: Conformance = .profile) { self.conformance = conformance }

    /// What Baton demands of one who signs messages.
    package static func messages(policies: [ASN1Name] = []) -> PathRules {
        var rules = PathRules()
        rules.purpose = .messages
        rules.signerUsage = .digitalSignature
        rules.signerMustNameUsage = true
        rules.longestValidity = CertificateLimits.signerSeconds
        rules.policies = policies
        return rules
    }
}

/// What the extended key usage of the certificates in a path must say (RFC 5280 section 4.2.1.12).
package struct PurposeRule: Sendable, Hashable {
    /// What an issuer's certificate must say.
    package enum Issuers: Sendable, Hashable {
        /// If it names usages, one of the purposes or any.
        case mayLeaveOpen
        /// If it names usages, one of the purposes itself.
        case mustNameIfAny
        /// One of the purposes itself.
        case mustName
    }

    /// The purposes of which one suffices.
    package var purposes: Set<ASN1Name>
    /// Whether the signer's certificate must name the purpose itself: silence and "any" are refused.
    package var signerMustName: Bool
    /// What those of the issuers must say.
    package var issuers: Issuers
    /// What the signer's certificate must not name besides.
    package var forbidden: Set<ASN1Name>

    /// Gathers what must be said.
    package init(
        _ purposes: Set<ASN1Name>, signerMustName: Bool = false, issuers: Issuers = .mayLeaveOpen,
        forbidden: Set<ASN1Name> = []
    ) {
        self.purposes = purposes
        self.signerMustName = signerMustName
        self.forbidden = forbidden
        self.issuers = issuers
    }

    /// To prove oneself to a client in TLS.
    package static let serverAuth = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 3, 1)
    /// To prove oneself to a server in TLS.
    package static let clientAuth = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 3, 2)
    /// To sign mail.
    package static let emailProtection = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 3, 4)
    /// To sign documents (RFC 9336).
    package static let documentSigning = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 3, 36)
    /// To sign JSON Web Tokens (RFC 9509).
    package static let tokenSigning = ASN1Name.known(1, 3, 6, 1, 5, 5, 7, 3, 37)
    /// Keys that sign code, times or answers about revocation sign nothing else.
    package static let lone: Set<ASN1Name> = [
        .known(1, 3, 6, 1, 5, 5, 7, 3, 3), .known(1, 3, 6, 1, 5, 5, 7, 3, 8),
        .known(1, 3, 6, 1, 5, 5, 7, 3, 9),
    ]
    static let any = ASN1Name.known(2, 5, 29, 37, 0)

    /// What may sign a message: a token or a document, or, where an authority issues nothing better,
    /// mail or a client's side of TLS.
    package static let messages = PurposeRule(
        [tokenSigning, documentSigning, emailProtection, clientAuth], signerMustName: true,
        forbidden: lone)
}
