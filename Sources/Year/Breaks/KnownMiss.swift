// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// One expectation that is known to be missed: put in by the generator, or found by the broker.
package struct KnownMiss: Sendable, Hashable {
    /// The thread.
    package let thread: String
    /// The `jti` of the message that opened it, or the schedule's name.
    package let anchor: String
    /// The rule and its duty, such as `R6.held`.
    package let rule: String
    /// The break that it stands for.
    package let breakPoint: BreakPoint
    /// Who owes it.
    package let owedBy: AgencyID
    /// The first instant that was too late.
    package let due: Instant
    /// Whether it is still missed at the end, or was done late.
    package let state: State

    /// How it stands at the end.
    package enum State: String, Sendable, Hashable {
        /// Nothing came.
        case missed
        /// It came, and too late.
        case metLate = "met_late"
    }

    /// Describes a miss.
    package init(
        thread: String, anchor: String, rule: String, breakPoint: BreakPoint, owedBy: AgencyID,
        due: Instant, state: State
    ) {
        self.thread = thread
        self.anchor = anchor
        self.rule = rule
        self.breakPoint = breakPoint
        self.owedBy = owedBy
        self.due = due
        self.state = state
    }

    /// The same miss, done late.
    var doneLate: KnownMiss {
        KnownMiss(
            thread: thread, anchor: anchor, rule: rule, breakPoint: breakPoint, owedBy: owedBy,
            due: due, state: .metLate)
    }

    /// The line of `truth.jsonl` and `found.jsonl`, without its end.
    package var line: JSONValue {
        [
            "txn": .string(thread), "anchor": .string(anchor), "rule": .string(rule),
            "break_point": .string(breakPoint.code), "owed_by": .string(owedBy.uri),
            "due": .string(due.rfc3339), "state": .string(state.rawValue),
        ]
    }
}

extension KnownMiss: Comparable {
    /// By due time, then by anchor, rule and who owes it.
    package static func < (left: KnownMiss, right: KnownMiss) -> Bool {
        (left.due, left.anchor, left.rule, left.owedBy.uri)
            < (right.due, right.anchor, right.rule, right.owedBy.uri)
    }
}
