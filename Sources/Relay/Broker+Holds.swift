// SPDX-License-Identifier: Apache-2.0

import Audit
package import Ledger
package import Safeguarding
package import Wire

/// How a thread stands for the partnerships that somebody keeps.
package struct ThreadHold: Sendable, Hashable {
    /// Whether one of them holds it.
    package let isHeld: Bool
    /// Whether another partnership holds it, so that nothing of it is purged in any case.
    package let isHeldByAnother: Bool
}

/// Threads that are kept whatever their retention says.
extension Broker {
    /// Holds a thread for each of some partnerships that has messages in it, or ends what holds they
    /// have.
    ///
    /// Each partnership holds it for itself: a thread that two share stays until both have let go. A hold
    /// of a thread that the store does not have, since it was restored from before it, can be ended.
    ///
    /// - Returns: how it stands then; nil when the partnerships have no thread of that name, and no hold
    ///   of it.
    package func hold(
        _ thread: ThreadID, by person: ActingPerson, overseeing partnerships: Set<Int>,
        isHeld: Bool
    ) async throws(StoreFailure) -> ThreadHold? {
        let missing = missingHolds.holders(of: thread).intersection(partnerships)
        let hold = try await sequencer.enter { transaction throws(StoreFailure) -> ThreadHold? in
            let holders = try transaction.store.heldThreads().holders(of: thread)
            let ours = holders.intersection(partnerships)
            let concerned = try transaction.store.partnerships(in: thread)
                .intersection(partnerships)
            if !isHeld {
                for number in missing.subtracting(ours).sorted() {
                    try transaction.end(missing: thread, by: person, partnership: number)
                }
            }
            guard !concerned.isEmpty || !ours.isEmpty || !isHeld && !missing.isEmpty else {
                return nil
            }
            for number in (isHeld ? concerned.subtracting(ours) : ours).sorted() {
                try transaction.hold(thread, by: person, partnership: number, isHeld: isHeld)
            }
            return ThreadHold(isHeld: isHeld, isHeldByAnother: holders.count > ours.count)
        }
        if hold != nil {
            missingHolds.remove(thread, of: missing)
            tally.show(missingHolds: missingHolds.all.count)
        }
        return hold
    }

    /// The threads that partnerships hold, by whom and under which reference; and whether another
    /// partnership holds one too, of which no more is told.
    ///
    /// Behind them stand those of threads that came after the backup from which the store was restored: where
    /// they were placed, without the name of the thread, which the store does not have.
    package func legalHolds(of partnerships: Set<Int>) async throws(StoreFailure) -> [JSONValue] {
        let missing = missingHolds.all
        return try await store.read { store throws(StoreFailure) in
            let holds = try store.legalHolds()
            let held = HeldThreads(holds)
            let ours = holds.filter { partnerships.contains($0.partnership) }
            let found = try ours.map { hold throws(StoreFailure) -> JSONValue? in
                guard let entry = try store.entries(.indices([hold.entry])).first,
                    case .retention(.held(_, let person)) = try entry.restored(origin: "").facts
                else { return nil }
                let isShared = !held.holders(of: hold.thread).isSubset(of: partnerships)
                return .object(leavingOutNil: [
                    "txn": .string(hold.thread.text), "entry": .integer(hold.entry),
                    "held_at": .string(entry.at.rfc3339),
                    "agency": .string(person.agency.uri), "person": .string(person.person),
                    "reference": person.reference.map(JSONValue.string),
                    "held_by_another": isShared ? .boolean(true) : nil,
                ])
            }
            return found.compactMap(\.self)
                + missing.filter { partnerships.contains($0.partnership) }.map(\.json)
        }
    }
}

extension UnheldThread {
    /// A hold of a thread that is not there: which agency placed it, and by which entry of the log as it was.
    fileprivate var json: JSONValue {
        [
            "missing": true, "entry": .integer(entry), "agency": .string(agency.uri),
        ]
    }
}
