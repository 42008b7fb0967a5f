// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding

/// Why a message whose time has run out is kept all the same.
package enum HoldBack: String, Sendable, Hashable, CaseIterable {
    /// Something is still waited for, because of it or in its thread.
    case openExpectation = "open-expectation"
    /// Somebody has not fetched it.
    case unreadCopy = "unread-copy"
    /// Its thread is held, by the partnership whose plan it is.
    case legalHold = "legal-hold"
    /// Its thread is held by another partnership alone.
    case anothersHold = "legal-hold-of-another"
    /// It, or something that decides on it, cannot be read, or is not what the log commits to.
    case damaged
}

/// Finds out of messages, one after the other, whether they are due to be purged.
struct RetentionLook {
    let schedule: RetentionSchedule
    let now: Instant
    let held: HeldThreads
    private let partnership: Int
    private var threads: [ThreadID: ThreadStanding] = [:]

    /// How a message stands.
    enum Standing: Sendable, Hashable {
        /// Its time has not run out, or there is no class for it, or nothing of it is kept.
        case stays
        /// It is due.
        case due(RetentionClass)
        /// It would be due, and something holds it back.
        case heldBack(RetentionClass, HoldBack)
    }

    /// How a thread stands, or a refused message, which stands for itself.
    struct ThreadStanding {
        /// When its last message came, or its last expectation was done with.
        var end: Instant
        /// Whether something is waited for in it.
        var isOwed: Bool

        init(end: Instant, _ expectations: [ExpectationRecord]) {
            isOwed = expectations.contains { $0.expectation.isWaiting }
            self.end = expectations.compactMap(\.expectation.verdict.ended).reduce(end, max)
        }

        /// From when the periods of a class are counted for a message.
        func start(of retentionClass: RetentionClass, _ message: MessageRecord) -> Instant {
            retentionClass.start == .end ? end : message.entry.at
        }
    }

    /// Makes ready to look for a plan of one partnership.
    init(
        _ store: any StoreReading, _ schedule: RetentionSchedule, partnership: Int, at now: Instant
    ) throws(StoreFailure) {
        self.schedule = schedule
        self.now = now
        self.partnership = partnership
        held = try store.heldThreads()
    }

    /// How a message stands in the store.
    ///
    /// Its own facts and parts are held against its leaf first, so that no bit that flipped in them
    /// destroys it. Rows that were made from other entries, and the leaf's own time, are held against the
    /// log by the inspection alone.
    mutating func standing(
        of message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        guard message.key != nil,
            let retentionClass = retentionClass(of: message)
        else { return .stays }
        let standing = try matter(of: message, store)
        let start = standing.start(of: retentionClass, message)
        guard retentionClass.payload.end(after: start) <= now else { return .stays }
        if let damage = message.entry.damage { throw damage.failure(of: message.entry.index) }
        if let hold = holdBack(of: message) { return .heldBack(retentionClass, hold) }
        if standing.isOwed { return .heldBack(retentionClass, .openExpectation) }
        let handoffs = try store.handoffs(.message(message.entry.index))
        guard handoffs.allSatisfy({ $0.handoff.deliveredAt != nil }) else {
            return .heldBack(retentionClass, .unreadCopy)
        }
        return .due(retentionClass)
    }

    /// Who holds the thread of a message; nil when nobody does.
    func holdBack(of message: MessageRecord) -> HoldBack? {
        message.namedThread.flatMap { held.holdBack(of: $0, for: partnership) }
    }

    /// The class of a message; nil where there is none for it.
    func retentionClass(of message: MessageRecord) -> RetentionClass? {
        schedule.retentionClass(ofType: message.typeName, isRefused: message.facts == nil)
    }

    /// The thread of a message; a refused one stands for itself.
    mutating func matter(
        of message: MessageRecord, _ store: any StoreReading
    ) throws(StoreFailure) -> ThreadStanding {
        guard let thread = message.facts?.thread else {
            return ThreadStanding(
                end: message.entry.at, try store.expectations(.opened(by: message.entry.index)))
        }
        if let known = threads[thread] { return known }
        let last = try store.messages(.latest(thread)).first?.entry.at ?? message.entry.at
        let found = ThreadStanding(end: last, try store.expectations(.thread(thread)))
        threads[thread] = found
        return found
    }
}

extension Expectation.Verdict {
    /// When nothing was waited for any more; nil while something is.
    fileprivate var ended: Instant? {
        switch self {
        case .open, .paused, .missed: nil
        case .met(let at), .metLate(let at, _), .withdrawn(let at, _), .notApplicable(let at, _): at
        }
    }
}

extension MessageRecord {
    /// The name of its type; nil where a refused message has none that the broker knows.
    fileprivate var typeName: String? {
        if case .refused(let facts) = happening.facts { return facts.type?.name }
        return facts?.type.name
    }

    /// The thread that it is of, or names.
    var namedThread: ThreadID? { facts?.thread ?? refusedThread }
}
