// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Routing
import Safeguarding

/// What waits in mailboxes for longer than is usual, and when each of it is undeliverable: a value.
///
/// Kept in memory only: after a restart every mailbox is gone through once. A message is looked at
/// when it has waited as long as the shortest limit, so that one which is fetched before costs
/// nothing here.
struct Unfetched: Sendable {
    /// The last handoff of each mailbox that was looked at.
    private var lookedAt: [AgencyID: PartName] = [:]
    /// When each of those that still waited is undeliverable.
    private var due: [PartName: Instant] = [:]
    private var firstDue: Instant?
    private var nextLook = Instant(milliseconds: .min)
    /// What was found to be damaged, and is not told yet.
    private var damaged: [String] = []

    /// How often all mailboxes are gone through, at most and at least, in milliseconds.
    static let pause: ClosedRange<Int64> = 1_000...60_000
    /// How many looks there are while the shortest limit passes.
    static let looks: Int64 = 10

    /// How many are known to wait.
    var count: Int { due.count }

    /// Whether there is nothing to look at yet: neither a mailbox nor what is known to wait.
    func isQuiet(at now: Instant) -> Bool {
        now < nextLook && (firstDue.map { now < $0 } ?? true)
    }

    /// Looks at what has begun to wait for long, unless it was looked a moment ago.
    ///
    /// - Returns: what is undeliverable by now, the most urgent first, at most so many.
    mutating func look(
        in store: any StoreReading, _ setting: Setting, now: Instant, limit: Int
    ) throws(StoreFailure) -> [PartName] {
        if now >= nextLook { try lookThrough(store, setting, now) }
        firstDue = due.values.min()
        let late = due.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        return late.prefix(limit).map(\.key)
    }

    /// What was found to be damaged since that was asked last.
    mutating func takeDamaged() -> [String] {
        defer { damaged = [] }
        return damaged
    }

    /// Forgets what was declared undeliverable, or was fetched after all.
    mutating func forget(_ names: [PartName]) {
        for name in names { due.removeValue(forKey: name) }
        firstDue = due.values.min()
    }

    /// Goes through all mailboxes, where a rule says when something is undeliverable.
    private mutating func lookThrough(
        _ store: any StoreReading, _ setting: Setting, _ now: Instant
    ) throws(StoreFailure) {
        let (often, seldom) = (Self.pause.lowerBound, Self.pause.upperBound)
        let patience = setting.directory.patience
        if let patience {
            for agency in setting.directory.agencies {
                try tellingDamage { looks throws(StoreFailure) in
                    try looks.look(
                        in: agency.id, store, setting,
                        before: now.adding(milliseconds: -patience))
                }
            }
        }
        let pause = min(max((patience ?? .max) / Self.looks, often), seldom)
        nextLook = now.adding(milliseconds: pause)
    }

    /// Looks at something; where that is damaged it is told, and all else is looked at.
    ///
    /// A handoff whose message cannot be read is passed over until the next start.
    private mutating func tellingDamage(
        _ look: (inout Self) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        do throws(StoreFailure) { try look(&self) } catch {
            guard case .corrupt(let why) = error else { throw error }
            damaged.append(why)
        }
    }

    /// Goes on in one mailbox, up to what has not waited for long.
    private mutating func look(
        in mailbox: AgencyID, _ store: any StoreReading, _ setting: Setting, before time: Instant
    ) throws(StoreFailure) {
        while true {
            let page = try store.handoffs(
                .unfetched(mailbox, after: lookedAt[mailbox], limit: setting.limits.verdicts))
            for record in page {
                guard record.handoff.routedAt <= time else { return }
                lookedAt[mailbox] = record.name
                try tellingDamage { looks throws(StoreFailure) in
                    looks.due[record.name] = try looks.limit(of: record, store, setting)
                }
            }
            guard page.count == setting.limits.verdicts else { return }
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

extension Directory {
    /// The shortest time in milliseconds after which a message may be undeliverable; nil where no
    /// rule says so.
    fileprivate var patience: Int64? {
        partnerships.flatMap(\.rules.undeliverableAfter.values).map(\.leastMilliseconds).min()
    }
}
