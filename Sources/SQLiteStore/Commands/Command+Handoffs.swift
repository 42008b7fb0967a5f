// SPDX-License-Identifier: Apache-2.0

import Handoffs

extension Command {
    /// Whose handoff it is: to whom, since when, from whom (nobody when the broker told it), in which
    /// partnership.
    ///
    /// Asked before its step is written, and not answered by that: SQLite keeps what `RETURNING` gives in a
    /// table of its own, made for each statement, which costs as much again as both.
    static let sharedHandoff = Command(
        """
        SELECT recipient, routed_at,
        (SELECT sender FROM messages WHERE entry = name >> 16 AND status = 0),
        (SELECT p FROM entries WHERE ix = name >> 16)
        FROM handoffs WHERE name = ?
        """)

    /// Each step has its own two columns: the time and the part that records it.
    static func take(_ step: Handoff.Step) -> Command {
        switch step {
        case .delivered: delivered
        case .acknowledged: acknowledged
        case .answered: answered
        case .refused: refusedByRecipient
        case .undeliverable: undeliverable
        }
    }

    private static let delivered = taking(.delivered)
    private static let acknowledged = taking(.acknowledged)
    private static let answered = taking(.answered)
    private static let refusedByRecipient = taking(.refused)
    private static let undeliverable = taking(.undeliverable)

    private static func taking(_ step: Handoff.Step) -> Command {
        Command("UPDATE handoffs SET \(step)_at = ?, \(step)_by = ? WHERE name = ?")
    }

    /// The order of the columns of steps, which `HandoffRecord.init(row:)` reads by.
    static let stepColumns: [Handoff.Step] = [
        .delivered, .acknowledged, .answered, .refused, .undeliverable,
    ]

    private static let columns =
        "h.name, h.recipient, h.routed_at, h.reason, h.agreement"
        + stepColumns.map { ", h.\($0)_at, h.\($0)_by" }.joined()

    private static let ofEntry = "h.name BETWEEN ?1 << 16 AND ?1 << 16 | 65535"

    static let handoffsOfMessage = Command(
        "SELECT \(columns) FROM handoffs h WHERE \(ofEntry) ORDER BY h.name")
    static let handoffNamed = Command("SELECT \(columns) FROM handoffs h WHERE h.name = ?")
    static let handoffTo = Command(
        "SELECT \(columns) FROM handoffs h WHERE \(ofEntry) AND h.recipient = ?2 ORDER BY h.name")
    static let handoffsOfThread = Command(
        """
        SELECT \(columns) FROM messages m CROSS JOIN handoffs h ON \(named("h", by: "m"))
        WHERE m.thread = ? AND m.status < 2 ORDER BY h.name
        """)
    static let handoffReceived = Command(
        """
        SELECT \(columns) FROM messages m CROSS JOIN handoffs h ON \(named("h", by: "m"))
        WHERE m.thread = ? AND m.status < 2 AND h.recipient = ? ORDER BY h.name LIMIT 1
        """)
    /// Answered by the index alone.
    static let mailbox = Command(
        """
        SELECT name FROM handoffs INDEXED BY handoffs_waiting
        WHERE recipient = ? AND delivered_at IS NULL ORDER BY name LIMIT ?
        """)
    /// A message that was purged again waits for nobody.
    static let handoffsUnfetched = Command(
        """
        SELECT \(columns) FROM handoffs h INDEXED BY handoffs_waiting
        WHERE h.recipient = ? AND h.delivered_at IS NULL AND h.name > ? AND \(isKept)
        ORDER BY h.name LIMIT ?
        """)
    static let waitingCount = Command(
        """
        SELECT count(*) FROM handoffs h INDEXED BY handoffs_waiting
        WHERE h.delivered_at IS NULL AND \(isKept)
        """)
    private static let isKept =
        "(SELECT purged_by FROM messages WHERE entry = h.name >> 16) IS NULL"
    static let handoffWaiting = Command(
        """
        SELECT \(columns) FROM handoffs h
        WHERE \(ofEntry) AND h.recipient = ?2 AND h.delivered_at IS NULL ORDER BY h.name
        """)
    static let isHandedTo = Command(
        "SELECT 1 FROM handoffs h WHERE \(ofEntry) AND h.recipient = ?2 LIMIT 1")
}
