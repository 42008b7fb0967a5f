// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertAmendment = Command(
        "INSERT INTO amendments (message, by, kind) VALUES (?, ?, ?)")
    static let amendments = Command(
        """
        SELECT a.message, a.by, a.kind FROM json_each(?) n
        CROSS JOIN amendments a ON a.message = n.value ORDER BY a.message, a.by
        """)
    static let countRepetition = Command(
        "UPDATE messages SET repetitions = repetitions + 1 WHERE entry = ?")

    static let message = Command(record())
    static let messageWithBody = Command(record(", m.body"))

    private static func record(_ more: String = "") -> String {
        """
        SELECT e.ix, e.at, e.p, e.commitment, e.secret, e.content, m.repetitions,
        m.purged_by, k.store_key, k.wrapped, k.salt, k.index_key, k.particulars\(more)
        FROM messages m CROSS JOIN entries e ON e.ix = m.entry
        LEFT JOIN erasable k ON k.entry = m.entry
        WHERE m.entry = ? AND m.status < 3
        """
    }

    /// Asked at a start of a key that is configured no more: those of the oldest key stand first, and where
    /// nothing is left all rows are looked at.
    static let firstSealed = Command(
        """
        SELECT k.entry FROM erasable k CROSS JOIN messages m ON m.entry = k.entry
        WHERE k.store_key = ? AND m.purged_by IS NULL AND m.status < 3 ORDER BY k.entry LIMIT 1
        """)

    /// What is kept of the content of a list of messages.
    static let particulars = Command(
        """
        SELECT k.entry, k.index_key, k.particulars
        FROM json_each(?) n CROSS JOIN erasable k ON k.entry = n.value
        """)
    /// What the questions read of the messages of a range of entries.
    static let messagesToRead = Command(
        """
        SELECT e.ix, e.at, e.p, e.content, k.index_key, k.particulars
        FROM messages m NOT INDEXED CROSS JOIN entries e ON e.ix = m.entry
        LEFT JOIN erasable k ON k.entry = m.entry
        WHERE m.entry >= ? AND m.entry < ? AND m.status < 2 ORDER BY m.entry
        """)
    static let statusOfMessage = Command("SELECT status FROM messages WHERE entry = ?")
    static let senderOfMessage = Command("SELECT sender FROM messages WHERE entry = ?")
    static let messageRefused = Command(
        """
        SELECT entry FROM messages WHERE indexed = ? AND sender = ? AND status = 2 AND purged_by IS NULL
        ORDER BY entry LIMIT 1
        """)
    static let latest = Command(
        "SELECT max(entry) FROM messages INDEXED BY messages_thread WHERE thread = ? AND status < 2"
    )
    /// By the thread's own index, said aloud: SQLite would rather walk everything that the sender ever
    /// sent, in the order that is asked for.
    static let messageSent = Command(
        """
        SELECT entry FROM messages INDEXED BY messages_thread
        WHERE thread = ? AND status < 2 AND sender = ? ORDER BY entry LIMIT 1
        """)
    static let messagesAddressing = Command(
        """
        SELECT DISTINCT first FROM (
        SELECT min(m.entry) AS first FROM messages m INDEXED BY messages_thread
        CROSS JOIN handoffs h ON \(named("h", by: "m"))
        WHERE m.thread = ? AND m.status < 2 AND m.sender = ? AND h.reason = 'addressed'
        GROUP BY h.recipient) ORDER BY first
        """)
    static let messagesOfThread = Command(
        """
        SELECT entry FROM messages INDEXED BY messages_thread
        WHERE thread = ? AND status < 2 ORDER BY entry
        """)

    static let sentAfter = Command(
        """
        SELECT entry FROM messages INDEXED BY messages_sender
        WHERE sender = ? AND status < 2 AND entry > ? ORDER BY entry LIMIT ?
        """)
    static let waitingAfter = Command(
        """
        SELECT name >> 16 FROM handoffs INDEXED BY handoffs_waiting
        WHERE recipient = ? AND delivered_at IS NULL AND name > ? << 16 | 65535
        ORDER BY name LIMIT ?
        """)
    static let deliveredAfter = Command(
        """
        SELECT name >> 16 FROM handoffs INDEXED BY handoffs_delivered
        WHERE recipient = ? AND delivered_at IS NOT NULL AND name > ? << 16 | 65535
        ORDER BY name LIMIT ?
        """)
}
