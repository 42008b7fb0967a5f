// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import TransparencyLog

/// Finds out whether facts and parts are due to be purged, and which go together.
///
/// The tables of state follow from the entries, and must do so after a purge. So what belongs together
/// goes in one transaction or stays: all messages of a thread, with the refused ones that were sent
/// again in it. And nothing goes that changed something which stays.
struct FactsLook {
    private var look: RetentionLook
    private let partnership: Int
    /// The log's origin, by which parts name handoffs and expectations.
    private let origin: String
    /// What is gone, or goes before what is looked at.
    private(set) var gone: Gone
    /// Threads that stay whatever else goes: they are not read again for each of their messages.
    private var staying: Set<ThreadID> = []

    /// How facts and parts stand.
    enum Standing {
        /// Their time has not run out, or they are kept for ever, or the content is not purged yet.
        case stays
        /// They are due, with those of all these entries.
        case due([Going])
        /// They would be due, and something holds them back.
        case heldBack(RetentionClass, HoldBack)
    }

    /// An entry whose facts and parts are due.
    struct Going {
        let entry: LedgerEntry
        /// Its class; nil where it is of no message.
        let retentionClass: RetentionClass?
        /// The thread of which it is a message.
        let thread: ThreadID?
    }

    init(
        _ store: any StoreReading, _ schedule: RetentionSchedule, partnership: Int,
        gone: Gone = Gone(), at now: Instant
    ) throws(StoreFailure) {
        look = try RetentionLook(store, schedule, partnership: partnership, at: now)
        self.partnership = partnership
        self.gone = gone
        origin = try store.head()?.head.origin.base ?? ""
    }

    /// Notes that entries go, for what tells of them.
    mutating func letGo(_ going: [Going]) {
        for one in going {
            gone.add(one.entry.index)
            if let thread = one.thread { gone.add(thread) }
        }
    }

    /// Notes that an entry cannot be read, or hangs together with what cannot: it stays.
    mutating func keep(unread entry: Int64) { gone.add(unread: entry) }

    /// How the facts of a message stand: with those of its thread, or by themselves when it was refused.
    ///
    /// A thread that could not be read when its opening message was looked at is not read again for each of
    /// the others.
    mutating func standing(
        of message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        if let thread = message.facts?.thread,
            let opening = try store.messages(.opening(thread)).first?.entry.index,
            opening != message.entry.index, gone.isUnread(opening)
        {
            throw .corrupt("the thread of entry \(opening) cannot be read whole: run `batond fsck`")
        }
        return try standing(ofAll: try store.together(with: message, less: gone), in: store)
    }

    /// Whether nothing is in the way of a message's thread that can be told without reading all of it: a
    /// thread that stays is long, or was held, or has a new message, and is asked of once for each of its
    /// entries.
    mutating func mayGo(
        threadOf message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        guard let thread = message.facts?.thread else { return true }
        guard !staying.contains(thread) else { return false }
        guard let latest = try store.messages(.latest(thread)).first,
            case .may = try standing(ofOne: latest, in: store)
        else {
            staying.insert(thread)
            return false
        }
        return true
    }

    /// What goes together is due when all of it is; the first thing in the way is told.
    private mutating func standing(
        ofAll messages: [MessageRecord], in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        var (going, obstacle): ([Going], Standing?) = ([], nil)
        for message in messages {
            switch try standing(ofOne: message, in: store) {
            case .stays:
                stay(messages)
                return .stays
            case .heldBack(let retentionClass, let reason):
                obstacle = obstacle ?? .heldBack(retentionClass, reason)
            case .may(let one): going.append(one)
            }
        }
        if let obstacle {
            stay(messages)
            return obstacle
        }
        return try gone.haveAll(changedBy: messages, in: store) ? .due(going) : .stays
    }

    private mutating func stay(_ messages: [MessageRecord]) {
        staying.formUnion(messages.compactMap { $0.facts?.thread })
    }

    /// How the facts of one message stand by themselves.
    private enum StandingOfOne {
        case stays
        case heldBack(RetentionClass, HoldBack)
        case may(Going)
    }

    /// What decides on it is read back against the leaf, as for the content.
    private mutating func standing(
        ofOne message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> StandingOfOne {
        guard isOurs(message.entry), message.purgedBy != nil,
            let retentionClass = look.retentionClass(of: message),
            let facts = retentionClass.facts
        else { return .stays }
        let matter = try look.matter(of: message, store)
        let start = matter.start(of: retentionClass, message)
        guard facts.end(after: start) <= look.now else { return .stays }
        if let damage = message.entry.damage { throw damage.failure(of: message.entry.index) }
        if let hold = look.holdBack(of: message) { return .heldBack(retentionClass, hold) }
        if matter.isOwed { return .heldBack(retentionClass, .openExpectation) }
        return .may(
            Going(
                entry: message.entry, retentionClass: retentionClass,
                thread: message.facts?.thread))
    }

    /// What an entry of no message tells of.
    enum Telling {
        /// What never goes, or it is not looked at here: a message's, another partnership's, or gone.
        case ofWhatStays
        /// Something that is not gone yet; or it is too new.
        case ofSomethingElse
        /// Nothing but what is gone.
        case ofNothingElse
    }

    /// Whether an entry of no message is old enough, and tells of nothing but what is gone.
    func telling(
        of entry: LedgerEntry, in store: any StoreReading
    ) throws(StoreFailure) -> Telling {
        guard isOurs(entry), !entry.isForgotten, !entry.isOfMessage else { return .ofWhatStays }
        guard look.schedule.letsFactsGo(of: entry, at: look.now) else { return .ofSomethingElse }
        if let damage = entry.damage { throw damage.failure(of: entry.index) }
        let happening = try entry.restored(origin: origin)
        guard happening.tellsOfOthers else { return .ofWhatStays }
        return try gone.haveAll(ofWhich: happening, held: look.held, in: store)
            ? .ofNothingElse : .ofSomethingElse
    }

    private func isOurs(_ entry: LedgerEntry) -> Bool {
        [partnership, 0].contains(entry.partnership)
    }
}

extension RetentionSchedule {
    /// Whether the shortest time of facts is over since an entry that is of no class.
    fileprivate func letsFactsGo(of entry: LedgerEntry, at now: Instant) -> Bool {
        classes.compactMap(\.facts).contains { $0.end(after: entry.at) <= now }
    }
}
