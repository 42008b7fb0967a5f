// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
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
        look = try RetentionLook(store, schedule, at: now)
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

    /// How the facts of a message stand: with those of its thread, or by themselves when it was refused.
    mutating func standing(
        of message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        guard let thread = message.facts?.thread else {
            return try standing(ofAll: [message], in: store)
        }
        var together = try store.messages(.thread(thread))
        let refused = Set(together.flatMap(\.happening.resubmitted)).filter { !gone.has($0) }
        together += try store.messages(.entries(refused.sorted()))
        return try standing(ofAll: together, in: store)
    }

    /// What goes together is due when all of it is; the first thing in the way is told.
    private mutating func standing(
        ofAll messages: [MessageRecord], in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        var (going, obstacle): ([Going], Standing?) = ([], nil)
        for message in messages {
            guard isOurs(message.entry), message.purgedBy != nil,
                let retentionClass = look.retentionClass(of: message),
                let facts = retentionClass.facts
            else { return .stays }
            let matter = try look.matter(of: message, store)
            let start = matter.start(of: retentionClass, message)
            guard facts.end(after: start) <= look.now else { return .stays }
            if let thread = message.namedThread, look.held.contains(thread) {
                obstacle = obstacle ?? .heldBack(retentionClass, .legalHold)
            } else if matter.isOwed {
                obstacle = obstacle ?? .heldBack(retentionClass, .openExpectation)
            }
            going.append(
                Going(
                    entry: message.entry, retentionClass: retentionClass,
                    thread: message.facts?.thread))
        }
        if let obstacle { return obstacle }
        let own = Set(going.map(\.entry.index))
        let changed = messages.flatMap(\.happening.named).filter { !own.contains($0) }
        return try gone.have(changed, in: store) ? .due(going) : .stays
    }

    /// Whether an entry of no message tells of nothing but what is gone.
    ///
    /// Polls and verdicts name handoffs and expectations, reads and holds a thread or a message. One
    /// that names nothing, as a read of a whole period, stays.
    func tellsOfNothingElse(
        _ entry: LedgerEntry, in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        guard isOurs(entry), !entry.isForgotten, !entry.isOfMessage,
            look.schedule.letsFactsGo(of: entry, at: look.now)
        else { return false }
        let happening = try entry.restored(origin: origin)
        switch happening.facts {
        case .polled, .judged, .settled, .withdrawn:
            let named = happening.named
            guard !named.isEmpty else { return false }
            return try gone.have(named, in: store)
        case .read(let facts):
            guard facts.namedThread != nil || facts.message != nil else { return false }
            if let thread = facts.namedThread, try !gone.has(thread, in: store) { return false }
            return try facts.message.map { message throws(StoreFailure) in
                try gone.have([message], in: store)
            } ?? true
        case .retention(.held(let thread, _)), .retention(.released(let thread, _)):
            guard !look.held.contains(thread) else { return false }
            return try gone.has(thread, in: store)
        case .accepted, .issued, .refused, .silent, .started, .loaded, .clock, .gap, .revoked,
            .retention:
            return false
        }
    }

    private func isOurs(_ entry: LedgerEntry) -> Bool {
        [partnership, 0].contains(entry.partnership)
    }
}

extension ReadFacts {
    /// The thread that was read, or that a question was asked about.
    fileprivate var namedThread: ThreadID? {
        thread ?? given["txn"].flatMap { try? ThreadID($0) }
    }
}

extension LedgerEntry {
    /// Whether its facts, which are canonical JSON, have a kind of messages.
    ///
    /// Most entries do, and need not be read whole. What a text in them says has its quotation marks
    /// escaped.
    fileprivate var isOfMessage: Bool { Self.kinds.contains { facts.contains($0) } }

    private static let kinds = ["accepted", "issued", "refused"].map { kind in
        Array("\"kind\":\"\(kind)\"".utf8)
    }
}

extension RetentionSchedule {
    /// Whether the shortest time of facts is over since an entry that is of no class.
    fileprivate func letsFactsGo(of entry: LedgerEntry, at now: Instant) -> Bool {
        classes.compactMap(\.facts).contains { $0.end(after: entry.at) <= now }
    }
}

extension Happening {
    /// The entries of which it says that something became of them.
    fileprivate var named: [Int64] {
        let inParts = parts.compactMap { part -> Int64? in
            switch part {
            case .step(let step): step.handoff.entry
            case .verdict(let step): step.expectation.entry
            case .resubmission(let refused): refused
            case .amendment(let amendment): amendment.message
            case .routing, .handoff, .exclusion, .expectation, .refusal, .due, .purged, .factsDue,
                .forgotten:
                nil
            }
        }
        switch facts {
        case .settled(let facts): return inParts + facts.clear + facts.revoked
        case .withdrawn(let facts): return inParts + [facts.refused]
        default: return inParts
        }
    }

    /// The refused messages that it is again.
    fileprivate var resubmitted: [Int64] {
        parts.compactMap { part in
            if case .resubmission(let refused) = part { refused } else { nil }
        }
    }
}
