// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding

/// A refused message that is kept, and what has become of it.
package struct QuarantineRecord: Sendable {
    /// The message, its entry and how often it came again.
    package let message: MessageRecord
    /// What is known of it.
    package let facts: RefusedFacts
    /// How it stands.
    package let state: QuarantineState
    /// The entry that ended it: of the message that it became, or of its withdrawal.
    package let endedBy: Int64?

    /// Takes up a refused message as a store kept it; nil when it is none.
    package init?(restoring message: MessageRecord, _ state: QuarantineState, endedBy: Int64?) {
        guard case .refused(let facts) = message.happening.facts else { return nil }
        self.message = message
        self.facts = facts
        self.state = state
        self.endedBy = endedBy
    }

    /// The entry of its refusal, which is its name.
    package var index: Int64 { message.entry.index }

    /// Those addressed who were told that it was refused.
    package var told: [AgencyID] {
        message.happening.parts.first?.refusal?.told ?? []
    }
}

/// How a refused message stands.
package enum QuarantineState: String, Sendable, Hashable, CaseIterable {
    /// Its sender still has to send it again, or to withdraw it.
    case open
    /// Its sender withdrew it.
    case withdrawn
    /// A message that was accepted later is it again.
    case resubmitted
}
