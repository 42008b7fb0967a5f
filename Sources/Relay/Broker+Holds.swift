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
            let numbers = try transaction.store.partnerships(in: thread)
            guard let number = numbers.first(where: partnerships.contains) else { return false }
            if !isHeld, try !transaction.store.isHeld(thread, by: partnerships) { return false }
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
    /// The numbers of the partnerships that have messages in a thread, in log order.
    fileprivate func partnerships(in thread: ThreadID) throws(StoreFailure) -> [Int] {
        try messages(.thread(thread)).map(\.entry.partnership)
    }

    /// Whether no hold of the thread is another partnership's: nobody ends what another asked for.
    fileprivate func isHeld(
        _ thread: ThreadID, by partnerships: Set<Int>
    ) throws(StoreFailure) -> Bool {
        guard let hold = try legalHolds().first(where: { $0.thread == thread }) else { return true }
        return try entries(.indices([hold.entry])).allSatisfy {
            partnerships.contains($0.partnership)
        }
    }
}
