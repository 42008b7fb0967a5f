// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc
package import Relay
package import Safeguarding

extension SQLiteStore: StoreGauge {
    /// Counts what is open by its partial indexes, and asks the file system about the rest.
    package func levels(now: Instant) async throws(StoreFailure) -> StoreLevels {
        var levels = try await look { session throws(StoreFailure) in
            try session.levels(now: now)
        }
        levels.bytes = [
            "database": Self.size(of: path), "write_ahead_log": Self.size(of: path + "-wal"),
        ]
        levels.freeBytes = Self.room(at: path)
        return levels
    }

    /// Reads the open refused messages by the index of those alone.
    package func quarantine() async throws(StoreFailure) -> [QuarantineLevel] {
        try await look { session throws(StoreFailure) in try session.quarantineLevels() }
    }

    private func look<Level: Sendable>(
        _ work: @escaping @Sendable (Session) throws(StoreFailure) -> Level
    ) async throws(StoreFailure) -> Level {
        try await read { store throws(StoreFailure) in
            guard let session = store as? Session else {
                preconditionFailure("this store reads through its own sessions")
            }
            return try work(session)
        }
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
        levels.overdue = try count(.missedCount) + count(.unjudgedCount, [now.milliseconds])
        levels.open = try count(.unmetCount) - levels.overdue
        levels.quarantine = try quarantineLevels()
        return levels
    }

    fileprivate func quarantineLevels() throws(StoreFailure) -> [QuarantineLevel] {
        try all(.quarantineLevels, []) { columns throws(StoreFailure) in
            QuarantineLevel(
                try agency(try columns.number()), try columns.text(), try columns.number())
        }
    }

    private func count(_ command: Command, _ arguments: Arguments = []) throws(StoreFailure)
        -> Int64
    {
        try numbers(command, arguments).first ?? 0
    }
}

extension Command {
    fileprivate static let logSize = Command("SELECT size FROM head")
    /// Of each partnership in turn, so that what was missed once and came after all is not counted over.
    fileprivate static let missedCount = Command(
        """
        WITH RECURSIVE places (p) AS (
            SELECT min(p) FROM expectations WHERE missed_at IS NOT NULL
            UNION ALL
            SELECT (SELECT min(p) FROM expectations WHERE missed_at IS NOT NULL AND p > places.p)
            FROM places WHERE p IS NOT NULL
        )
        SELECT count(*) FROM places CROSS JOIN expectations e INDEXED BY expectations_missed_in
        ON e.p = places.p WHERE e.missed_at IS NOT NULL AND e.state = 1
        """)
    /// Due, and not looked at yet: there are few, whatever else waits.
    fileprivate static let unjudgedCount = Command(
        """
        SELECT count(*) FROM expectations INDEXED BY expectations_next
        WHERE next_at <= ? AND state = 0
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
