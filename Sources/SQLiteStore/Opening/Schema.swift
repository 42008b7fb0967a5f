// SPDX-License-Identifier: Apache-2.0

/// The tables, and the numbers by which a file is known to be ours.
///
/// Sources: `entries`, `erasable` (a message's wrapped key, salt and particulars: the small row that a
/// purge overwrites), `documents`, `checkpoints`, `timestamps`, `forgetting` (how far the list of what was
/// purged is known here), and of `messages` the columns `indexed`, `repetitions` and `body`; of one whose
/// facts were purged, `status` and `sender` too. All else is a projection of the entries, which
/// `verifyProjections` makes again and compares; `filed` in `head` alone says how far two of them go.
enum Schema {
    /// `Batn`: says that the file is a store of Baton.
    static let applicationID: Int64 = 0x4261_746E
    /// The version of these tables; a file of another one is refused.
    static let version: Int64 = 15
    /// Bytes a page: 8192 keeps a message in 29 % less than 4096 (design.md section 9).
    static let pageSize: Int64 = 8192

    /// A table or an index, without the word `CREATE` and what it belongs to.
    struct Part: Sendable {
        /// Its name.
        let name: String
        /// What it consists of.
        let body: String
        /// Whether it is rebuilt from the entries.
        let isProjection: Bool

        /// The statement that makes it, in the file or as a temporary table beside it.
        func statement(temporary: Bool) -> String {
            guard body.hasPrefix("ON ") else {
                return "CREATE \(temporary ? "TEMP TABLE" : "TABLE") \(name) \(body)"
            }
            return "CREATE INDEX \(temporary ? "temp." : "")\(name) \(body)"
        }
    }

    /// Everything, in the order in which it is made.
    static let parts: [Part] = sources + projections
}

extension Schema {
    private static let sources: [Part] = [
        source(
            "entries",
            """
            (ix INTEGER PRIMARY KEY, at INTEGER NOT NULL, p INTEGER NOT NULL,
            commitment BLOB NOT NULL, secret BLOB NOT NULL, content BLOB NOT NULL) STRICT
            """),
        source(
            "erasable",
            """
            (entry INTEGER PRIMARY KEY, store_key INTEGER NOT NULL, wrapped BLOB NOT NULL,
            salt BLOB NOT NULL, index_key INTEGER, particulars BLOB) STRICT
            """),
        source(
            "documents",
            "(digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT"),
        source("checkpoints", "(size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT"),
        // Of a checkpoint (`size`), or of earlier tokens (`first` to `last`).
        source(
            "timestamps",
            """
            (number INTEGER PRIMARY KEY, size INTEGER, first INTEGER, last INTEGER,
            authority TEXT NOT NULL, asked_at INTEGER NOT NULL, time INTEGER NOT NULL,
            valid_until INTEGER NOT NULL, token BLOB NOT NULL) STRICT
            """),
        source("timestamps_size", "ON timestamps (size) WHERE size IS NOT NULL"),
        source("timestamps_renewing", "ON timestamps (first) WHERE first IS NOT NULL"),
        source("timestamps_end", "ON timestamps (valid_until, number)"),
        source(
            "forgetting",
            """
            (one INTEGER PRIMARY KEY CHECK (one = 1), listed INTEGER NOT NULL, digest TEXT NOT NULL)
            STRICT
            """),
    ]

    private static func source(_ name: String, _ body: String) -> Part {
        Part(name: name, body: body, isProjection: false)
    }
}

extension Schema {
    /// Plans of what was to be purged, `damaged` with the entries that could not be read; and threads that
    /// are held, each by whichever partnerships hold it.
    private static let retention: [Part] = [
        projection(
            "plans",
            """
            (entry INTEGER PRIMARY KEY, p INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,
            approved_by INTEGER, through INTEGER, facts_through INTEGER,
            purged INTEGER NOT NULL DEFAULT 0, forgotten INTEGER NOT NULL DEFAULT 0,
            kept INTEGER NOT NULL DEFAULT 0, damaged TEXT) STRICT
            """),
        projection(
            "holds",
            """
            (txn BLOB NOT NULL, p INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (txn, p))
            STRICT, WITHOUT ROWID
            """),
    ]
}

extension Schema {
    private static let projections: [Part] =
        log + messages + signers + quarantine + handoffs + expectations + retention

    private static func projection(_ name: String, _ body: String) -> Part {
        Part(name: name, body: body, isProjection: true)
    }

