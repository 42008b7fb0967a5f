// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Safeguarding

/// Which refused messages to read.
package enum QuarantineQuery: Sendable {
    /// The one of an entry.
    case entry(Int64)
    /// Those of an issuer that a message may be again: that have its `jti` and were not sent again yet,
    /// or are open and name its thread; at most that many, those with its `jti` first.
    case before(issuer: AgencyID, TokenID, in: ThreadID, limit: Int)
    /// Those that a viewer may know of and a filter asks for, by their places and states alone; at most
    /// that many.
    case page(QuarantineFilter, for: Viewer, limit: Int)
}
