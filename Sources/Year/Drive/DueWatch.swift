// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding

/// What the watchman of a simulated broker knows, from one start to the next: when something is due next,
/// so that the store is not asked before every event, and what waits and who was heard of, as the real
/// one remembers it.
///
/// What a message opens is seldom due within minutes; where it is, the next look, or the next
/// transaction of any kind, judges it.
struct DueWatch: Sendable {
    /// What the real watchman remembers from look to look.
    var memory = Watch()
    /// When it looks next at mailboxes and at who is silent; nil until it has begun.
    private var nextRound: Instant?
    /// How far ahead a look goes.
    let farthest: Instant
    private var next: Instant?
    private var lookedAt: Instant?

    /// After how many minutes it looks again in any case.
    static let minutes = 10

    /// How often it looks at mailboxes and at who is silent; the real one does more often, and finds
    /// nothing else for it.
    static let minutesBetweenRounds = 60

    init(until end: Instant) { farthest = end }

    /// When it makes its next round: at once where it has made none.
    func round(from now: Instant) -> Instant { nextRound ?? now }

    /// It made a round.
    mutating func madeRound(at now: Instant) {
        nextRound = now.after(minutes: Self.minutesBetweenRounds)
    }

    /// Whether something may be due by a time that nobody has looked for.
    func mustLook(at time: Instant) -> Bool {
        guard let lookedAt, time < lookedAt.after(minutes: Self.minutes) else { return true }
        return next.map { $0 <= time } ?? false
    }

    /// What it knew of the next due time holds no more: its clock was set right.
    mutating func forgetDue() { (next, lookedAt) = (nil, nil) }

    /// A look at a time showed what is due next after it.
    mutating func looked(at time: Instant, next: Instant?) {
        lookedAt = time
        self.next = next
    }
}
