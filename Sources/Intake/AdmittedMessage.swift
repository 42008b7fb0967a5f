// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A message that is proven, well formed and meets its schema.
///
/// Only Intake makes one. What it has to do with messages that came before (a repeat, its thread,
/// what it answers) is judged inside the transaction, by `Correspondence`. A reference, since it
/// passes through many hands and a copy would count up all that it holds.
package final class AdmittedMessage: Sendable {
    /// The token whose signature verified.
    package let token: VerifiedToken
    /// Its claims.
    package let claims: Claims
    /// Whom it is for.
    package let audience: Audience
    /// The entry of the catalogue that it was validated by.
    package let entry: Catalogue.Entry
    /// What other rooms must know of its payload.
    package let content: MessageContent
    /// Who carried it, when that was not the issuer itself.
    package let via: AgencyID?
    /// Why it counts as late, if it does.
    package let late: [LateMark]

    init(
        token: VerifiedToken, claims: Claims, audience: Audience, entry: Catalogue.Entry,
        content: MessageContent, via: AgencyID?, late: [LateMark]
    ) {
        self.token = token
        self.claims = claims
        self.audience = audience
        self.entry = entry
        self.content = content
        self.via = via
        self.late = late
    }

    /// The event type.
    package var type: EventType { entry.type }
}

/// Why a message counts as late.
package enum LateMark: String, Sendable, Hashable {
    /// It was issued more than a day before it arrived.
    case issuedLongAgo = "iat"
    /// Its sender says that it was first told by other means.
    case entry
    /// The broker's clock was in doubt when it came: `iat` was not judged, and nothing is said
    /// about whether it is late.
    case clockInDoubt = "clock"
    /// Whether its signer's certificate had been revoked could not be told, since a list was missing
    /// or out of date.
    case revocationInDoubt = "revocation"
}
