// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc
package import Relay
package import Safeguarding

extension SQLiteStore: StoreGauge {
    /// Counts what is open by its partial indexes, and asks the file system about the rest.
    package func levels(now: Instant) async throws(StoreFailure) -> StoreLevels {
        var levels = try await read { store throws(StoreFailure) in
            guard let session = store as? Session else {
                preconditionFailure("this store reads through its own sessions")
            }
            return try session.levels(now: now)
        }
        levels.bytes = [
            "database": Self.size(of: path), "write_ahead_log": Self.size(of: path + "-wal"),
        ]
        levels.freeBytes = Self.room(at: path)
        return levels
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    private static func room(at path: String) -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}

extension Session {
    fileprivate func levels(now: Instant) throws(StoreFailure) -> StoreLevels {
        var levels = StoreLevels()
        levels.entries = try count(.logSize)
        levels.waiting = try count(.waitingCount)
        let notDue = try count(.notDueCount, [now.milliseconds])
        levels.open = notDue
        levels.overdue = try count(.unmetCount) - notDue
        levels.quarantine = try all(.quarantineLevels, []) { columns throws(StoreFailure) in
            QuarantineLevel(
                try agency(try columns.number()), try columns.text(), try columns.number())
        }
        return levels
    }

    private func count(_ command: Command, _ arguments: Arguments = []) throws(StoreFailure)
        -> Int64
    {
        try numbers(command, arguments).first ?? 0
    }
}

extension Command {
    fileprivate static let logSize = Command("SELECT size FROM head")
    fileprivate static let notDueCount = Command(
        """
        SELECT count(*) FROM expectations INDEXED BY expectations_next
        WHERE next_at > ? AND state = 0
        """)
    fileprivate static let quarantineLevels = Command(
        """
        SELECT sender, code, count(*) FROM quarantine INDEXED BY quarantine_open
        WHERE state = 0 GROUP BY sender, code
        """)
    /// Open, paused or missed: all are owed still.
    fileprivate static let unmetCount = Command(
        "SELECT count(*) FROM expectations INDEXED BY expectations_under WHERE state < 3")
}