    private static let log: [Part] = [
        projection("agencies", "(number INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE) STRICT"),
        projection(
            "starts",
            """
            (at INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (at, entry))
            STRICT, WITHOUT ROWID
            """),
        // The entries that put a configuration in force: what no later one may contradict.
        projection("loads", "(entry INTEGER PRIMARY KEY) STRICT"),
        projection(
            "tree",
            """
            (level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL,
            PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID
            """),
        projection(
            "head",
            """
            (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, origin TEXT NOT NULL,
            last_at INTEGER NOT NULL, configuration INTEGER NOT NULL, frontier BLOB NOT NULL,
            filed INTEGER NOT NULL) STRICT
            """),
    ]

    /// A thread is named by the entry that opened it.
    ///
    /// That is small, and in the order of time, so that its index grows at one end. Only the
    /// opening message carries the `txn`. `tokens` and `threads` name messages by what was chosen
    /// at random; the newest are not in them yet (`Newcomers`). `status` is that of `MessageStatus`; `signer`
    /// says of a message that was signed under a certificate by which key (`SignerMark`).
    private static let messages: [Part] = [
        projection(
            "messages",
            """
            (entry INTEGER PRIMARY KEY, status INTEGER NOT NULL, sender INTEGER NOT NULL,
            indexed BLOB NOT NULL, thread INTEGER, root INTEGER, txn BLOB, signer INTEGER,
            repetitions INTEGER NOT NULL DEFAULT 0, purged_by INTEGER, body BLOB) STRICT
            """),
        projection("messages_refused", "ON messages (indexed, sender) WHERE status = 2"),
        projection("messages_thread", "ON messages (thread, entry, sender) WHERE status < 2"),
        projection("messages_sender", "ON messages (sender) WHERE status < 2"),
        projection("messages_signer", "ON messages (sender, signer) WHERE signer IS NOT NULL"),
        // What was corrected or retracted; few messages are.
        projection(
            "amendments",
            """
            (message INTEGER NOT NULL, by INTEGER NOT NULL, kind TEXT NOT NULL,
            PRIMARY KEY (message, by)) STRICT, WITHOUT ROWID
            """),
        projection(
            "tokens",
            """
            (indexed BLOB NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (indexed, entry))
            STRICT, WITHOUT ROWID
            """),
        projection("threads", threads),
        // Empty but for a moment (`renewNames`), and like the other in everything.
        projection("threads_aside", threads),
    ]

    private static let threads =
        "(txn BLOB PRIMARY KEY, entry INTEGER NOT NULL) STRICT, WITHOUT ROWID"

    /// Who signed under a certificate, by the first message of each; the keys that were revoked; and
    /// the messages of which it could not be told whether that had happened, which few are.
    private static let signers: [Part] = [
        projection(
            "signers",
            """
            (entry INTEGER PRIMARY KEY, sender INTEGER NOT NULL, kid TEXT NOT NULL,
            UNIQUE (sender, kid)) STRICT
            """),
        projection(
            "revocations",
            """
            (sender INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (sender, entry))
            STRICT, WITHOUT ROWID
            """),
        projection("doubts", "(entry INTEGER PRIMARY KEY, settled_by INTEGER) STRICT"),
        projection("doubts_open", "ON doubts (entry) WHERE settled_by IS NULL"),
    ]

    /// Refused messages, how each stands, and who was told.
    ///
    /// Of those alone, so that it costs a message that is let in nothing but the look whether it is
    /// one of them again. `p` is 0 for those that no overseer may know of.
    private static let quarantine: [Part] = [
        projection(
            "quarantine",
            """
            (entry INTEGER PRIMARY KEY, p INTEGER NOT NULL, sender INTEGER NOT NULL,
            code TEXT NOT NULL, token TEXT, thread BLOB, state INTEGER NOT NULL DEFAULT 0,
            ended_by INTEGER) STRICT
            """),
        projection("quarantine_token", "ON quarantine (token, sender) WHERE state < 2"),
        projection("quarantine_thread", "ON quarantine (thread, sender) WHERE state = 0"),
        projection("quarantine_named", "ON quarantine (thread) WHERE thread IS NOT NULL"),
        projection("quarantine_sender", "ON quarantine (sender, state, entry)"),
        projection("quarantine_overseen", "ON quarantine (p, state, entry)"),
        projection("quarantine_open", "ON quarantine (sender, code) WHERE state = 0"),
        projection(
            "quarantine_told",
            """
            (agency INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (agency, entry))
            STRICT, WITHOUT ROWID
            """),
        projection("quarantine_told_entry", "ON quarantine_told (entry)"),
    ]

