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
        var answer: Bool?
        var askedAt: Instant?
    }

    /// How long an answer holds, in milliseconds.
    static let holdsMilliseconds: Int64 = 1_000

    init(_ broker: Broker) { self.broker = broker }

    /// The newest answer; the first who asks waits for it.
    func ask() async -> Bool {
        let now = broker.now
        let known = state.withLock { state -> Bool? in
            if let askedAt = state.askedAt, let answer = state.answer,
                now.milliseconds(since: askedAt) < Self.holdsMilliseconds
            {
                return answer
            }
            state.askedAt = now
            return nil
        }
        if let known { return known }
        let answer = await broker.isReady()
        state.withLock { $0.answer = answer }
        return answer
    }
}
