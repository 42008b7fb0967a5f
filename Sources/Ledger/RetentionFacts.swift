// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What an entry says of keeping and forgetting: a plan, its approval, a purge, a legal hold.
package enum RetentionFacts: Sendable, Hashable {
    /// Somebody asked what is due to be purged; the parts name it.
    case planned(PlannedFacts)
    /// A second person lets a plan go.
    case approved(plan: Int64, by: ActingPerson)
    /// Messages were purged; the parts name them.
    case purged(PurgedFacts)
    /// A thread is kept whatever its retention says.
    case held(ThreadID, by: ActingPerson)
    /// A hold of a thread has ended.
    case released(ThreadID, by: ActingPerson)
}

/// A person of an agency, and the reference of theirs under which they act.
package struct ActingPerson: Sendable, Hashable {
    /// The agency.
    package let agency: AgencyID
    /// The person, as an opaque staff id.
    package let person: String
    /// Their own reference.
    package let reference: String?

    /// Names a person.
    package init(agency: AgencyID, person: String, reference: String? = nil) {
        self.agency = agency
        self.person = person
        self.reference = reference
    }
}

/// The facts of a plan; which messages it names, its parts say by class.
package struct PlannedFacts: Sendable, Hashable {
    /// Who asked.
    package let by: ActingPerson
    /// What had run out its time by then is due.
    package let until: Instant
    /// How many messages are due, by class.
    package let due: [String: Int]
    /// How many would be due and are held back, by what holds them.
    package let heldBack: [String: Int]
    /// Of how many entries facts and parts are due.
    package let factsDue: Int

    /// Gathers the facts.
    package init(
        by: ActingPerson, until: Instant, due: [String: Int], heldBack: [String: Int],
        factsDue: Int = 0
    ) {
        self.by = by
        self.until = until
        self.due = due
        self.heldBack = heldBack
        self.factsDue = factsDue
    }

    /// How many messages are due.
    package var total: Int { due.values.reduce(0, +) }
}

/// The facts of a purge.
package struct PurgedFacts: Sendable, Hashable {
    /// Why it was.
    package enum Cause: String, Sendable, Hashable {
        /// A plan was approved.
        case retention
        /// The list outside the store names what the store, restored from a backup, still had.
        case listed
    }

    /// Why it was.
    package let cause: Cause
    /// The plan; nil when no plan is the cause.
    package let plan: Int64?
    /// The approval of the plan.
    package let approval: Int64?
    /// How many messages were purged, by class.
    package let purged: [String: Int]
    /// Of how many entries facts and parts were purged.
    package let forgotten: Int
    /// How many that the plan names were kept after all, because something held them back by then, or
    /// because they could not be read.
    package let kept: Int
    /// The entries among those that could not be read.
    package let damaged: [Int64]
    /// The last message of the plan that was looked at.
    package let through: Int64?
    /// The last entry of the plan whose facts were looked at.
    package let factsThrough: Int64?
    /// Whether the plan is done with it.
    package let isLast: Bool

    /// Gathers the facts.
    package init(
        cause: Cause, plan: Int64? = nil, approval: Int64? = nil, purged: [String: Int],
        forgotten: Int = 0, kept: Int = 0, damaged: [Int64] = [], through: Int64? = nil,
        factsThrough: Int64? = nil, isLast: Bool = true
    ) {
        self.cause = cause
        self.plan = plan
        self.approval = approval
        self.purged = purged
        self.forgotten = forgotten
        self.kept = kept
        self.damaged = damaged
        self.through = through
        self.factsThrough = factsThrough
        self.isLast = isLast
    }
}
