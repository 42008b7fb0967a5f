// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing

/// A certificate authority that is trusted, and for whom it may speak.
package struct TrustedAuthority: Sendable {
    /// Where its paths end.
    package let anchor: TrustAnchor
    /// Certificates that need not be sent: authorities below the anchor, and signers that are named
    /// by their digest alone.
    package let certificates: [Certificate]
    /// The revocation lists of the anchor and of the authorities below it.
    package let lists: [RevocationList]
    /// The URIs of the agencies that it may certify, or what those URIs begin with.
    package let issuers: [String]
    /// The policies of which one must be valid; without any, every policy is good.
    package let policies: [ASN1Name]

    /// Trusts an authority.
    package init(
        anchor: TrustAnchor, certificates: [Certificate] = [], lists: [RevocationList] = [],
        issuers: [String], policies: [ASN1Name] = []
    ) {
        self.anchor = anchor
        self.certificates = certificates
        self.lists = lists
        self.issuers = issuers
        self.policies = policies
    }

    /// Whether it may certify an agency: the prefix is the whole URI, or ends where a part of it does,
    /// so that `https://police.example` says nothing of `https://police.example.evil.example`.
    package func maySpeak(for agency: AgencyID) -> Bool {
        issuers.contains { prefix in
            guard agency.uri.utf8.starts(with: prefix.utf8) else { return false }
            let next = agency.uri.utf8.dropFirst(prefix.utf8.count).first
            return next == nil || prefix.hasSuffix("/") || next == UInt8(ascii: "/")
        }
    }
}
