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
    /// Each partnership holds it for itself: a thread that two share stays until both have let go.
    ///
    /// - Returns: how it stands then; nil when the partnerships have no thread of that name, and no hold
    ///   of it.
    package func hold(
        _ thread: ThreadID, by person: ActingPerson, overseeing partnerships: Set<Int>,
        isHeld: Bool
    ) async throws(StoreFailure) -> ThreadHold? {
        try await sequencer.enter { transaction throws(StoreFailure) in
            let holders = try transaction.store.heldThreads().holders(of: thread)
            let ours = holders.intersection(partnerships)
            let concerned = try transaction.store.partnerships(in: thread)
                .intersection(partnerships)
            guard !concerned.isEmpty || !ours.isEmpty else { return nil }
            for number in (isHeld ? concerned.subtracting(ours) : ours).sorted() {
                try transaction.hold(thread, by: person, partnership: number, isHeld: isHeld)
            }
            return ThreadHold(isHeld: isHeld, isHeldByAnother: holders.count > ours.count)
        }
    }

    /// The threads that partnerships hold, by whom and under which reference; and whether another
    /// partnership holds one too, of which no more is told.
    package func legalHolds(of partnerships: Set<Int>) async throws(StoreFailure) -> [JSONValue] {
        try await store.read { store throws(StoreFailure) in
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
        }
    }
}
