// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertExpectation = Command(
        """
        INSERT INTO expectations
        (name, root, p, sender, owed_by, owed_to, due, rule, type, break_point, outstanding)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    static let outstanding = Command(
        "SELECT outstanding FROM expectations WHERE name = ?")
    static let meetPartly = Command(
        "UPDATE expectations SET outstanding = ? WHERE name = ?")
    static let miss = Command(
        """
        UPDATE expectations SET state = 1, missed_at = ?, missed_by = ?
        WHERE name = ?
        """)
    /// Met, in time or late: nobody is waited for any more.
    static let meet = Command(
        """
        UPDATE expectations SET state = ?, outstanding = '', settled_at = ?, settled_by = ?
        WHERE name = ?
        """)
    static let withdraw = Command(
        """
        UPDATE expectations SET state = 4, settled_at = ?, settled_by = ?
        WHERE name = ?
        """)

    private static let columns =
        """
        x.name, x.root, x.state, x.outstanding, x.missed_at, x.missed_by, x.settled_at,
        x.settled_by, e.at, e.p, e.content
        """

    static let expectationsDue = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_due
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.state = 0 AND x.due <= ? ORDER BY x.due LIMIT ?
        """)
    static let expectationsOwed = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_owed
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.owed_by = ? AND x.root = ? AND x.state < 2 ORDER BY x.due, x.name
        """)
    static let expectationsOfThread = Command(
        """
        SELECT \(columns) FROM messages m CROSS JOIN expectations x ON \(named("x", by: "m"))
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE m.thread = ? AND m.status < 2 ORDER BY x.due, x.name
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
            CROSS JOIN entries e ON e.ix = x.name >> 16
            WHERE x.missed_at IS NOT NULL AND x.name > :name\(more)
            AND x.missed_at >= :from AND x.missed_at < :to
            AND (:agency IS NULL OR :agency IN (x.owed_by, x.owed_to))
            AND (:sender IS NULL OR x.sender = :sender)
            AND (:recipient IS NULL
            OR x.sender <> :recipient AND :recipient IN (x.owed_by, x.owed_to))
            AND (:type IS NULL OR x.type = :type) AND (:rule IS NULL OR x.rule = :rule)
            AND (:break_point IS NULL OR x.break_point = :break_point)
            AND (:state IS NULL OR x.state = :state)
            AND (:partnerships IS NULL OR x.p IN (SELECT value FROM json_each(:partnerships)))
            ORDER BY x.name LIMIT :limit
            """)
    }
}
