// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Signing
import Synchronization

/// Bearer tokens that were verified, by hash, so that a request costs one signature check: the
/// referral's own (interfaces.md section 2).
///
/// Bounded: when it is full, ended tokens go first, then any. What is remembered was verified
/// whole, so nothing that a stranger sends gets in; each load of the configuration empties it.
final class CallerMemory: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var generation = 0
        var callers: [SHA256Digest: CallerToken] = [:]

        mutating func makeRoom(_ now: Instant, _ limit: Int) {
            callers = callers.filter { now < $0.value.expires }
            while callers.count >= limit, let any = callers.keys.first {
                callers.removeValue(forKey: any)
            }
        }
    }

    init(limit: Int) { self.limit = limit }

    /// The caller of a token that was verified under the same load and has not ended.
    func recall(_ hash: SHA256Digest, generation: Int, now: Instant) -> CallerToken? {
        state.withLock { state in
            guard state.generation == generation, let caller = state.callers[hash] else {
                return nil
            }
            return now < caller.expires ? caller : nil
        }
    }

    /// Remembers a token that was verified under a load.
    func remember(_ caller: CallerToken, _ hash: SHA256Digest, generation: Int, now: Instant) {
        state.withLock { state in
            if state.generation != generation { state = State(generation: generation) }
            if state.callers.count >= limit { state.makeRoom(now, limit) }
            state.callers[hash] = caller
        }
    }

    /// How many are remembered.
    var count: Int { state.withLock { $0.callers.count } }
}
