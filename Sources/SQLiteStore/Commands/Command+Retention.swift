// SPDX-License-Identifier: Apache-2.0

extension Command {
    /// By the key of the table alone, whose rows without a body are many to a page.
    static let keptMessages = Command(
        """
        SELECT entry FROM messages NOT INDEXED
        WHERE entry > ? AND entry < ? AND body IS NOT NULL ORDER BY entry LIMIT ?
        """)

    /// By the key of the table alone, likewise.
    static let purgedMessages = Command(
        """
        SELECT entry FROM messages NOT INDEXED
        WHERE entry > ? AND entry < ? AND purged_by IS NOT NULL AND status < 3
        ORDER BY entry LIMIT ?
        """)

    static let partnershipsOfThread = Command(
        """
        SELECT DISTINCT e.p FROM messages m INDEXED BY messages_thread
        CROSS JOIN entries e ON e.ix = m.entry WHERE m.thread = ? AND m.status < 2
        """)

    /// Who is refused names a thread too, which may have nothing else in it.
    static let partnershipsOfRefused = Command(
        """
        SELECT DISTINCT e.p FROM quarantine q INDEXED BY quarantine_named
        CROSS JOIN entries e ON e.ix = q.entry WHERE q.thread = ?
        """)

    /// In place, by as many zeros, so that SQLite moves no row of the page and leaves no copy behind.
    static let eraseKey = Command(
        """
        UPDATE erasable SET wrapped = zeroblob(length(wrapped)), salt = zeroblob(length(salt)),
        particulars = iif(particulars IS NULL, NULL, zeroblob(length(particulars)))
        WHERE entry = ?
        """)
    static let eraseBody = Command("UPDATE messages SET body = NULL WHERE entry = ?")
    static let namePurged = Command(
        """
        SELECT m.sender, m.indexed, a.uri FROM messages m JOIN agencies a ON a.number = m.sender
        WHERE m.entry = ?
        """)
    static let markPurged = Command("UPDATE messages SET purged_by = ? WHERE entry = ?")
    static let missedOpenedBy = Command(
        """
        SELECT name, break_point FROM expectations
        WHERE name >= ?1 << 16 AND name < (?1 + 1) << 16 AND missed_at IS NOT NULL ORDER BY name
        """)
    static let weighAgain = Command(
        "UPDATE expectations SET seriousness = ?, overseen = ? WHERE name = ?")

    static let insertPlan = Command("INSERT INTO plans (entry, p) VALUES (?, ?)")
    static let plans = Command(
        "SELECT \(planColumns) FROM plans ORDER BY entry")
    static let plan = Command("SELECT \(planColumns) FROM plans WHERE entry = ?")
    private static let planColumns =
        "entry, p, state, approved_by, through, facts_through, purged, forgotten, kept, damaged"
    static let writePlan = Command(
        """
        UPDATE plans SET state = ?, approved_by = ?, through = ?, facts_through = ?, purged = ?,
        forgotten = ?, kept = ?, damaged = ? WHERE entry = ?
        """)

    static let insertHold = Command(
        "INSERT INTO holds (txn, p, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    static let deleteHold = Command("DELETE FROM holds WHERE txn = ? AND p = ?")
    static let holds = Command("SELECT txn, p, entry FROM holds ORDER BY entry")

    static let listed = Command("SELECT listed, digest FROM forgetting WHERE one = 1")
    static let writeListed = Command(
        """
        INSERT INTO forgetting (one, listed, digest) VALUES (1, ?, ?)
        ON CONFLICT (one) DO UPDATE SET listed = excluded.listed, digest = excluded.digest
        """)
    static let refusedUnder = Command(
        """
        SELECT entry FROM messages WHERE indexed = ? AND sender = ? AND status = 2 ORDER BY entry
        """)
    static let hasBody = Command(
        "SELECT entry FROM messages WHERE entry = ? AND body IS NOT NULL")
}
