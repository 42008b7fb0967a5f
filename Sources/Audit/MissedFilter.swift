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
    /// Of this rule, whatever the duty, or of one duty of it (`R6.held`).
    package var rule: String?
    /// Of this break point.
    package var breakPoint: BreakPoint?
    /// Only those that are still open (`true`), or only those met late (`false`).
    package var isOpen: Bool?
    /// Only those of these partnerships, by number; nil means all.
    package var partnerships: Set<Int>?
    /// In which order they are listed, and after which one; for the next page.
    package var order = Order.log(after: nil)
    /// At most this many.
    package var limit: Int

    /// The order of a list.
    package enum Order: Sendable, Hashable {
        /// As they were opened, which is the order of their names.
        case log(after: PartName?)
        /// The most serious first, and of those alike the one that was due first.
        case seriousness(after: MissPlace?)
    }

    /// Whether it asks by an agency; an agency's own list always does.
    package var namesAgencies: Bool {
        [agency, owedBy, sender, recipient].contains { $0 != nil }
    }

    /// Goes on after a miss, of which these particulars are kept.
    package mutating func goOn(after record: ExpectationRecord, _ particulars: [String: String]) {
        switch order {
        case .log: order = .log(after: record.name)
        case .seriousness: order = .seriousness(after: MissPlace(record, particulars, in: self))
        }
    }

    /// Whether a viewer may learn that a missed expectation matches.
    ///
    /// Whoever oversees may not learn by a filter which agencies a restricted thread has.
    package func shows(_ record: ExpectationRecord, to viewer: Viewer) -> Bool {
        !(viewer.oversees && namesAgencies && record.opener.isRestricted)
    }

    /// Asks for everything, a page at a time.
    package init(limit: Int = Self.pageLimit) { self.limit = limit }

    /// The largest page.
    package static let pageLimit = 500
}
