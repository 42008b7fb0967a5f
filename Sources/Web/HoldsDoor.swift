// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding
import Wire

/// `/retention/holds…`: threads of which nothing is purged while an inquiry or a court needs them.
struct HoldsDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The threads that the caller's partnerships hold.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            let keeper = try gate.keeper(caller)
            try await gate.notePerson(request, caller, "retention/holds")
            let holds = try await gate.broker.legalHolds(of: keeper.numbers)
            return .json(["items": .array(holds)], headers: [.cacheControl: "no-store"])
        }
    }

    /// Holds a thread.
    func hold(_ request: Request, _ context: CallContext, _ txn: String) async throws -> Response {
        try await set(request, context, txn, isHeld: true)
    }

    /// Ends a hold.
    func release(
        _ request: Request, _ context: CallContext, _ txn: String
    ) async throws -> Response {
        try await set(request, context, txn, isHeld: false)
    }

    private func set(
        _ request: Request, _ context: CallContext, _ txn: String, isHeld: Bool
    ) async throws -> Response {
        try await gate.lookUp(request, context) { caller in
            let keeper = try gate.keeper(caller)
            let (person, reference) = try keeper.person(gate.purpose(of: request, by: caller))
            guard let thread = try? ThreadID(txn) else { throw Fault.notKept("thread") }
            let hold = try await gate.broker.hold(
                thread,
                by: ActingPerson(agency: caller.agency, person: person, reference: reference),
                overseeing: keeper.numbers, isHeld: isHeld)
            guard let hold else { throw Fault.notKept("thread") }
            return .json(
                .object(leavingOutNil: [
                    "txn": .string(thread.text), "held": .boolean(hold.isHeld),
                    "held_by_another": hold.isHeldByAnother ? .boolean(true) : nil,
                ]), headers: [.cacheControl: "no-store"])
        }
    }
}
