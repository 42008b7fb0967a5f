// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// The threads of which nothing is purged, and which partnerships hold each.
///
/// A thread that several partnerships share is kept while one of them holds it; why it does is nobody
/// else's to know.
struct HeldThreads: Sendable {
    private var holders: [ThreadID: Set<Int>] = [:]

    init(_ holds: [LegalHold]) {
        for hold in holds { holders[hold.thread, default: []].insert(hold.partnership) }
    }

    /// Whether anybody holds a thread.
    func contains(_ thread: ThreadID) -> Bool { holders[thread] != nil }

    /// The partnerships that hold a thread.
    func holders(of thread: ThreadID) -> Set<Int> { holders[thread] ?? [] }

    /// What holds a thread back, as one partnership may know it; nil when nobody holds it.
    func holdBack(of thread: ThreadID, for partnership: Int) -> HoldBack? {
        holders[thread].map { $0.contains(partnership) ? .legalHold : .anothersHold }
    }
}

extension StoreReading {
    /// The threads that are held.
    func heldThreads() throws(StoreFailure) -> HeldThreads { HeldThreads(try legalHolds()) }
}
