// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Whom an answer is addressed to: the partnership of the message that it answers, and whoever
/// issued that, or others instead.
///
/// The broker sends every reply to who issued what it answers; but a reply asks something only of whom it
/// addresses, and not of who has a copy (interfaces.md section 3). The broker itself is addressed by nobody.
/// Who answers a message of its own speaks to those whom that one addressed.
package struct ReplyAudience: Sendable, Hashable {
    /// The partnership, then the agencies, each once.
    package let members: [String]

    /// Works out the audience.
    ///
    /// `aud` does not say which of its members is a partnership: it is the one that was named, or
    /// else the node's own, and it must be in the message.
    package init(
        to message: SignedEvent, from node: NodeFile, partnership named: PartnershipID?,
        naming others: [AgencyID]
    ) throws(ToolFailure) {
        guard let partnership = named ?? node.partnership,
            message.audience.contains(partnership.uri)
        else {
            throw ToolFailure(
                .data,
                "The message is not for the node's own partnership: add --partnership with the one "
                    + "that is in its aud (\(message.audience.joined(separator: ", ")))")
        }
        let answered: [String] =
            switch message.issuer {
            case node.agency: message.audience
            case node.audience: []
            default: others.isEmpty ? [message.issuer.uri] : []
            }
        var members = [partnership.uri]
        for uri in answered + others.map(\.uri)
        where !members.contains(uri) && uri != node.agency.uri {
            members.append(uri)
        }
        self.members = members
    }
}
