// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Handoffs
package import Ledger
package import Relay
package import Safeguarding
import Signing
import TransparencyLog

/// Everything that a store keeps, as one value: a copy is a snapshot, and putting a copy in the
/// place of another is a commit.
package struct MemoryState: Sendable {
    /// The log's entries, by index.
    package internal(set) var entries: [LedgerEntry] = []
    /// What each entry says, as it was appended.
    package internal(set) var happenings: [Happening] = []
    /// Messages, in log order.
    package internal(set) var messages: [KeptMessage] = []
    /// Handoffs, in the order of their names.
    package internal(set) var handoffs: [HandoffRecord] = []
    /// Expectations, in the order of their names.
    package internal(set) var expectations: [ExpectationRecord] = []
    /// Refused messages and how each stands, in log order.
    package internal(set) var quarantine: [Quarantined] = []
    /// Every checkpoint that was signed, by rising size.
    package internal(set) var checkpoints: [SignedCheckpoint] = []
    /// The head of the log; nil when nothing was committed.
    package internal(set) var head: LogHead?
    var subtrees: [Int: [SHA256Digest]] = [:]
    var agencies: [Int: AgencyID] = [:]
    var documents: [SHA256Digest: [UInt8]] = [:]
    /// The tokens of time stamping authorities; the first has the number 1.
    var timestamps: [KeptTimestamp] = []
    /// What was corrected or retracted, by its entry.
    var amendments: [Int64: [Amendment]] = [:]
    /// Plans of purges, in log order.
    var plans: [PurgePlan] = []
    /// Under which names messages were let in of which nothing else is known.
    var forgotten: [ForgottenMessage] = []
    /// Threads that are held, in the order in which they were.
    var holds: [LegalHold] = []

    /// Nothing yet.
    package init() {}

    /// What is left of a message whose facts were purged.
    struct ForgottenMessage: Sendable {
        let issuer: AgencyID
        let indexed: [UInt8]
    }

    /// A refused message, and what became of it.
    package struct Quarantined: Sendable {
        /// Its entry.
        package let entry: Int64
        /// How it stands.
        package internal(set) var state = QuarantineState.open
        /// What ended it.
        package internal(set) var endedBy: Int64?
    }

    /// A message, and what is kept beside it.
    package struct KeptMessage: Sendable {
        /// Its entry.
        package let entry: Int64
        /// Who sent it.
        package let issuer: AgencyID
        /// Its thread; nil when it was refused.
        package let thread: ThreadID?
        /// What is kept beside its entry.
        package let attachment: Attachment
        /// How often it came again.
        package internal(set) var repetitions = 0
        /// The part that says that it was purged.
        package internal(set) var purgedBy: PartName?

        /// Whether it was purged.
        package var isPurged: Bool { purgedBy != nil }

        /// What is kept of its content.
        package var particulars: Particulars? { isPurged ? nil : attachment.particulars }

        /// Whether it was refused.
        package var isRefused: Bool { thread == nil }
    }
}
