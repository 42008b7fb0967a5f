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
    /// Everybody who commits waits for this. So SQLite moves the rows aside and back itself, page by page:
    /// about a second for a million threads.
    func renewNames(after facts: PurgedFacts) throws(StoreFailure) {
        guard facts.isLast else { return }
        let earlier = try facts.plan.flatMap { plan throws(StoreFailure) in
            try self.plan(plan)?.forgotten
        }
        guard facts.forgotten > 0 || (earlier ?? 0) > 0 else { return }
        for move in Command.threadsAsideAndBack { try run(move) }
        let holds = try legalHolds()
        try run(.clearHolds)
        for hold in holds {
            try run(.insertHold, [hold.thread.bytes, hold.partnership, hold.entry])
        }
        for index in ["quarantine_token", "quarantine_thread"] {
            try run(Command("REINDEX main.\(index)"))
        }
    }
}

extension Command {
    /// Rows of two tables that are alike are moved as they are where all are asked for, and a table that is
    /// emptied without a condition lets its pages go whole.
    fileprivate static let threadsAsideAndBack = [
        Command("INSERT INTO threads_aside SELECT * FROM threads"),
        Command("DELETE FROM threads"),
        Command("INSERT INTO threads SELECT * FROM threads_aside"),
        Command("DELETE FROM threads_aside"),
    ]
    fileprivate static let clearHolds = Command("DELETE FROM holds")
}
