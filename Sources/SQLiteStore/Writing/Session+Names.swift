// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay

/// Tables and indexes that are ordered by names chosen at random.
extension Session {
    /// Writes them anew once the last facts of a plan are purged.
    ///
    /// A page of such a table is split in its middle, and what was moved to the next page may stand in
    /// the unused part of the first for as long as that lives: SQLite's `secure_delete` overwrites a row
    /// where it is deleted, and not where it once was. A page that is let go whole is overwritten whole.
    /// Everybody who commits waits for this: about five seconds for a million threads.
    func renewNames(after facts: PurgedFacts) throws(StoreFailure) {
        guard facts.isLast else { return }
        let earlier = try facts.plan.flatMap { plan throws(StoreFailure) in
            try self.plan(plan)?.forgotten
        }
        guard facts.forgotten > 0 || (earlier ?? 0) > 0 else { return }
        let threads = try named(.threadsFiled)
        try run(.clearThreads)
        for (name, entry) in threads { try run(.fileThread, [name, entry]) }
        let holds = try named(.holds)
        try run(.clearHolds)
        for (name, entry) in holds { try run(.insertHold, [name, entry]) }
        for index in ["quarantine_token", "quarantine_thread"] {
            try run(Command("REINDEX main.\(index)"))
        }
    }

    private func named(_ command: Command) throws(StoreFailure) -> [(name: [UInt8], entry: Int64)] {
        try all(command, []) { columns throws(StoreFailure) in
            (name: try columns.bytes(), entry: try columns.integer())
        }
    }
}

extension Command {
    fileprivate static let threadsFiled = Command("SELECT txn, entry FROM threads ORDER BY txn")
    fileprivate static let clearThreads = Command("DELETE FROM threads")
    fileprivate static let clearHolds = Command("DELETE FROM holds")
}
