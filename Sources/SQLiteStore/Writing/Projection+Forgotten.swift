// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Safeguarding

/// What goes out of the tables with the facts and parts of an entry: everything that only they said.
///
/// Where the tables are made again, it was never in them.
extension Projection {
    /// An entry's facts were purged.
    func forget(_ forgotten: ForgottenPart) throws(StoreFailure) {
        let entry = forgotten.entry
        let found = try session.first(.messageToForget, [entry]) { columns throws(StoreFailure) in
            ToForget(
                status: MessageStatus(rawValue: try columns.integer()),
                sender: try columns.integer(), thread: try columns.optionalBytes())
        }
        guard let found, found.status != .forgotten else { return }
        try session.run(.deleteExpectations, [entry])
        if found.status == .refused { return try forgetRefused(entry) }
        if found.status == .accepted { try uncount(handoffsOf: entry, from: found.sender) }
        try session.run(.deleteHandoffs, [entry])
        try session.run(.deleteAmendments, [entry])
        try session.run(.deleteDoubt, [entry])
        try passOnSigner(of: entry)
        if let thread = found.thread.flatMap(FoundName.init) {
            try session.forgetThread(openedBy: entry, thread)
        }
        try session.change(.forgetMessage, [entry], "message of entry \(entry) to forget")
    }

    private struct ToForget {
        let status: MessageStatus?
        let sender: Int64
        /// The `txn` of the thread that it opened.
        let thread: [UInt8]?
    }

    /// A refused message reserves no name: nothing of it is left.
    private func forgetRefused(_ entry: Int64) throws(StoreFailure) {
        try session.run(.deleteQuarantined, [entry])
        try session.run(.deleteTold, [entry])
        try session.run(.deleteMessage, [entry])
    }

    /// Sums hold only what facts and parts hold.
    private func uncount(handoffsOf entry: Int64, from sender: Int64) throws(StoreFailure) {
        try session.keepSharing()
        let shared = try session.all(.handoffsToUncount, [entry]) { columns throws(StoreFailure) in
            try Uncounted(reading: &columns)
        }
        for handoff in shared {
            let row = SharingSums.Row(
                partnership: handoff.partnership, from: Int(sender), to: handoff.recipient,
                routedAt: handoff.routedAt)
            let place: Arguments = [row.partnership, row.sender, row.recipient, row.day]
            try session.run(.subtractSharing, handoff.counts + place)
            try session.run(.deleteEmptySharing, place)
        }
    }

    /// What a handoff counted in the sums.
    private struct Uncounted {
        let partnership: Int
        let recipient: Int
        let routedAt: Instant
        /// Of delivered, acknowledged, answered and undeliverable, and the two spans of time.
        let counts: Arguments

        init(reading columns: inout Columns) throws(StoreFailure) {
            partnership = try columns.number()
            recipient = try columns.number()
            routedAt = try columns.instant()
            var counts: Arguments = []
            for _ in 0..<6 { counts = counts + [try columns.integer()] }
            self.counts = counts
        }
    }

    /// Who signs under a certificate is known by the first message of each: by the next that is left.
    ///
    /// It is found by its mark, so that nothing is read of what others signed, or the agency under
    /// another key.
    private func passOnSigner(of entry: Int64) throws(StoreFailure) {
        let signer = try session.first(.signerToForget, [entry]) { columns throws(StoreFailure) in
            (sender: try columns.integer(), kid: try columns.text())
        }
        guard let signer else { return }
        try session.run(.deleteSigner, [entry])
        let mark = SignerMark.of(kid: signer.kid)
        var last = entry
        while let next = try session.numbers(.signedAfter, [signer.sender, mark, last]).first {
            last = next
            guard try isSigned(next, by: signer.kid) else { continue }
            return try session.run(.insertSigner, [next, signer.sender, signer.kid])
        }
    }

    /// Whether a message is signed under a certificate by that key, as far as it can be read: one that is
    /// damaged must not keep another thread from being forgotten.
    private func isSigned(_ message: Int64, by kid: String) throws(StoreFailure) -> Bool {
        do throws(StoreFailure) {
            guard let entry = try session.entries(.indices([message])).first,
                // It may be about to be forgotten in this very transaction.
                !entry.isForgotten,
                case .accepted(let facts) = try entry.restored(origin: session.origin).facts
            else { return false }
            return facts.kid == kid && !facts.path.isEmpty
        } catch {
            guard case .corrupt = error else { throw error }
            return false
        }
    }
}

extension Command {
    fileprivate static let messageToForget = Command(
        "SELECT status, sender, txn FROM messages WHERE entry = ?")
    fileprivate static let forgetMessage = Command(
        """
        UPDATE messages SET status = 3, thread = NULL, root = NULL, txn = NULL, signer = NULL,
        repetitions = 0 WHERE entry = ?
        """)
    fileprivate static let deleteMessage = Command("DELETE FROM messages WHERE entry = ?")
    fileprivate static let deleteHandoffs = Command(
        "DELETE FROM handoffs WHERE name BETWEEN ?1 << 16 AND ?1 << 16 | 65535")
    fileprivate static let deleteExpectations = Command(
        "DELETE FROM expectations WHERE name BETWEEN ?1 << 16 AND ?1 << 16 | 65535")
    fileprivate static let deleteAmendments = Command("DELETE FROM amendments WHERE message = ?")
    fileprivate static let deleteDoubt = Command("DELETE FROM doubts WHERE entry = ?")
    fileprivate static let deleteQuarantined = Command("DELETE FROM quarantine WHERE entry = ?")
    fileprivate static let deleteTold = Command("DELETE FROM quarantine_told WHERE entry = ?")

    fileprivate static let handoffsToUncount = Command(
        """
        SELECT e.p, h.recipient, h.routed_at, h.delivered_at IS NOT NULL,
        h.acknowledged_at IS NOT NULL, h.answered_at IS NOT NULL, h.undeliverable_at IS NOT NULL,
        ifnull(h.delivered_at - h.routed_at, 0), ifnull(h.acknowledged_at - h.routed_at, 0)
        FROM handoffs h JOIN entries e ON e.ix = ?1
        WHERE h.name BETWEEN ?1 << 16 AND ?1 << 16 | 65535 ORDER BY h.name
        """)
    fileprivate static let subtractSharing = Command(
        """
        UPDATE sharing SET routed = routed - 1, delivered = delivered - ?,
        acknowledged = acknowledged - ?, answered = answered - ?,
        undeliverable = undeliverable - ?, to_delivery = to_delivery - ?,
        to_acknowledgement = to_acknowledgement - ?
        WHERE p = ? AND sender = ? AND recipient = ? AND day = ?
        """)
    fileprivate static let deleteEmptySharing = Command(
        """
        DELETE FROM sharing
        WHERE p = ? AND sender = ? AND recipient = ? AND day = ? AND routed = 0
        """)

    fileprivate static let signerToForget = Command(
        "SELECT sender, kid FROM signers WHERE entry = ?")
    fileprivate static let deleteSigner = Command("DELETE FROM signers WHERE entry = ?")
    fileprivate static let signedAfter = Command(
        """
        SELECT entry FROM messages INDEXED BY messages_signer
        WHERE sender = ? AND signer = ? AND entry > ? ORDER BY entry LIMIT 1
        """)
}
