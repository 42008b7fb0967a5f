// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding

/// What one mailbox has handed out and not heard of, and who waits at it: a value.
///
/// RFC 8936 keys answers and acknowledgements by `jti`, which is unique per issuer only. So of messages
/// that share one, a mailbox has one out at a time, and the next goes out once that is acknowledged.
/// From then on an acknowledgement may be that of the next, or the first one's again: who does not hear
/// the answer to a report must repeat it (section 2.4). If the next went out in the very answer that is
/// not heard, the repeat would be taken for its own, and it would count as delivered and never have been
/// seen. Therefore:
///
/// - No answer holds a message under a `jti` that the same poll acknowledges. Such a poll is told at
///   once that more waits. Who polls again without the acknowledgement has heard, and is given the next;
///   an acknowledgement that comes after that is the next one's.
/// - An acknowledgement of what is acknowledged already is nothing, and renews nothing.
/// - Who repeats it for longer than a message stays invisible is given the next all the same, so that
///   nobody is kept waiting for it; but what it acknowledges is then still the first, and the next is
///   handed out again, until a poll takes it that does not acknowledge it at once.
///
/// Nodes that share a mailbox acknowledge as one: a repeat that one of them sends after another was
/// given the next counts as the next one's, since nothing in a poll tells them apart.
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
        /// Whether an acknowledgement can only be its own.
        let isClear: Bool
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

    /// A poll that looks at the mailbox.
    struct Visit: Sendable {
        /// When it looks.
        var now: Instant
        /// Until when what it is given is invisible to others.
        var until: Instant
        /// The most messages that are remembered as handed out; one that is handed out *again* takes no
        /// room.
        let capacity: Int
        /// What it acknowledges itself.
        var acknowledging: Set<TokenID> = []
    }

    /// What was acknowledged of late: a poll which looked before must not hand it out again.
    private var acknowledged: [PartName: Acknowledged] = [:]
    /// Messages that wait and are known to share their `jti`, so that they are told apart unread.
    private var sharing: [PartName: TokenID] = [:]
    /// Until when what waits under a `jti` is kept from polls that acknowledge that themselves.
    private var keptBack: [TokenID: Instant] = [:]

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

    /// The most messages of which it is remembered that they share a `jti`; what is beyond waits as
    /// well, and may then hide for a while what stands behind it.
    static let rememberedSharing = 8_192

    /// How many messages are handed out, or were and never heard of, or are left out, at most.
    var count: Int { handedOut.count + unreadable.count + sharing.count }

    /// How many acknowledgements are remembered.
    var acknowledgedCount: Int { acknowledged.count }

    /// When the next message that is handed out becomes visible again.
    func nextVisible(after now: Instant) -> Instant? {
        let times = [handedOut.values.lazy.map(\.until).filter { $0 > now }.min()]
        let others = unreadable.values.filter { $0 > now }
        return (times + others).compactMap(\.self).min()
    }

    /// What was handed out under a `jti`, also when it was acknowledged since; nil where what is out may
    /// not be what an acknowledgement means.
    func handedOut(_ token: TokenID) -> Candidate? {
        guard let name = names[token] else { return nil }
        guard let out = handedOut[name] else { return acknowledged[name]?.candidate }
        return out.isClear ? out.candidate : nil
    }

    /// Those of a mailbox's handoffs that a poll may be given, as far as it can be told without reading
    /// them, and whether others wait only for it to come again without what it acknowledges.
    mutating func free(
        _ names: [PartName], for visit: Visit
    ) -> (names: [PartName], isMore: Bool) {
        var (free, isMore): ([PartName], Bool) = ([], false)
        var seen: Set<TokenID> = []
        for name in names where isFree(name, at: visit.now) {
            if let token = handedOut[name]?.candidate.token ?? sharing[name] {
                if isBehind(name, token) || !seen.insert(token).inserted { continue }
                if isKept(token, from: visit) {
                    keptBack[token] = keptBack[token] ?? visit.until
                    isMore = true
                    continue
                }
            }
            free.append(name)
        }
        return (free, isMore)
    }

    private func isFree(_ name: PartName, at now: Instant) -> Bool {
        acknowledged[name] == nil && (handedOut[name].map { $0.until <= now } ?? true)
            && (unreadable[name].map { $0 <= now } ?? true)
    }

    /// Whether another message is out under its `jti`, or its acknowledgement is being committed.
    private func isBehind(_ name: PartName, _ token: TokenID) -> Bool {
        guard let other = names[token], other != name else { return false }
        return handedOut[other] != nil
    }

    /// Whether a poll must come again without what it acknowledges.
    private func isKept(_ token: TokenID, from visit: Visit) -> Bool {
        visit.acknowledging.contains(token) && keptBack[token].map { $0 > visit.now } ?? true
    }

    /// Notes which candidates wait for another under the same `jti`, so that they are left out of what
    /// is looked at before it is cut to a page.
    ///
    /// - Returns: whether another look would leave something out that this one did not.
    mutating func keepBack(_ candidates: [Candidate], from visit: Visit) -> Bool {
        var earlier: [TokenID: PartName] = [:]
        var isNew = false
        for candidate in candidates {
            let (name, token) = (candidate.name, candidate.token)
            let before = earlier.updateValue(name, forKey: token)
            guard before != nil || isBehind(name, token) || isKept(token, from: visit),
                sharing[name] != nil || sharing.count < Self.rememberedSharing
            else { continue }
            for name in [before, name].compactMap(\.self) { sharing[name] = token }
            isNew = true
        }
        return isNew
    }

    /// Leaves out messages that cannot be handed out until another look at them.
    mutating func setAside(_ names: [PartName], now: Instant, until: Instant) {
        unreadable = unreadable.filter { $0.value > now }
        for name in names { unreadable[name] = until }
    }

    /// Hands out those candidates that may be: not handed out now, and no second message under a
    /// `jti` that is.
    mutating func take(
        _ candidates: [Candidate], limit: Int, for visit: Visit
    ) -> [PartName] {
        var taken: [PartName] = []
        for candidate in candidates where taken.count < limit {
            guard mayTake(candidate, for: visit) else { continue }
            let (name, token) = (candidate.name, candidate.token)
            handedOut[name] = HandedOut(
                candidate: candidate, until: visit.until, isAgain: handedOut[name] != nil,
                isClear: handedOut[name]?.isClear ?? false || !visit.acknowledging.contains(token))
            names[token] = name
            keptBack[token] = nil
            taken.append(name)
        }
        return taken
    }

    /// Whether a candidate may be handed out now.
    func mayTake(_ candidate: Candidate, for visit: Visit) -> Bool {
        let (name, token) = (candidate.name, candidate.token)
        guard isFree(name, at: visit.now), !isBehind(name, token), !isKept(token, from: visit)
        else { return false }
        return handedOut[name] != nil || handedOut.count < visit.capacity
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

    /// Notes that a message was acknowledged, unless it was before, and forgets those of which that is
    /// long ago.
    mutating func acknowledge(
        _ candidate: Candidate, now: Instant, forgetting milliseconds: Int64
    ) {
        handedOut.removeValue(forKey: candidate.name)
        sharing.removeValue(forKey: candidate.name)
        guard acknowledged[candidate.name] == nil else { return }
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
