// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import Routing
package import Safeguarding

/// A handoff as the store keeps it.
package struct HandoffRecord: Sendable, Hashable {
    /// Its name: the message's entry, and the part that opened it.
    package let name: PartName
    /// How far it got.
    package let handoff: Handoff
    /// Why its recipient receives the message, and by which agreement.
    package let recipient: Recipient
    /// The parts that record each step, for proof.
    package let steps: [Handoff.Step: PartName]

    /// Takes up a handoff as a store kept it.
    package init(
        restoring name: PartName, handoff: Handoff, recipient: Recipient,
        steps: [Handoff.Step: PartName]
    ) {
        self.name = name
        self.handoff = handoff
        self.recipient = recipient
        self.steps = steps
    }
}

/// Which handoffs to read.
package enum HandoffQuery: Sendable {
    /// Those of a message.
    case message(Int64)
    /// The one of a message to an agency.
    case to(AgencyID, message: Int64)
    /// The first in a thread to an agency.
    case received(by: AgencyID, in: ThreadID)
    /// All of a thread.
    case thread(ThreadID)
    /// What waits in an agency's mailbox after an entry, oldest first; at most that many.
    case mailbox(of: AgencyID, after: Int64, limit: Int)
    /// What waits in an agency's mailbox under the keyed form of a `jti`.
    case waiting(AgencyID, indexed: [UInt8])
}
