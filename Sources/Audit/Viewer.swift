// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Who looks at the past, and so what may be shown (interfaces.md sections 1 and 2).
package enum Viewer: Sendable, Hashable {
    /// A party: it sees what it sent or received, and what it owes or is owed.
    case party(AgencyID)
    /// A partnership or an inspector: it sees the facts of those partnerships, by number.
    case overseer(AgencyID, partnerships: Set<Int>)

    /// The agency that looks.
    package var agency: AgencyID {
        switch self {
        case .party(let agency), .overseer(let agency, _): agency
        }
    }
}
