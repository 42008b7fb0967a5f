// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding

/// What is gone by the time that something is looked at: what the store has forgotten, and what goes
/// before it in the same plan.
struct Gone: Sendable {
    private var entries: Set<Int64> = []
    private var threads: Set<ThreadID> = []
    private var unread: Set<Int64> = []

    /// Notes that an entry goes.
    mutating func add(_ entry: Int64) { entries.insert(entry) }

    /// Notes that all messages of a thread go.
    mutating func add(_ thread: ThreadID) { threads.insert(thread) }

    /// Notes that an entry cannot be read: it stays, and what it tells of nobody knows.
    mutating func add(unread entry: Int64) { unread.insert(entry) }

    /// Whether an entry is one of those that cannot be read.
    func isUnread(_ entry: Int64) -> Bool { unread.contains(entry) }

    /// Whether an entry goes with what was noted.
    func has(_ entry: Int64) -> Bool { entries.contains(entry) }

    /// Whether nothing is known any more of any of these entries.
    func have(
        _ indices: some Sequence<Int64>, in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        let others = Set(indices).subtracting(entries).sorted()
        return try store.forgotten(among: others).count == others.count
    }

    /// Whether no message of a thread is known any more.
    func has(_ thread: ThreadID, in store: any StoreReading) throws(StoreFailure) -> Bool {
        if threads.contains(thread) { return true }
        return try store.messages(.opening(thread)).isEmpty
    }
}

/// What hangs together.
///
/// The tables of state follow from the entries, and must do so after a purge: nothing goes that changed
/// something which stays.
extension Gone {
    /// Whether nothing is known any more of what messages changed, themselves aside.
    func haveAll(
        changedBy messages: [MessageRecord], in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        let own = Set(messages.map(\.entry.index))
        return try have(
            messages.flatMap(\.happening.named).filter { !own.contains($0) }, in: store)
    }

    /// Whether nothing is known any more of anything that an entry of no message tells of.
    ///
    /// The end of a hold stays while anything before it cannot be read: that may be the hold, which would
    /// stand for ever without its end.
    ///
    /// - Parameter held: the threads that are held now.
    func haveAll(
        ofWhich happening: Happening, held: HeldThreads, in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        guard happening.tellsOfOthers else { return false }
        switch happening.facts {
        case .polled, .judged, .settled, .withdrawn:
            return try have(happening.named, in: store)
        case .read(let facts):
            if let thread = facts.namedThread, try !has(thread, in: store) { return false }
            return try facts.message.map { message throws(StoreFailure) in
                try have([message], in: store)
            } ?? true
        case .retention(.held(let thread, _)):
            guard !held.contains(thread) else { return false }
            return try has(thread, in: store)
        case .retention(.released(let thread, _)):
            guard unread.isEmpty, !held.contains(thread) else { return false }
            return try has(thread, in: store)
        case .accepted, .issued, .refused, .silent, .started, .loaded, .clock, .gap, .revoked,
            .retention:
            return false
        }
    }
}

extension StoreReading {
    /// The messages whose facts go with those of one, or stay: all of its thread, with the refused ones
    /// that were sent again in it; a refused one that was not is alone.
    func together(
        with message: MessageRecord, less gone: Gone
    ) throws(StoreFailure) -> [MessageRecord] {
        guard let thread = try thread(of: message) else { return [message] }
        let messages = try messages(.thread(thread))
        let refused = Set(messages.flatMap(\.happening.resubmitted)).filter { !gone.has($0) }
        let together = messages + (try self.messages(.entries(refused.sorted())))
        // A thread of which the opening could not be read, and was purged by its name, is none any more.
        return together.isEmpty ? [message] : together
    }

    /// The thread of a message; of a refused one, that in which it was sent again.
    private func thread(of message: MessageRecord) throws(StoreFailure) -> ThreadID? {
        if let thread = message.facts?.thread { return thread }
        guard let refused = try quarantine(.entry(message.entry.index)).first,
            refused.state == .resubmitted, let again = refused.endedBy
        else { return nil }
        return try messages(.entry(again)).first?.facts?.thread
    }
}

extension ReadFacts {
    /// The thread that was read, or that a question was asked about.
    fileprivate var namedThread: ThreadID? {
        thread ?? given["txn"].flatMap { try? ThreadID($0) }
    }
}

extension Happening {
    /// Whether it tells of something that may be gone one day, and goes with that.
    ///
    /// Polls and verdicts name handoffs and expectations, reads and holds a thread or a message. What names
    /// nothing, as a read of a whole period, stays, and so does what happened to the broker itself.
    var tellsOfOthers: Bool {
        switch facts {
        case .polled, .judged, .settled, .withdrawn: !named.isEmpty
        case .read(let facts): facts.namedThread != nil || facts.message != nil
        case .retention(.held), .retention(.released): true
        case .accepted, .issued, .refused, .silent, .started, .loaded, .clock, .gap, .revoked,
            .retention:
            false
        }
    }

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
