// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Safeguarding

/// Which expectations to read.
package enum ExpectationQuery: Sendable {
    /// Open ones that are due at a time, the longest due first; at most that many.
    case due(by: Instant, limit: Int)
    /// Open and missed ones that an agency owes under a root.
    case owed(by: AgencyID, root: Int64)
    /// All of a thread.
    case thread(ThreadID)
    /// Missed ones, by what an audit asks.
    case missed(MissedFilter)
}
