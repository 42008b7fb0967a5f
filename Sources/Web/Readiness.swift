// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization

/// Whether the broker is ready, asked of it once a second at most.
///
/// Anybody may ask; each question is a transaction, and a flood of them must not crowd out a
/// referral.
final class Readiness: Sendable {
    private let broker: Broker
    private let state = Mutex(State())

    private struct State {
        var isReady = false
        var answeredAt: Instant?
        var isAsking = false
    }

    /// How long an answer holds, in milliseconds.
    static let holdsMilliseconds: Int64 = 1_000
    /// How old an answer may be while the next is waited for, in milliseconds.
    static let staleMilliseconds: Int64 = 5_000

    init(_ broker: Broker) { self.broker = broker }

    /// The newest answer.
    ///
    /// Only one who asks waits for the next; the others get the last one while it is fresh, and "not
    /// ready" when it is stale.
    func ask() async -> Bool {
        let now = broker.now
        let known = state.withLock { state -> Bool? in
            let age = state.answeredAt.map { now.milliseconds(since: $0) } ?? Int64.max
            if age < Self.holdsMilliseconds { return state.isReady }
            if state.isAsking { return age < Self.staleMilliseconds && state.isReady }
            state.isAsking = true
            return nil
        }
        if let known { return known }
        let isReady = await broker.isReady()
        state.withLock { $0 = State(isReady: isReady, answeredAt: broker.now, isAsking: false) }
        return isReady
    }
}
