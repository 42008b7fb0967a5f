// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Safeguarding

/// Which handoffs to read.
package enum HandoffQuery: Sendable {
    /// Those of a message.
    case message(Int64)
    /// The one of that name.
    case named(PartName)
    /// The one of a message to an agency.
    case to(AgencyID, message: Int64)
    /// The first in a thread to an agency.
    case received(by: AgencyID, in: ThreadID)
    /// All of a thread.
    case thread(ThreadID)
    /// What waits in an agency's mailbox under the keyed form of a `jti`.
    case waiting(AgencyID, indexed: [UInt8])
    /// What waits in an agency's mailbox behind a handoff, the oldest first, at most so many; not what was
    /// purged again in a store that was restored, since nobody can fetch that any more.
    case unfetched(AgencyID, after: PartName?, limit: Int)
}
