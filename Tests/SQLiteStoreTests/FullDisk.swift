// SPDX-License-Identifier: Apache-2.0

import GRDB
import Synchronization

/// A disk that is found to be full when a transaction commits, and not before.
final class FullDisk: Sendable {
    private let full = Mutex(false)

    var isFull: Bool {
        get { full.withLock { $0 } }
        set { full.withLock { $0 = newValue } }
    }

    /// Sits in the commits of a connection.
    final class Observer: TransactionObserver {
        private let disk: FullDisk

        init(disk: FullDisk) { self.disk = disk }

        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseWillCommit() throws {
            if disk.isFull { throw DatabaseError(resultCode: .SQLITE_FULL, message: "full") }
        }
        func databaseDidCommit(_ database: Database) {}
        func databaseDidRollback(_ database: Database) {}
    }
}
