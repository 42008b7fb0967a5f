// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertExpectation = Command(
        """
        INSERT INTO expectations
        (name, root, p, sender, owed_by, owed_to, due, next_at, rule, type, break_point)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    static let meetPartly = Command(
        "UPDATE expectations SET outstanding = ? WHERE name = ?")
    static let miss = Command(
        """
        UPDATE expectations SET state = 1, break_point = ?, shortfall = ?, digested = ?,
        next_at = ?, missed_at = ?, missed_by = ? WHERE name = ?
        """)
    /// Done in time, whenever that was told: nobody is waited for any more, and nothing was missed.
    static let meet = Command(
        """
        UPDATE expectations SET state = 3, outstanding = '', next_at = NULL, shortfall = NULL,
        digested = NULL, missed_at = NULL, missed_by = NULL, settled_at = ?, settled_by = ?
        WHERE name = ?
        """)
    static let meetLate = Command(
        """
        UPDATE expectations SET state = 4, outstanding = '', next_at = NULL,
        settled_at = ?, settled_by = ? WHERE name = ?
        """)
    /// Ended without being met: withdrawn, or not applicable.
    static let end = Command(
        """
        UPDATE expectations SET state = ?, because = ?, next_at = NULL,
        settled_at = ?, settled_by = ? WHERE name = ?
        """)
    static let reopen = Command(
        """
        UPDATE expectations SET state = 0, outstanding = NULL, because = ?, next_at = due,
        shortfall = NULL, digested = NULL, missed_at = NULL, missed_by = NULL, settled_at = NULL,
        settled_by = NULL WHERE name = ?
        """)
    /// Its clock stands still since the time that `settled_at` has.
    static let pause = Command(
        """
        UPDATE expectations SET state = 2, because = ?, next_at = NULL,
        settled_at = ?, settled_by = ? WHERE name = ?
        """)
    static let resume = Command(
        """
        UPDATE expectations SET state = 0, due = ?, next_at = ?, settled_at = NULL,
        settled_by = NULL WHERE name = ?
        """)
    static let passOn = Command("UPDATE expectations SET owed_by = ? WHERE name = ?")
    static let climb = Command("UPDATE expectations SET rung = ?, next_at = ? WHERE name = ?")

    private static let columns =
        """
        x.name, x.root, x.state, x.owed_by, x.due, x.next_at, x.break_point, x.shortfall,
        x.digested, x.rung, x.outstanding, x.because, x.missed_at, x.missed_by, x.settled_at, x.settled_by,
        e.at, e.p, e.content
        """

    static let expectationsNext = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_next
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.next_at <= ? ORDER BY x.next_at LIMIT ?
        """)
    static let expectationsUnder = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_under
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.root = ? AND x.state < 3 ORDER BY x.due, x.name
        """)
    /// What an agency owes because a message of its was refused.
    ///
    /// The index is of all that stand under no root, and is chosen by its own words: silences stand
    /// there too.
    static let expectationsAfterRefusals = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_refused
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.owed_by = ? AND x.root < 0 AND x.root = -1 AND x.state < 3 ORDER BY x.due, x.name
        """)
    /// Those that the messages of a range of entries opened, its last one included, by the range of
    /// their names.
    static let expectationsOpened = Command(
        """
        SELECT \(columns) FROM expectations x CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.name >= ? << 16 AND x.name < (? + 1) << 16 ORDER BY x.name
        """)
    static let expectation = Command(
        """
        SELECT \(columns) FROM expectations x CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.name = ?
        """)
    static let expectationsOfThread = Command(
        """
        SELECT \(columns) FROM messages m CROSS JOIN expectations x ON \(named("x", by: "m"))
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE m.thread = ? AND m.status < 2 ORDER BY x.due, x.name
        """)

    static let expectationsDigested = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_digested
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.digested = 1 AND x.owed_by = ? AND x.shortfall = ? AND x.p = ? AND x.state = ?
        AND x.rung >= ?
        ORDER BY x.missed_at DESC LIMIT ?
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
