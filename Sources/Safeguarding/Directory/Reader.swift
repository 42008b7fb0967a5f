// SPDX-License-Identifier: Apache-2.0

/// An agency that may read what passes between others, within its role and its dates.
package struct Reader: Sendable, Hashable {
    /// The agency that reads.
    package let agency: AgencyID
    /// What it may see.
    package let role: ReaderRole
    /// The partnerships that it may look into.
    package let partnerships: [PartnershipID]
    /// The first day on which it may; nil for no beginning.
    package let from: CalendarDate?
    /// The last day on which it may; nil for no end.
    package let until: CalendarDate?

    /// Lets an agency read.
    package init(
        agency: AgencyID, role: ReaderRole, partnerships: [PartnershipID],
        from: CalendarDate? = nil, until: CalendarDate? = nil
    ) {
        self.agency = agency
        self.role = role
        self.partnerships = partnerships
        self.from = from
        self.until = until
    }

    /// Whether the agency may read on a day.
    package func mayRead(on date: CalendarDate) -> Bool {
        (from.map { $0 <= date } ?? true) && (until.map { date <= $0 } ?? true)
    }
}

/// What a reader may see; every read is an entry.
package enum ReaderRole: String, Sendable, Hashable, CaseIterable {
    /// Its partnership's facts, and no content.
    case partnership
    /// The facts, and content with purpose and reference, between two dates.
    case inspector
}
