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
        let candidate: Candidate
        var until: Instant
        /// Whether it was handed out before too, which is not forgotten with this time.
        let isAgain: Bool
    }

    /// A message that waits in the mailbox.
    struct Candidate: Sendable {
        /// Its handoff.
        let name: PartName
        /// Its `jti`.
        let token: TokenID
        /// The number of the partnership it concerns.
        let partnership: Int
    }

    /// What was acknowledged of late.
    ///
    /// A poll which looked before must not hand it out again. And who did not get the answer to its
    /// acknowledgement sends it again: until then nothing else goes out under that `jti`, or it would
    /// be taken for delivered and never have been seen.
    private var acknowledged: [PartName: Acknowledged] = [:]
    /// Until when messages are kept back whose `jti` another had that was acknowledged.
    private var heldBack: [TokenID: Instant] = [:]

    private struct Acknowledged {
        let candidate: Candidate
        let until: Instant
    }

    /// Until when messages are left out that cannot be handed out, damaged, purged or another agency's; then
    /// they are read again.
    private var unreadable: [PartName: Instant] = [:]

    /// How many acknowledgements are remembered before old ones are forgotten.
    private var sweptCount = 64

    /// The most acknowledgements that are remembered, however new they are: of a mailbox in which more
    /// than a hundred messages a second are taken, the oldest are forgotten before their time.
    static let remembered = 8_192

    /// How many messages are handed out, or were and never heard of, or are left out.
    var count: Int { handedOut.count + unreadable.count }

    /// How many acknowledgements are remembered.
    var acknowledgedCount: Int { acknowledged.count }

    /// When the next message that is handed out becomes visible again.
    func nextVisible(after now: Instant) -> Instant? {
        let times = [handedOut.values.lazy.map(\.until).filter { $0 > now }.min()]
        let others = Array(heldBack.values) + Array(unreadable.values)
        return (times + others.filter { $0 > now }).compactMap(\.self).min()
    }

    /// What was handed out under a `jti`, also when it was acknowledged since.
    func handedOut(_ token: TokenID) -> Candidate? {
        names[token].flatMap { handedOut[$0]?.candidate ?? acknowledged[$0]?.candidate }
    }

    /// Those of a mailbox's handoffs that may be handed out, as far as it can be told without
    /// reading them.
    func free(_ names: [PartName], now: Instant) -> [PartName] {
        names.filter { name in
            acknowledged[name] == nil && (handedOut[name].map { $0.until <= now } ?? true)
                && (unreadable[name].map { $0 <= now } ?? true)
        }
    }

    /// Leaves out messages that cannot be handed out until another look at them.
    mutating func setAside(_ names: [PartName], now: Instant, until: Instant) {
        unreadable = unreadable.filter { $0.value > now }
        for name in names { unreadable[name] = until }
    }

    /// Hands out those candidates that may be: not handed out now, and no second message under a
    /// `jti` that is (RFC 8936 keys its answer by `jti`, which is unique per issuer only).
    ///
    /// - Parameter capacity: the most that are remembered; what is handed out *again* takes no room.
    mutating func take(
        _ candidates: [Candidate], limit: Int, capacity: Int, now: Instant,
        until: Instant
    ) -> [PartName] {
        var taken: [PartName] = []
        for candidate in candidates where taken.count < limit {
            guard mayTake(candidate, capacity: capacity, now: now) else { continue }
            let name = candidate.name
            handedOut[name] = HandedOut(
                candidate: candidate, until: until, isAgain: handedOut[name] != nil)
            names[candidate.token] = name
            taken.append(name)
        }
        return taken
    }

    /// Whether a candidate may be handed out now.
    mutating func mayTake(_ candidate: Candidate, capacity: Int, now: Instant) -> Bool {
        let name = candidate.name
        if acknowledged[name] != nil { return false }
        if let out = handedOut[name], out.until > now { return false }
        if handedOut[name] == nil, handedOut.count >= capacity { return false }
        return !isAnothers(candidate.token, than: name, at: now)
    }

    /// Whether a `jti` is that of another message: while it is out, and a while after it was
    /// acknowledged.
    private mutating func isAnothers(
        _ token: TokenID, than name: PartName, at now: Instant
    ) -> Bool {
        guard let other = names[token], other != name else { return false }
        guard handedOut[other] == nil else { return true }
        let until = acknowledged[other].flatMap { $0.until > now ? $0.until : nil }
        heldBack[token] = until
        return until != nil
    }

    /// Keeps a message from being handed out again while its acknowledgement is being committed: a
    /// poll that looked before the commit must not hand it out after it, however late it is.
    mutating func hold(_ name: PartName) {
        handedOut[name]?.until = Instant(milliseconds: .max)
    }

    /// Lets a message be handed out again whose acknowledgement could not be committed.
    mutating func release(_ name: PartName, at now: Instant) {
        handedOut[name]?.until = now
    }

    /// Notes that a message was acknowledged, and forgets those of which that is long ago.
    mutating func acknowledge(
        _ candidate: Candidate, now: Instant, forgetting milliseconds: Int64
    ) {
        handedOut.removeValue(forKey: candidate.name)
        acknowledged[candidate.name] = Acknowledged(
            candidate: candidate, until: now.adding(milliseconds: milliseconds))
        guard acknowledged.count > sweptCount else { return }
        forget(acknowledged.values.filter { $0.until <= now })
        if acknowledged.count >= Self.remembered {
            let oldest = acknowledged.values.sorted { $0.until < $1.until }
            forget(Array(oldest.prefix(Self.remembered / 2)))
        }
        // Swept again when it has doubled, so that each acknowledgement pays for one look.
        sweptCount = min(max(64, 2 * acknowledged.count), Self.remembered - 1)
    }

    private mutating func forget(_ old: [Acknowledged]) {
        for old in old {
            acknowledged.removeValue(forKey: old.candidate.name)
            forget(old.candidate.token, of: old.candidate.name)
        }
    }

    /// Forgets that a message was handed out which could not be sent after all; when it was handed
    /// out before too, that stays, and so an acknowledgement of it still counts.
    mutating func forget(_ name: PartName) {
        guard let out = handedOut[name] else { return }
        if out.isAgain {
            handedOut[name]?.until = Instant(milliseconds: .min)
        } else {
            handedOut[name] = nil
            forget(out.candidate.token, of: name)
        }
    }

    private mutating func forget(_ token: TokenID, of name: PartName) {
        if names[token] == name { names.removeValue(forKey: token) }
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
