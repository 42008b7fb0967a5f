// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertExpectation = Command(
        """
        INSERT INTO expectations
        (entry, part, root, p, sender, owed_by, owed_to, due, rule, type, break_point, outstanding)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    static let outstanding = Command(
        "SELECT outstanding FROM expectations WHERE entry = ? AND part = ?")
    static let meetPartly = Command(
        "UPDATE expectations SET outstanding = ? WHERE entry = ? AND part = ?")
    static let miss = Command(
        """
        UPDATE expectations SET state = 1, missed_at = ?, missed_entry = ?, missed_part = ?
        WHERE entry = ? AND part = ?
        """)
    /// Met, in time or late: nobody is waited for any more.
    static let meet = Command(
        """
        UPDATE expectations SET state = ?, outstanding = '', settled_at = ?, settled_entry = ?,
        settled_part = ? WHERE entry = ? AND part = ?
        """)
    static let withdraw = Command(
        """
        UPDATE expectations SET state = 4, settled_at = ?, settled_entry = ?, settled_part = ?
        WHERE entry = ? AND part = ?
        """)

    private static let columns =
        """
        x.entry, x.part, x.root, x.state, x.outstanding, x.missed_at, x.missed_entry,
        x.missed_part, x.settled_at, x.settled_entry, x.settled_part, e.at, e.p, e.facts, e.parts
        """

    static let expectationsDue = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_due
        CROSS JOIN entries e ON e.ix = x.entry
        WHERE x.state = 0 AND x.due <= ? ORDER BY x.due LIMIT ?
        """)
    static let expectationsOwed = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_owed
        CROSS JOIN entries e ON e.ix = x.entry
        WHERE x.owed_by = ? AND x.root = ? AND x.state < 2 ORDER BY x.due, x.entry, x.part
        """)
    static let expectationsOfThread = Command(
        """
        SELECT \(columns) FROM messages m CROSS JOIN expectations x ON x.entry = m.entry
        CROSS JOIN entries e ON e.ix = x.entry
        WHERE m.thread = ? AND m.status < 2 ORDER BY x.due, x.entry, x.part
        """)

    /// Missed ones in the order of names; filters that grow with nothing but the misses.
    static let missed = missed(by: "expectations_missed_name", where: "")
    /// Missed ones of a span of time.
    static let missedInTime = missed(by: "expectations_missed", where: "")
    /// Missed ones that one agency owes.
    static let missedBy = missed(by: "expectations_missed_by", where: " AND x.owed_by = :one")
    /// Missed ones that are owed to one agency.
    static let missedTo = missed(by: "expectations_missed_to", where: " AND x.owed_to = :one")
    /// Missed ones that one agency's messages opened.
    static let missedFrom = missed(by: "expectations_missed_from", where: " AND x.sender = :one")

    private static func missed(by index: String, where more: String) -> Command {
        Command(
            """
            SELECT \(columns) FROM expectations x INDEXED BY \(index)
            CROSS JOIN entries e ON e.ix = x.entry
            WHERE x.missed_at IS NOT NULL AND (x.entry, x.part) > (:entry, :part)\(more)
            AND x.missed_at >= :from AND x.missed_at < :to
            AND (:agency IS NULL OR :agency IN (x.owed_by, x.owed_to))
            AND (:sender IS NULL OR x.sender = :sender)
            AND (:recipient IS NULL
            OR x.sender <> :recipient AND :recipient IN (x.owed_by, x.owed_to))
            AND (:type IS NULL OR x.type = :type) AND (:rule IS NULL OR x.rule = :rule)
            AND (:break_point IS NULL OR x.break_point = :break_point)
            AND (:state IS NULL OR x.state = :state)
            AND (:partnerships IS NULL OR x.p IN (SELECT value FROM json_each(:partnerships)))
            ORDER BY x.entry, x.part LIMIT :limit
            """)
    }
}
