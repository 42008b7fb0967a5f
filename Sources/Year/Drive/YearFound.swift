// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
import Relay
import Safeguarding

/// What the broker found in a year.
package struct YearFound: Sendable {
    /// Every expectation that was missed and is still, or was done late, by due time.
    package let misses: [KnownMiss]
    /// By how many milliseconds each of those that were done late was late.
    package let delays: [KnownMiss: Int64]
    /// The answers to the ten questions about the whole of it.
    package let answers: [Answer]
    /// How many entries the log has.
    package let entries: Int64
    /// The root hash of the log.
    package let root: [UInt8]
    /// What was sent and taken.
    package let tally: YearTally
}

/// What was sent and taken in a year.
package struct YearTally: Sendable {
    /// How many messages were accepted.
    package private(set) var accepted = 0
    /// How many came a second time.
    package private(set) var repeated = 0
    /// How often a system looked into its mailbox.
    package internal(set) var polls = 0
    /// How many messages systems took, the broker's own notices among them.
    package internal(set) var taken = 0
    /// How often the broker was killed.
    package internal(set) var kills = 0
    /// How often its clock was set.
    package internal(set) var clockSteps = 0
    /// How often the broker was down.
    package internal(set) var outages = 0

    mutating func count(_ reception: Reception) {
        switch reception {
        case .accepted: accepted += 1
        case .repeated: repeated += 1
        case .refused: break
        }
    }
}

extension ExpectationRecord {
    /// By how many milliseconds it was done late; nil when it was not.
    var delay: Int64? {
        guard case .metLate(let at, _) = expectation.verdict else { return nil }
        return at.milliseconds(since: expectation.due)
    }
}

extension KnownMiss {
    /// A miss as the audit has it; nil for what fell away or did not apply.
    init?(_ record: ExpectationRecord) {
        let state: State
        switch record.expectation.verdict {
        case .missed: state = .missed
        case .metLate: state = .metLate
        case .open, .paused, .met, .withdrawn, .notApplicable: return nil
        }
        let terms = record.expectation.terms
        self.init(
            thread: record.opener.thread?.text ?? "", anchor: record.opener.anchor,
            rule: terms.name,
            breakPoint: record.expectation.miss?.breakPoint ?? terms.breakPoint,
            owedBy: record.expectation.owedBy, due: record.expectation.due, state: state)
    }
}
