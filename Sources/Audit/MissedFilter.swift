// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Safeguarding

/// Which missed handoffs an audit asks for.
package struct MissedFilter: Sendable, Hashable {
    /// Missed at or after this time.
    package var from: Instant?
    /// Missed before this time.
    package var to: Instant?
    /// Owed by or owed to this agency.
    package var agency: AgencyID?
    /// Owed by this agency.
    package var owedBy: AgencyID?
    /// Opened by a message that this agency sent.
    package var sender: AgencyID?
    /// Owed by or owed to this agency, on a message that another sent.
    package var recipient: AgencyID?
    /// Opened by a message of this type, by name.
    package var type: String?
    /// Of this rule.
    package var rule: String?
    /// Of this break point.
    package var breakPoint: BreakPoint?
    /// Only those that are still open (`true`), or only those met late (`false`).
    package var isOpen: Bool?
    /// Only those of these partnerships, by number; nil means all.
    package var partnerships: Set<Int>?
    /// Only those after this one, in the order of names; for the next page.
    package var after: PartName?
    /// At most this many.
    package var limit: Int

    /// Whether a viewer may learn that a missed expectation matches.
    ///
    /// Whoever oversees may not learn by a filter which agencies a restricted thread has.
    package func shows(_ record: ExpectationRecord, to viewer: Viewer) -> Bool {
        let namesAgencies = [agency, owedBy, sender, recipient].contains { $0 != nil }
        return !(viewer.oversees && namesAgencies && record.opener.isRestricted)
    }

    /// Asks for everything, a page at a time.
    package init(limit: Int = Self.pageLimit) { self.limit = limit }

    /// The largest page.
    package static let pageLimit = 500
}
