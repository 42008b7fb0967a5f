// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertTimestamp = Command(
        """
        INSERT INTO timestamps (size, first, last, authority, asked_at, time, valid_until, token)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    static let newestTimestamp = timestamps("WHERE size IS NOT NULL ORDER BY size DESC LIMIT 1")
    static let newestRenewal = timestamps(
        "WHERE first IS NOT NULL ORDER BY first DESC LIMIT 1")
    static let timestampsFrom = timestamps("WHERE number >= ? ORDER BY number LIMIT ?")
    static let timestampsCovering = timestamps(
        """
        WHERE number >= (SELECT number FROM timestamps WHERE size >= ? ORDER BY size LIMIT 1)
        ORDER BY number LIMIT ?
        """)
    /// By an index that also holds those before: they are few, a renewal covers thousands.
    static let timestampEndingFirst = timestamps(
        "WHERE number >= ? ORDER BY valid_until, number LIMIT 1")

    private static func timestamps(_ which: String) -> Command {
        Command(
            """
            SELECT number, size, first, last, authority, asked_at, time, valid_until, token
            FROM timestamps \(which)
            """)
    }
}
