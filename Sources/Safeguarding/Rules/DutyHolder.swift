// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Who owes what a timescale expects, or to whom it is owed, seen from the message that opened it.
package enum DutyHolder: Sendable, Hashable {
    /// The agency that sent the message.
    case sender
    /// Each agency that received the message, without who only got the copy that every reply sends to
    /// the issuer of what it answers and of its root.
    case recipient
    /// The agency that issued the root of the matter: the referrer.
    case referrer
    /// The agency to which the partnership gave a role.
    case role(Role)
    /// The agency that the message's payload names: the member that a JSON Pointer leads to.
    ///
    /// Where it names none that receives the message, as for `recipient`.
    case named(JSONPointer)

    /// The role, where one is named.
    package var role: Role? {
        if case .role(let role) = self { role } else { nil }
    }

    /// Where the payload names the agency; nil for another holder.
    var pointer: JSONPointer? {
        if case .named(let pointer) = self { pointer } else { nil }
    }
}

extension DutyHolder: CustomStringConvertible {
    /// The word that a rule pack uses.
    package var description: String {
        switch self {
        case .sender: "sender"
        case .recipient: "recipient"
        case .referrer: "referrer"
        case .role(let role): role.name
        case .named(let pointer): pointer.description
        }
    }
}
