// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Routing
import Safeguarding

/// Some of what waits in one mailbox for longer than is usual, as it was read.
struct UnfetchedPage: Sendable {
    /// Where a page begins, and what belongs in it.
    struct Place: Sendable {
        let mailbox: AgencyID
        /// The last handoff that was looked at.
        let last: PartName?
        /// Up to when a message must have been routed.
        let routedBy: Instant

        init(_ mailbox: AgencyID, after last: PartName?, routedBy: Instant) {
            self.mailbox = mailbox
            self.last = last
            self.routedBy = routedBy
        }
    }

    /// What a rule says of when it is undeliverable.
    private(set) var waiting: [Unfetched.Waiting] = []
    /// The last handoff that was looked at; nil when there was none.
    private(set) var last: PartName?
    /// Whether nothing more of the mailbox has waited for long.
    private(set) var isEnd = true
    /// What was found to be damaged.
    ///
    /// A handoff whose message cannot be read is passed over until the next start.
    private(set) var damaged: [String] = []

    /// Reads as many as a transaction can declare undeliverable.
    init(
        reading place: Place, of store: any StoreReading, _ setting: Setting
    ) throws(StoreFailure) {
        try tellingDamage { page throws(StoreFailure) in
            try page.read(place, of: store, setting)
        }
    }

    private mutating func read(
        _ place: Place, of store: any StoreReading, _ setting: Setting
    ) throws(StoreFailure) {
        let limit = setting.limits.verdicts
        let records = try store.handoffs(
            .unfetched(place.mailbox, after: place.last, limit: limit))
        for record in records {
            guard record.handoff.routedAt <= place.routedBy else { return }
            last = record.name
            try tellingDamage { page throws(StoreFailure) in
                guard let due = try page.limit(of: record, store, setting) else { return }
                page.waiting.append(Unfetched.Waiting(due: due, name: record.name))
            }
        }
        isEnd = records.count < limit
    }

    /// Reads something; where that is damaged it is told, and all else is read.
    private mutating func tellingDamage(
        _ read: (inout Self) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        do throws(StoreFailure) { try read(&self) } catch {
            guard case .corrupt(let why) = error else { throw error }
            damaged.append(why)
        }
    }

    /// When it is undeliverable; nil for what the broker itself tells, for what that was said of, and
    /// where no rule or no calendar says when.
    ///
    /// A handoff in a wrong mailbox is told; that nobody fetches it is as true, and all the more so.
    private mutating func limit(
        of record: HandoffRecord, _ store: any StoreReading, _ setting: Setting
    ) throws(StoreFailure) -> Instant? {
        guard record.recipient.reason != .told, record.handoff.undeliverableAt == nil,
            let message = try store.messages(.entry(record.name.entry)).first,
            let partnership = setting.partnership(number: message.entry.partnership)
        else { return nil }
        if !message.isRouted(to: record.recipient.agency, as: record) {
            damaged.append(record.strayed)
        }
        let urgency = message.particulars?.values["urgency"]
        return try? partnership.rules.undeliverableLimit(urgency: urgency)?.due(
            from: record.handoff.routedAt, calendar: partnership.calendar,
            school: partnership.schools.calendar(among: [record.recipient.agency]))
    }
}
