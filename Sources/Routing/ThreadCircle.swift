// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What routing must know of the thread that a message joins.
package struct ThreadCircle: Sendable, Hashable {
    /// Those to whom a restricted thread is confined; nil when the thread is not restricted.
    ///
    /// Its issuer, and whom its issuer addressed in any of its messages.
    package let members: Set<AgencyID>?
    /// Who opened the thread.
    package let opener: AgencyID?
    /// Who issued the message that is answered; nil when nothing is, or the broker did.
    package let answeredIssuer: AgencyID?
    /// Who issued the root of what is answered; nil when nothing is, or the broker did.
    package let rootIssuer: AgencyID?
    /// Who received the message that is corrected or taken back; they must hear of it.
    package let earlierRecipients: [AgencyID]
    /// Whether that message is taken back, and not corrected.
    package let isTakenBack: Bool

    /// Describes a thread; one of which nothing is known is one that the message opens.
    package init(
        members: Set<AgencyID>? = nil, opener: AgencyID? = nil, answeredIssuer: AgencyID? = nil,
        rootIssuer: AgencyID? = nil, earlierRecipients: [AgencyID] = [],
        isTakenBack: Bool = false
    ) {
        self.members = members
        self.opener = opener
        self.answeredIssuer = answeredIssuer
        self.rootIssuer = rootIssuer
        self.earlierRecipients = earlierRecipients
        self.isTakenBack = isTakenBack
    }
}
