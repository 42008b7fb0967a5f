// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let insertSigner = Command(
        """
        INSERT INTO signers (entry, sender, kid) VALUES (?, ?, ?)
        ON CONFLICT (sender, kid) DO NOTHING
        """)
    static let signersAfter = Command(
        "SELECT entry FROM signers WHERE entry > ? ORDER BY entry LIMIT ?")

    static let insertRevocation = Command(
        "INSERT INTO revocations (sender, entry) VALUES (?, ?)")
    static let revocations = Command("SELECT entry FROM revocations ORDER BY entry")
    static let revocationsOf = Command(
        "SELECT entry FROM revocations WHERE sender = ? ORDER BY entry")

    static let insertDoubt = Command("INSERT INTO doubts (entry) VALUES (?)")
    static let settleDoubt = Command(
        "UPDATE doubts SET settled_by = ? WHERE entry = ? AND settled_by IS NULL")
    static let doubtsAfter = Command(
        """
        SELECT entry FROM doubts INDEXED BY doubts_open
        WHERE settled_by IS NULL AND entry > ? ORDER BY entry LIMIT ?
        """)
    static let settling = Command(
        """
        SELECT e.ix, e.at, e.p, e.commitment, e.secret, e.content
        FROM doubts d CROSS JOIN entries e ON e.ix = d.settled_by WHERE d.entry = ?
        """)
}
