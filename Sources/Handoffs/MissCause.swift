// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What misses have in common that are told together: who owes, and at what it stopped there.
///
/// When an agency's system does not fetch for a day, every rule that waits for it is missed for the
/// one reason that nothing was delivered.
package struct MissCause: Sendable, Hashable {
    /// Who owes it.
    package let owedBy: AgencyID
    /// What had happened by the time it was due, and what had not.
    package let shortfall: Shortfall

    /// Names a cause.
    package init(owedBy: AgencyID, shortfall: Shortfall) {
        self.owedBy = owedBy
        self.shortfall = shortfall
    }
}
