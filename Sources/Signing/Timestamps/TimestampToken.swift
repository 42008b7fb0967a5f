// SPDX-License-Identifier: Apache-2.0

/// A token that was verified: an authority that is trusted says that it saw the imprint at this time.
///
/// Only `TimestampTrust` makes one. It holds what the token means and not its bytes: these are in the
/// `TimestampResponse`, and may differ where nothing is signed (other certificates beside, unsigned
/// attributes) without the meaning being another.
package struct TimestampToken: Sendable, Hashable {
    /// What the authority says.
    package let info: TimestampInfo
    /// Whether the authority's chain was looked up in lists of what was revoked.
    package let revocation: TimestampStanding
    /// Until when the token can be verified by itself, in seconds since 1970.
    ///
    /// It is the first end of a certificate of its chain. Before that another token has to vouch for
    /// this one (RFC 3161 section 4, 1).
    package let validUntil: Int64

    init(info: TimestampInfo, revocation: TimestampStanding, validUntil: Int64) {
        self.info = info
        self.revocation = revocation
        self.validUntil = validUntil
    }
}

/// What is known of a chain's revocation.
///
/// That nothing is known stops no stamping; it is marked.
package enum TimestampStanding: Sendable, Hashable {
    /// No list was given.
    case notAsked
    /// Each certificate below the anchor stands on no list of its issuer that was in force.
    case notRevoked
    /// For at least one certificate there was no list that was in force at the time of stamping.
    case notKnown
}
