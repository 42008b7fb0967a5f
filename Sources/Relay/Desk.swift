// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding

/// What one mailbox has handed out and not heard of, and who waits at it: a value.
struct Desk: Sendable {
    private var handedOut: [PartName: HandedOut] = [:]
    private var names: [TokenID: PartName] = [:]
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastTicket = 0
    /// Goes up whenever something new may be there.
    private(set) var generation = 0

    private struct HandedOut {
        let token: TokenID
        var until: Instant
    }

    /// What was acknowledged of late, so that a poll which looked before does not hand it out again.
    private var acknowledged: [PartName: Instant] = [:]

    /// How many messages are handed out, or were and never heard of.
    var count: Int { handedOut.count }

    /// When the next message that is handed out becomes visible again.
    func nextVisible(after now: Instant) -> Instant? {
        handedOut.values.lazy.map(\.until).filter { $0 > now }.min()
    }

    /// The handoff that a `jti` was handed out under.
    func handoff(_ token: TokenID) -> PartName? { names[token] }

    /// Hands out those candidates that may be: not handed out now, and no second message under a
    /// `jti` that is (RFC 8936 keys its answer by `jti`, which is unique per issuer only).
    ///
    /// - Parameter capacity: the most that are remembered; what is handed out *again* takes no room.
    mutating func take(
        _ candidates: [(name: PartName, token: TokenID)], limit: Int, capacity: Int, now: Instant,
        until: Instant
    ) -> [PartName] {
        var taken: [PartName] = []
        for (name, token) in candidates where taken.count < limit && acknowledged[name] == nil {
            if let out = handedOut[name], out.until > now { continue }
            if handedOut[name] == nil, handedOut.count >= capacity { continue }
            if let other = names[token], other != name { continue }
            handedOut[name] = HandedOut(token: token, until: until)
            names[token] = name
            taken.append(name)
        }
        return taken
    }

    /// Notes that a message was acknowledged, and forgets those of which that is long ago.
    mutating func acknowledge(_ name: PartName, now: Instant, forgetting milliseconds: Int64) {
        forget(name)
        acknowledged = acknowledged.filter {
            now.milliseconds(since: $0.value) < milliseconds
        }
        acknowledged[name] = now
    }

    /// Forgets a message that could not be sent after all.
    mutating func forget(_ name: PartName) {
        guard let out = handedOut.removeValue(forKey: name) else { return }
        names.removeValue(forKey: out.token)
    }

    mutating func ticket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Lets somebody wait; false when something came since that generation.
    mutating func wait(
        _ waiter: CheckedContinuation<Void, Never>, ticket: Int, since generation: Int
    ) -> Bool {
        guard generation == self.generation else { return false }
        waiters[ticket] = waiter
        return true
    }

    mutating func leave(_ ticket: Int) -> CheckedContinuation<Void, Never>? {
        waiters.removeValue(forKey: ticket)
    }

    /// Something new may be there: everybody who waits is let go, whoever came first is first.
    mutating func ring() -> [CheckedContinuation<Void, Never>] {
        generation += 1
        defer { waiters = [:] }
        return waiters.sorted { $0.key < $1.key }.map(\.value)
    }
}
