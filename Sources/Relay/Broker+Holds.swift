// SPDX-License-Identifier: Apache-2.0

import Audit
package import Ledger
package import Safeguarding
package import Wire

/// Threads that are kept whatever their retention says.
extension Broker {
    /// Holds a thread, or ends that.
    ///
    /// - Returns: false when the partnerships have no thread of that name, and no hold of it.
    package func hold(
        _ thread: ThreadID, by person: ActingPerson, overseeing partnerships: Set<Int>,
        isHeld: Bool
    ) async throws(StoreFailure) -> Bool {
        try await sequencer.enter { transaction throws(StoreFailure) in
            let number = try transaction.store.partnership(of: thread)
            guard let number, partnerships.contains(number) else { return false }
            try transaction.hold(thread, by: person, partnership: number, isHeld: isHeld)
            return true
        }
    }

    /// The threads of partnerships that are held, by whom and under which reference.
    package func legalHolds(of partnerships: Set<Int>) async throws(StoreFailure) -> [JSONValue] {
        try await store.read { store throws(StoreFailure) in
            let found = try store.legalHolds().map { hold throws(StoreFailure) -> JSONValue? in
                guard let entry = try store.entries(.indices([hold.entry])).first,
                    partnerships.contains(entry.partnership),
                    case .retention(.held(_, let person)) = try entry.restored(origin: "").facts
                else { return nil }
                return .object(leavingOutNil: [
                    "txn": .string(hold.thread.text), "entry": .integer(hold.entry),
                    "held_at": .string(entry.at.rfc3339),
                    "agency": .string(person.agency.uri), "person": .string(person.person),
                    "reference": person.reference.map(JSONValue.string),
                ])
            }
            return found.compactMap(\.self)
        }
    }
}

extension StoreReading {
    /// The number of the partnership that a thread is of; nil when there is no such thread.
    fileprivate func partnership(of thread: ThreadID) throws(StoreFailure) -> Int? {
        try messages(.opening(thread)).first?.entry.partnership
    }
}
