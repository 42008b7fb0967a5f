// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// What is known of the next due time, so that the store is not asked before every event.
///
/// What a message opens is seldom due within minutes; where it is, the next look, or the next
/// transaction of any kind, judges it.
struct DueWatch: Sendable {
    /// How far ahead a look goes.
    let farthest: Instant
    private var next: Instant?
    private var lookedAt: Instant?

    /// After how many minutes it looks again in any case.
    static let minutes = 10

    init(until end: Instant) { farthest = end }

    /// Whether something may be due by a time that nobody has looked for.
    func mustLook(at time: Instant) -> Bool {
        guard let lookedAt, time < lookedAt.after(minutes: Self.minutes) else { return true }
        return next.map { $0 <= time } ?? false
    }

    /// A look at a time showed what is due next after it.
    mutating func looked(at time: Instant, next: Instant?) {
        lookedAt = time
        self.next = next
    }
}
