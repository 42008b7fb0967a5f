// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding

/// What can be read of keeping and forgetting.
package protocol RetentionReading {
    /// The entries of messages that came after an entry and before a time, and whose content is kept,
    /// in log order, at most that many.
    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64]

    /// The entries of messages that came after an entry and before a time, and whose content was
    /// purged and their facts not, in log order, at most that many.
    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64]

    /// The numbers of the partnerships that have messages in a thread, refused ones among them, by what is
    /// public of their entries: whatever else of them is damaged keeps nobody from holding it.
    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int>

    /// Whether an agency's message was let in under the keyed form of a `jti` of which nothing else is
    /// known any more.
    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool

    /// The plans of what was to be purged, and how far each is, in log order.
    func purgePlans() throws(StoreFailure) -> [PurgePlan]

    /// The threads that are held whatever their retention says, once for each partnership that holds one,
    /// in the order in which they were.
    func legalHolds() throws(StoreFailure) -> [LegalHold]
}

/// A plan of what is to be purged, and how far it is.
package struct PurgePlan: Sendable, Hashable {
    /// Its entry, which names it.
    package let entry: Int64
    /// The number of the partnership whose messages it is about.
    package let partnership: Int
    /// How it stands.
    package var state: State
    /// The entry of its approval.
    package var approval: Int64?
    /// The last message that was looked at.
    package var through: Int64?
    /// The last entry whose facts were looked at.
    package var factsThrough: Int64?
    /// How many messages were purged.
    package var purged: Int
    /// Of how many entries the facts were purged.
    package var forgotten: Int
    /// How many were kept after all, those that could not be read among them.
    package var kept: Int
    /// The entries that could not be read, in the order in which they were looked at.
    package var damaged: [Int64]

    /// How a plan stands.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// A second person has not approved it yet.
        case asked
        /// It is being carried out.
        case approved
        /// Everything that it names was looked at.
        case done
    }

    /// Takes up a plan as a store kept it.
    package init(
        restoring entry: Int64, partnership: Int, state: State = .asked, approval: Int64? = nil,
        through: Int64? = nil, factsThrough: Int64? = nil, purged: Int = 0, forgotten: Int = 0,
        kept: Int = 0, damaged: [Int64] = []
    ) {
        self.entry = entry
        self.partnership = partnership
        self.state = state
        self.approval = approval
        self.through = through
        self.factsThrough = factsThrough
        self.purged = purged
        self.forgotten = forgotten
        self.kept = kept
        self.damaged = damaged
    }

    /// Takes what an entry says of it.
    package mutating func take(_ facts: RetentionFacts, of entry: Int64) {
        switch facts {
        case .approved: (state, approval) = (.approved, entry)
        case .purged(let facts):
            state = facts.isLast ? .done : .approved
            through = facts.through ?? through
            factsThrough = facts.factsThrough ?? factsThrough
            forgotten += facts.forgotten
            purged += facts.purged.values.reduce(0, +)
            kept += facts.kept
            damaged += facts.damaged
        case .planned, .held, .released: break
        }
    }
}

/// A thread of which nothing is purged while a partnership holds it.
package struct LegalHold: Sendable, Hashable {
    /// The thread.
    package let thread: ThreadID
    /// The number of the partnership that holds it, and alone may end that.
    package let partnership: Int
    /// The entry that holds it.
    package let entry: Int64

    /// Takes up a hold as a store kept it.
    package init(restoring thread: ThreadID, partnership: Int, entry: Int64) {
        self.thread = thread
        self.partnership = partnership
        self.entry = entry
    }
}
