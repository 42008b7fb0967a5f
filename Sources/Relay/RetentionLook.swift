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
    /// Its thread is held.
    case legalHold = "legal-hold"
}

/// Finds out of messages, one after the other, whether they are due to be purged.
struct RetentionLook {
    let schedule: RetentionSchedule
    let now: Instant
    let held: Set<ThreadID>
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

    init(_ store: any StoreReading, _ schedule: RetentionSchedule, at now: Instant)
        throws(StoreFailure)
    {
        self.schedule = schedule
        self.now = now
        held = Set(try store.legalHolds().map(\.thread))
    }

    /// How a message stands in the store.
    mutating func standing(
        of message: MessageRecord, in store: any StoreReading
    ) throws(StoreFailure) -> Standing {
        guard message.key != nil,
            let retentionClass = retentionClass(of: message)
        else { return .stays }
        let standing = try matter(of: message, store)
        let start = standing.start(of: retentionClass, message)
        guard retentionClass.payload.end(after: start) <= now else { return .stays }
        if let thread = message.namedThread, held.contains(thread) {
            return .heldBack(retentionClass, .legalHold)
        }
        if standing.isOwed { return .heldBack(retentionClass, .openExpectation) }
        let handoffs = try store.handoffs(.message(message.entry.index))
        guard handoffs.allSatisfy({ $0.handoff.deliveredAt != nil }) else {
            return .heldBack(retentionClass, .unreadCopy)
        }
        return .due(retentionClass)
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
