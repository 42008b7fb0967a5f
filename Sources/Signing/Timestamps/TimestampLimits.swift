// SPDX-License-Identifier: Apache-2.0

/// How much of an authority's answer is looked at.
package enum TimestampLimits {
    /// The longest answer or token, in bytes.
    ///
    /// A usual one has 1 to 8 thousand.
    package static let responseBytes = 65_536
    /// How many certificates a token may carry.
    package static let certificates = 16
    /// How many certificates may stand between the authority's and the anchor.
    package static let intermediates = 6
    /// How many random bytes a nonce has with which Baton asks; RFC 3161 suggests 8.
    package static let nonceBytes = 16
}
