// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Handoffs
package import Safeguarding

/// Which expectations to read.
package enum ExpectationQuery: Sendable {
    /// Those that must be looked at by a time, because they are due or their miss climbs; at most
    /// that many, the longest waiting first.
    case next(by: Instant, limit: Int)
    /// All that are waited for under a root, whoever owes them.
    case waiting(under: Int64)
    /// Those that an agency's silences opened, and that are waited for.
    case silences(of: AgencyID)
    /// All that one message opened.
    case opened(by: Int64)
    /// The one of a name.
    case named(PartName)
    /// All of a thread.
    case thread(ThreadID)
    /// Missed ones of one cause that were told together, the newest first, at most that many: those
    /// that are still open, or those that were met late; only those that climbed to a rung.
    case digested(MissCause, partnership: Int, areOpen: Bool, rung: Int, limit: Int)
    /// Open misses of one cause that were found since a time, in any order; at most that many.
    case missedOf(MissCause, partnership: Int, since: Instant, limit: Int)
    /// Missed ones, by what an audit asks and in its order.
    case missed(MissedFilter)
}
