// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// What is gone by the time that something is looked at: what the store has forgotten, and what goes
/// before it in the same plan.
struct Gone: Sendable {
    private var entries: Set<Int64> = []
    private var threads: Set<ThreadID> = []

    /// Notes that an entry goes.
    mutating func add(_ entry: Int64) { entries.insert(entry) }

    /// Notes that all messages of a thread go.
    mutating func add(_ thread: ThreadID) { threads.insert(thread) }

    /// Whether an entry goes with what was noted.
    func has(_ entry: Int64) -> Bool { entries.contains(entry) }

    /// Whether nothing is known any more of any of these entries.
    func have(
        _ indices: some Sequence<Int64>, in store: any StoreReading
    ) throws(StoreFailure) -> Bool {
        let others = Set(indices).subtracting(entries).sorted()
        return try store.forgotten(among: others).count == others.count
    }

    /// Whether no message of a thread is known any more.
    func has(_ thread: ThreadID, in store: any StoreReading) throws(StoreFailure) -> Bool {
        if threads.contains(thread) { return true }
        return try store.messages(.opening(thread)).isEmpty
    }
}
