// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization

/// Turns at readings of whole periods of the log, of which few go on at once: each takes the most of a
/// processor, and memory for what it finds, for as long as it lasts.
///
/// Who finds none free waits, whoever came first is first; but no agency has two at once, so that one
/// which asks for much does not keep the others from their turns.
final class LongReadings: Sendable {
    private let limit: Int
    private let perAgency: InFlight
    private let state = Mutex(State())

    private struct State {
        /// Who reads.
        var reading: Set<AgencyID> = []
        /// Who waits, in the order in which they came.
        var waiting: [Waiter] = []
        var lastTicket = 0
    }

    private struct Waiter {
        let ticket: Int
        let agency: AgencyID
        /// Is told whether it has its turn; else it has given up.
        let turn: CheckedContinuation<Bool, Never>
    }

    /// - Parameters:
    ///   - limit: how many go on at once.
    ///   - perAgency: how many of one agency go on or wait.
    init(limit: Int, perAgency: InFlight) {
        self.limit = limit
        self.perAgency = perAgency
    }

    /// How many wait for their turn.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Reads once it is the agency's turn.
    ///
    /// - Throws: `Fault.tooMany` where too many of the agency wait already, and `CancellationError` where its
    ///   task is cancelled before its turn.
    func read<Result: Sendable>(
        for agency: AgencyID, _ body: () async throws -> Result
    ) async throws -> Result {
        try await perAgency.work(for: agency) {
            guard await takesTurn(agency) else { throw CancellationError() }
            defer { leave(agency) }
            return try await body()
        }
    }

    private func takesTurn(_ agency: AgencyID) async -> Bool {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { turn in
                let isGiven = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.reading.count < limit, state.reading.insert(agency).inserted {
                        return true
                    }
                    state.waiting.append(Waiter(ticket: ticket, agency: agency, turn: turn))
                    return nil
                }
                if let isGiven { turn.resume(returning: isGiven) }
            }
        } onCancel: {
            giveUp(ticket)
        }
    }

    private func giveUp(_ ticket: Int) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
        }
        waiter?.turn.resume(returning: false)
    }

    /// Gives the turn to the first who waits and does not read already.
    private func leave(_ agency: AgencyID) {
        let next = state.withLock { state in
            state.reading.remove(agency)
            let place = state.waiting.firstIndex { !state.reading.contains($0.agency) }
            let next = place.map { state.waiting.remove(at: $0) }
            if let next { state.reading.insert(next.agency) }
            return next
        }
        next?.turn.resume(returning: true)
    }
}
