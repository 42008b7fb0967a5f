// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let meetPartly = Command(
        "UPDATE expectations SET outstanding = ? WHERE name = ?")
    static let miss = Command(
        """
        UPDATE expectations SET state = 1, break_point = ?, shortfall = ?, digested = ?,
        next_at = ?, seriousness = ?, overseen = ?, missed_at = ?, missed_by = ? WHERE name = ?
        """)
    /// Done in time, whenever that was told: nobody is waited for any more, and nothing was missed.
    static let meet = Command(
        """
        UPDATE expectations SET state = 3, outstanding = '', next_at = NULL, shortfall = NULL,
        digested = NULL, seriousness = NULL, overseen = NULL, missed_at = NULL, missed_by = NULL,
        settled_at = ?, settled_by = ? WHERE name = ?
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
    /// Waited for again: missed as it was, where it was, else open.
    static let reopen = Command(
        """
        UPDATE expectations SET state = missed_at IS NOT NULL, outstanding = NULL, because = ?,
        next_at = iif(missed_at IS NULL, due, ?), rung = 0,
        settled_at = NULL, settled_by = NULL WHERE name = ?
        """)
    /// Its clock stands still since the time that `settled_at` has.
    static let pause = Command(
        """
        UPDATE expectations SET state = 2, because = ?, next_at = NULL,
        settled_at = ?, settled_by = ? WHERE name = ?
        """)
    static let resume = Command(
        """
        UPDATE expectations SET state = 0, due = ?, next_at = ?, because = NULL,
        settled_at = NULL, settled_by = NULL WHERE name = ?
        """)
    static let passOn = Command("UPDATE expectations SET owed_by = ? WHERE name = ?")
    static let climb = Command("UPDATE expectations SET rung = ?, next_at = ? WHERE name = ?")

    private static let state =
        """
        x.name, x.root, x.state, x.owed_by, x.due, x.next_at, x.break_point, x.shortfall,
        x.digested, x.rung, x.outstanding, x.because, x.missed_at, x.missed_by, x.settled_at, x.settled_by
        """
    private static let columns = "\(state), e.at, e.p, e.content"

    static let expectationsDue = Command(
        """
        SELECT name FROM expectations INDEXED BY expectations_next
        WHERE next_at <= ? ORDER BY next_at LIMIT ?
        """)
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
    /// What an agency owes because a message of its was refused, or because it is silent.
    ///
    /// The index is of all that stand under no root, and is chosen by its own words.
    static let expectationsUnderNone = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_rootless
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.owed_by = ? AND x.root < 0 AND x.root = ? AND x.state < 3 ORDER BY x.due, x.name
        """)
    /// How those stand that a range of entries opened, without what their entries say of them.
    static let expectationRows = Command(
        """
        SELECT \(state) FROM expectations x WHERE x.name >= ? << 16 AND x.name < ? << 16
        ORDER BY x.name
        """)
    static let expectationsOpened = Command(
        """
        SELECT \(columns) FROM expectations x CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.name >= ?1 << 16 AND x.name < (?1 + 1) << 16 ORDER BY x.name
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

    /// By the time of the miss: what an agency left undone in years is not gone through for an hour.
    static let expectationsMissedSince = Command(
        """
        SELECT \(columns) FROM expectations x INDEXED BY expectations_missed
        CROSS JOIN entries e ON e.ix = x.name >> 16
        WHERE x.missed_at >= ? AND x.owed_by = ? AND x.shortfall = ? AND x.p = ? AND x.state = 1
        LIMIT ?
        """)

    /// Those of a list of names, in its order.
    static let expectationsNamed = Command(
        """
        SELECT \(columns) FROM json_each(?) n CROSS JOIN expectations x ON x.name = n.value
        CROSS JOIN entries e ON e.ix = x.name >> 16 ORDER BY n.key
        """)
    /// What decides how serious a miss is, by the entry that opened it.
    static let weightOf = Command(
        """
        SELECT e.at, e.p, e.content, k.index_key, k.particulars
        FROM entries e LEFT JOIN erasable k ON k.entry = e.ix WHERE e.ix = ?
        """)
}
