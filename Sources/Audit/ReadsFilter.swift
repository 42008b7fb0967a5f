// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Safeguarding

/// Which reads an audit asks for.
package struct ReadsFilter: Sendable, Hashable {
    /// The period: its first instant, and the first after it.
    package let period: Range<Instant>
    /// Only those of this agency; nil means all.
    package let agency: AgencyID?
    /// Only those of this thread; nil means all.
    package let thread: ThreadID?
    /// Only those after this entry, which is below `Int64.max`; for the next page.
    package let after: Int64?

    /// How many entries of the log a page looks through; at least 1.
    package var limit: Int64

    /// How many entries of the log a page looks through at most.
    package static let mostLookedThrough: Int64 = 50_000

    /// Asks for the reads of a period.
    package init(
        during period: Range<Instant>, agency: AgencyID? = nil, thread: ThreadID? = nil,
        after: Int64? = nil, limit: Int64 = Self.mostLookedThrough
    ) {
        self.period = period
        self.agency = agency
        self.thread = thread
        self.after = after
        self.limit = limit
    }

    /// Whether a read is asked for, and a viewer may see it: who oversees sees the reads that concern
    /// its partnerships, and everybody its own.
    package func shows(_ read: ReadRecord, to viewer: Viewer) -> Bool {
        guard agency.map({ $0 == read.facts.agency }) ?? true,
            thread.map({ $0 == read.facts.thread }) ?? true
        else { return false }
        if read.facts.agency == viewer.agency { return true }
        guard case .overseer(_, let partnerships) = viewer else { return false }
        return partnerships.contains(read.partnership)
    }
}
