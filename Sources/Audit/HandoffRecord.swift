// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Routing
import Safeguarding

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
