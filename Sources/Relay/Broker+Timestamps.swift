// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import TransparencyLog

extension Broker {
    /// The most tokens of one page of a list.
    package static let timestampPage = 100

    /// The newest checkpoint, if it is to be stamped now.
    package func timestampDue() async throws(StoreFailure) -> TimestampDue? {
        let now = now
        return try await store.read { store throws(StoreFailure) in
            guard let checkpoint = try store.head()?.checkpoint,
                let note = try? SignedNote(parsing: checkpoint.note)
            else { return nil }
            let last = try store.timestamps(.newest).first?.timestamp
            let stamped = last?.stampedSize ?? 0
            guard stamped < checkpoint.size,
                let first = try store.entries(.indices([stamped])).first,
                let due = TimestampDue.hour(after: last, firstUnstamped: first.at), due <= now
            else { return nil }
            return TimestampDue(
                subject: .checkpoint(checkpoint.size),
                imprint: SHA256.digest(of: note.text), since: due, outlasting: nil)
        }
    }

    /// The tokens that are to be stamped again now, because one of them ends: all since the last renewal.
    package func timestampRenewalDue() async throws(StoreFailure) -> TimestampDue? {
        let now = now
        let ending = try await store.read {
            store throws(StoreFailure) -> (Int64, Instant, Instant)? in
            let last = try store.timestamps(.newestRenewal).first
            let first = last?.number ?? 1
            guard let ending = try store.timestamps(.endingFirst(from: first)).first else {
                return nil
            }
            let end = ending.timestamp.validUntil
            let due = TimestampDue.renewal(before: end, after: last?.timestamp)
            return due <= now ? (first, end, due) : nil
        }
        guard let (first, end, due) = ending else { return nil }
        let (root, last) = try await tree(ofTimestampsFrom: first)
        return TimestampDue(
            subject: .tokens(first...last), imprint: root, since: due, outlasting: end)
    }

    /// The root of the tree over the tokens from a number on, and the number of the last.
    private func tree(
        ofTimestampsFrom first: Int64
    ) async throws(StoreFailure) -> (SHA256Digest, last: Int64) {
        var (tree, next) = (Frontier(), first)
        while true {
            let from = next
            let page = try await store.read { store throws(StoreFailure) in
                try store.timestamps(.from(from, limit: Self.timestampPage))
            }
            for token in page {
                _ = tree.append(MerkleTree.leafHash(of: token.timestamp.token))
                next = token.number + 1
            }
            guard page.count == Self.timestampPage else { return (tree.root, next - 1) }
        }
    }

    /// Keeps a token with the log.
    package func keep(_ timestamp: KeptTimestamp) async throws(StoreFailure) {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.store.append(.timestamp(timestamp))
        }
        if let size = timestamp.stampedSize { tally.show(timestamped: size) }
    }

    /// Tokens with what they stamp, a page of them: from a number on, or from the first whose checkpoint
    /// has at least that size; and the number with which the next page begins.
    package func timestamps(
        from number: Int64?, covering size: Int64?
    ) async throws(StoreFailure) -> (items: [StampedNote], next: Int64?) {
        let limit = Self.timestampPage
        let query: TimestampQuery =
            number.map { .from($0, limit: limit) } ?? .covering(size ?? 0, limit: limit)
        let items = try await store.read { store throws(StoreFailure) in
            try store.timestamps(query).map { token throws(StoreFailure) in
                let size = token.timestamp.stampedSize
                let note = try size.map { size throws(StoreFailure) in
                    try store.checkpoint(ofSizeAtLeast: size)
                }
                return StampedNote(token: token, checkpoint: note ?? nil)
            }
        }
        let next = items.count == limit ? items.last.map { $0.token.number + 1 } : nil
        return (items, next)
    }
}

/// A token with the checkpoint that it stamps.
package struct StampedNote: Sendable, Hashable {
    /// The token.
    package let token: NumberedTimestamp
    /// The checkpoint; nil for a token that stamps earlier tokens.
    package let checkpoint: SignedCheckpoint?
}

extension KeptTimestamp {
    /// The size of the checkpoint that it stamps; nil when it stamps tokens.
    package var stampedSize: Int64? {
        guard case .checkpoint(let size) = subject else { return nil }
        return size
    }
}
