// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import Safeguarding
package import Signing

/// A message as the store keeps it: its entry, and what stands beside it.
package struct MessageRecord: Sendable {
    /// Its entry in the log.
    package let entry: LedgerEntry
    /// What the entry says.
    package let happening: Happening
    /// What opens it; nil once it was purged.
    package let key: MessageKey?
    /// Its ciphertext; nil when the query did not ask for it, or it was purged.
    package let ciphertext: [UInt8]?
    /// What audits need of its content; nil for a refused message, and once it was purged.
    package let particulars: Particulars?
    /// How often it came again.
    package let repetitions: Int
    /// The part that says that it was purged; nil while it is kept.
    package let purgedBy: PartName?

    /// Takes up a message as a store kept it.
    package init(
        restoring entry: LedgerEntry, happening: Happening, key: MessageKey?,
        ciphertext: [UInt8]?, particulars: Particulars?, repetitions: Int,
        purgedBy: PartName? = nil
    ) {
        self.entry = entry
        self.happening = happening
        self.key = key
        self.ciphertext = ciphertext
        self.particulars = particulars
        self.repetitions = repetitions
        self.purgedBy = purgedBy
    }

    /// The facts, unless it was refused.
    package var facts: MessageFacts? {
        switch happening.facts {
        case .accepted(let facts), .issued(let facts): facts
        default: nil
        }
    }

    /// What its entry commits to.
    package var commitment: SHA256Digest? {
        switch happening.facts {
        case .accepted(let facts), .issued(let facts): facts.commitment
        case .refused(let facts): facts.commitment
        default: nil
        }
    }

    /// The thread that a refused message named, when it named one.
    package var refusedThread: ThreadID? {
        guard case .refused(let facts) = happening.facts else { return nil }
        return facts.thread
    }

    /// Whether it, or its thread, was restricted when it came.
    package var isRestricted: Bool {
        switch happening.parts.first {
        case .routing(let routing): routing.isRestricted
        case .refusal(let refusal): refusal.isRestricted
        default: false
        }
    }

    /// The routing, unless it was refused.
    package var routing: RoutingPart? {
        guard case .routing(let routing)? = happening.parts.first else { return nil }
        return routing
    }
}
