// SPDX-License-Identifier: Apache-2.0

import Handoffs
import HeapModule
import Safeguarding

/// What waits in mailboxes for longer than is usual, and when each of it is undeliverable: a value.
///
/// Kept in memory only: after a restart every mailbox is gone through once, a page at a time. A message is
/// looked at when it has waited as long as the shortest limit, so that one which is fetched before costs
/// nothing here.
struct Unfetched: Sendable {
    /// The mailboxes that are still to be gone through in this round, the next one last.
    private var mailboxes: [AgencyID] = []
    /// Up to when a message must have been routed to be looked at in this round.
    private var routedBy = Instant(milliseconds: .min)
    /// The last handoff of each mailbox that was looked at.
    private var lookedAt: [AgencyID: PartName] = [:]
    /// Those that still waited, the most urgent first.
    private var waiting = Heap<Waiting>()
    /// Those that are undeliverable by now, and not declared so yet.
    private var late: [PartName] = []
    private var nextRound = Instant(milliseconds: .min)

    /// How often all mailboxes are gone through, at most and at least, in milliseconds.
    static let pause: ClosedRange<Int64> = 1_000...60_000
    /// How many rounds there are while the shortest limit passes.
    static let rounds: Int64 = 10
    /// How many pages are read at most until the watchman turns to what else is due, or ends because it is
    /// told to: a part of a second.
    static let pagesAtOnce = 10

    /// A handoff that still waits, and when it is undeliverable.
    struct Waiting: Comparable, Sendable {
        let due: Instant
        let name: PartName

        static func < (one: Self, other: Self) -> Bool {
            (one.due, one.name) < (other.due, other.name)
        }
    }

    /// How many are known to wait.
    var count: Int { waiting.count + late.count }

    /// Whether there is nothing to look at yet: neither a mailbox nor what is known to wait.
    func isQuiet(at now: Instant) -> Bool {
        now < nextRound && mailboxes.isEmpty && late.isEmpty
            && (waiting.min.map { now < $0.due } ?? true)
    }

    /// Begins a round through all mailboxes, unless the last one is not over or was a moment ago.
    ///
    /// Where no rule says when something is undeliverable there is nothing to go through.
    mutating func begin(at now: Instant, _ directory: Directory) {
        guard mailboxes.isEmpty, now >= nextRound else { return }
        let patience = directory.patience
        if let patience {
            mailboxes = directory.agencies.map(\.id).reversed()
            routedBy = now.adding(milliseconds: -patience)
        }
        let pause = (patience ?? .max) / Self.rounds
        nextRound = now.adding(
            milliseconds: min(max(pause, Self.pause.lowerBound), Self.pause.upperBound))
    }

    /// Where the round goes on; nil when it is over.
    var place: UnfetchedPage.Place? {
        mailboxes.last.map { UnfetchedPage.Place($0, after: lookedAt[$0], routedBy: routedBy) }
    }

    /// Takes in what was read of a mailbox.
    mutating func take(_ page: UnfetchedPage, of mailbox: AgencyID) {
        lookedAt[mailbox] = page.last ?? lookedAt[mailbox]
        waiting.insert(contentsOf: page.waiting)
        if page.isEnd { mailboxes.removeLast() }
    }

    /// What is undeliverable by now, the most urgent first, at most so many; the same ones until they
    /// are forgotten.
    mutating func late(by now: Instant, limit: Int) -> [PartName] {
        while late.count < limit, let next = waiting.min, next.due <= now {
            waiting.removeMin()
            late.append(next.name)
        }
        return late
    }

    /// Forgets what was given as late: it was declared undeliverable, or was fetched after all.
    mutating func forgetLate() { late = [] }
}

extension Directory {
    /// The shortest time in milliseconds after which a message may be undeliverable; nil where no
    /// rule says so.
    fileprivate var patience: Int64? {
        partnerships.flatMap(\.rules.undeliverableAfter.values).map(\.leastMilliseconds).min()
    }
}