    /// A handoff or an expectation is one number, `entry << 16 | part`: a table that grows at its end
    /// by whole numbers is filled page by page, and every index of it names rows by that number.
    private static let handoffs: [Part] = [
        projection(
            "handoffs",
            """
            (name INTEGER PRIMARY KEY, recipient INTEGER NOT NULL, routed_at INTEGER NOT NULL,
            reason TEXT NOT NULL, agreement TEXT, delivered_at INTEGER, delivered_by INTEGER,
            acknowledged_at INTEGER, acknowledged_by INTEGER, answered_at INTEGER,
            answered_by INTEGER, refused_at INTEGER, refused_by INTEGER,
            undeliverable_at INTEGER, undeliverable_by INTEGER) STRICT
            """),
        projection("handoffs_waiting", "ON handoffs (recipient) WHERE delivered_at IS NULL"),
        projection(
            "handoffs_delivered", "ON handoffs (recipient) WHERE delivered_at IS NOT NULL"),
        // Sums, because handoffs by the million are not counted while somebody waits for the answer.
        projection(
            "sharing",
            """
            (p INTEGER NOT NULL, sender INTEGER NOT NULL, recipient INTEGER NOT NULL,
            day INTEGER NOT NULL, routed INTEGER NOT NULL, delivered INTEGER NOT NULL,
            acknowledged INTEGER NOT NULL, answered INTEGER NOT NULL,
            undeliverable INTEGER NOT NULL, to_delivery INTEGER NOT NULL,
            to_acknowledgement INTEGER NOT NULL, PRIMARY KEY (p, sender, recipient, day))
            STRICT, WITHOUT ROWID
            """),
    ]

    /// What is owed, and how it stands.
    ///
    /// `outstanding` is null while nobody was struck out of it; `next_at` is when the Watchman must
    /// look at it, because it is due or its miss climbs. `rule` has the duty too, as a pack has it
    /// (`R6.held`). `seriousness` and `overseen` say how serious a
    /// miss is, as its parties and as those who oversee may know it; null while nothing is missed.
    private static let expectations: [Part] = [
        projection(
            "expectations",
            """
            (name INTEGER PRIMARY KEY, root INTEGER NOT NULL, p INTEGER NOT NULL,
            sender INTEGER NOT NULL, owed_by INTEGER NOT NULL, owed_to INTEGER NOT NULL,
            due INTEGER NOT NULL, next_at INTEGER, rule TEXT NOT NULL, type TEXT NOT NULL,
            break_point TEXT NOT NULL, shortfall TEXT, state INTEGER NOT NULL DEFAULT 0,
            rung INTEGER NOT NULL DEFAULT 0, outstanding TEXT, because TEXT,
            missed_at INTEGER, missed_by INTEGER, settled_at INTEGER, settled_by INTEGER,
            digested INTEGER, seriousness INTEGER, overseen INTEGER) STRICT
            """),
        projection(
            "expectations_next", "ON expectations (next_at) WHERE next_at IS NOT NULL"),
        // A root is an entry, so that this index grows at its end, whoever owes.
        projection("expectations_under", "ON expectations (root) WHERE state < 3"),
        projection(
            "expectations_rootless", "ON expectations (owed_by) WHERE root < 0 AND state < 3"),
        projection(
            "expectations_digested",
            "ON expectations (owed_by, shortfall, p, state, missed_at) WHERE digested = 1"),
        missed("expectations_missed", "missed_at"),
        missed("expectations_missed_name", "name"),
        // In the order in which misses are read, so that a page of a long list is a page of reading.
        missed("expectations_missed_in", "p, state, overseen, due"),
        missed("expectations_missed_by", "owed_by, state, seriousness, due"),
        missed("expectations_missed_to", "owed_to, state, seriousness, due"),
        missed("expectations_missed_from", "sender, state, seriousness, due"),
    ]

    /// Written when an expectation is missed and never before, so the many cost nothing here.
    private static func missed(_ name: String, _ columns: String) -> Part {
        projection(name, "ON expectations (\(columns)) WHERE missed_at IS NOT NULL")
    }
}
