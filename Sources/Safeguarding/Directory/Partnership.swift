// SPDX-License-Identifier: Apache-2.0

/// A safeguarding partnership: the context in which messages are shared and judged.
package struct Partnership: Sendable, Hashable {
    /// The URI that messages name in `aud`.
    package let id: PartnershipID
    /// The number in the public log, from 1; it is never given to another.
    package let number: Int
    /// What people call it.
    package let name: String
    /// The rules by which expectations are opened and judged.
    package let rules: RulePack
    /// The days on which people are expected to work.
    package let calendar: WorkingCalendar
    /// The agency that holds each role.
    package let roles: [Role: AgencyID]

    /// Describes a partnership.
    package init(
        id: PartnershipID, number: Int, name: String, rules: RulePack,
        calendar: WorkingCalendar, roles: [Role: AgencyID]
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.rules = rules
        self.calendar = calendar
        self.roles = roles
    }
}
