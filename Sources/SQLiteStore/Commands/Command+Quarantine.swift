// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertQuarantined = Command(
        """
        INSERT INTO quarantine (entry, p, sender, code, token, thread) VALUES (?, ?, ?, ?, ?, ?)
        """)
    static let insertTold = Command("INSERT INTO quarantine_told (agency, entry) VALUES (?, ?)")
    static let endQuarantine = Command(
        "UPDATE quarantine SET state = ?, ended_by = ? WHERE entry = ?")

    static let quarantined = Command("SELECT state, ended_by FROM quarantine WHERE entry = ?")
    /// What a message may be again: one statement, and two looks into indexes that stay small, for
    /// every message that is let in.
    static let quarantinedBefore = Command(
        """
        SELECT entry FROM quarantine INDEXED BY quarantine_token
        WHERE token = ? AND sender = ? AND state < 2
        UNION ALL SELECT entry FROM quarantine INDEXED BY quarantine_thread
        WHERE thread = ? AND sender = ? AND state = 0 LIMIT ?
        """, isApart: true)

    static let quarantinedAtAll = Command(
        """
        SELECT 1 FROM quarantine INDEXED BY quarantine_sender
        WHERE sender = ? AND state < 2 LIMIT 1
        """, isApart: true)

    static let quarantineSent = Command(
        """
        SELECT entry FROM quarantine INDEXED BY quarantine_sender
        WHERE sender = ? AND state = ? AND entry > ? AND entry < ? ORDER BY entry LIMIT ?
        """)
    static let quarantineOverseen = Command(
        """
        SELECT entry FROM quarantine INDEXED BY quarantine_overseen
        WHERE p = ? AND state = ? AND entry > ? AND entry < ? ORDER BY entry LIMIT ?
        """)
    static let quarantineTold = Command(
        """
        SELECT t.entry FROM quarantine_told t CROSS JOIN quarantine r ON r.entry = t.entry
        WHERE t.agency = ? AND r.state = ? AND t.entry > ? AND t.entry < ?
        ORDER BY t.entry LIMIT ?
        """)
}
