// SPDX-License-Identifier: Apache-2.0

extension Command {
    static let lastEntry = Command("SELECT max(ix) FROM entries")
    static let strayEntries = Command("SELECT ix FROM entries WHERE ix >= ? ORDER BY ix LIMIT ?")
    static let timeOfEntry = Command("SELECT at FROM entries WHERE ix = ?")
    static let entry = Command(
        "SELECT ix, at, p, commitment, secret, content FROM entries WHERE ix = ?")
    /// Those of a list of indices, in its order.
    static let entriesNamed = Command(
        """
        SELECT ix, at, p, commitment, secret, content
        FROM json_each(?) n CROSS JOIN entries e ON e.ix = n.value ORDER BY n.key
        """)
    static let entries = Command(
        """
        SELECT ix, at, p, commitment, secret, content FROM entries
        WHERE ix >= ? AND ix < ? ORDER BY ix
        """)

    static let leaves = Command(
        "SELECT at, p, commitment FROM entries WHERE ix >= ? AND ix < ? ORDER BY ix")

    static let insertStart = Command("INSERT INTO starts (at, entry) VALUES (?, ?)")
    static let starts = Command(
        """
        SELECT ix, e.at, p, commitment, secret, content
        FROM starts s CROSS JOIN entries e ON e.ix = s.entry
        WHERE s.at >= ? ORDER BY s.at, s.entry
        """)
    static let lastStanding = Command(
        """
        SELECT ix, e.at, p, commitment, secret, content
        FROM entries e WHERE ix = (SELECT entry FROM starts ORDER BY at DESC, entry DESC LIMIT 1)
        """)

    static let insertLoad = Command("INSERT INTO loads (entry) VALUES (?)")
    static let loads = Command(
        """
        SELECT ix, at, p, commitment, secret, content
        FROM loads l CROSS JOIN entries e ON e.ix = l.entry ORDER BY l.entry
        """)

    static let insertAgency = Command("INSERT INTO agencies (number, uri) VALUES (?, ?)")
    static let lastAgency = Command("SELECT max(number) FROM agencies")
    static let agencies = Command(
        "SELECT number, uri FROM agencies WHERE number > ? ORDER BY number")

    static let insertSubtree = Command(
        "INSERT INTO tree (level, number, hash) VALUES (?, ?, ?)", isApart: true)
    static let straySubtrees = Command(
        "SELECT number FROM tree WHERE level = ? AND number >= ? ORDER BY number LIMIT ?")
    static let subtrees = Command(
        "SELECT hash FROM tree WHERE level = ? AND number >= ? AND number < ? ORDER BY number")

    static let writeHead = Command(
        """
        INSERT INTO head (one, size, origin, last_at, configuration, frontier, filed)
        VALUES (1, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (one) DO UPDATE SET size = excluded.size, origin = excluded.origin,
        last_at = excluded.last_at, configuration = excluded.configuration,
        frontier = excluded.frontier, filed = excluded.filed
        """)
    static let head = Command(
        """
        SELECT h.size, h.origin, h.last_at, h.configuration, h.frontier, c.note
        FROM head h LEFT JOIN checkpoints c ON c.size = h.size WHERE h.one = 1
        """)
    /// A transaction that only counted repetitions signs the same tree again: the first one stays.
    static let insertCheckpoint = Command(
        "INSERT INTO checkpoints (size, note) VALUES (?, ?) ON CONFLICT (size) DO NOTHING")
    static let strayCheckpoints = Command(
        "SELECT size FROM checkpoints WHERE size > ? ORDER BY size LIMIT ?")
    static let checkpoint = Command(
        "SELECT size, note FROM checkpoints WHERE size >= ? ORDER BY size LIMIT 1")

    static let insertDocument = Command(
        "INSERT INTO documents (digest, bytes) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING")
    static let document = Command("SELECT bytes FROM documents WHERE digest = ?")
}
