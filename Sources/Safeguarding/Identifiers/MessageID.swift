// SPDX-License-Identifier: Apache-2.0

/// The name of one message: who issued it, and what its issuer called it.
package struct MessageID: Sendable, Hashable, CustomStringConvertible {
    /// The agency that signed it, or the broker's own URI for the broker's messages.
    package let issuer: AgencyID
    /// The `jti`, unique for ever among this issuer's messages.
    package let token: TokenID

    /// Names the message that an issuer called so.
    package init(issuer: AgencyID, token: TokenID) {
        self.issuer = issuer
        self.token = token
    }

    /// The issuer and the `jti`, for people.
    package var description: String { "\(issuer) \(token)" }
}
