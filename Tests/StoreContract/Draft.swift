// SPDX-License-Identifier: Apache-2.0

import Audit
package import Ledger
package import Relay
package import Safeguarding
import TransparencyLog

/// Entries of a transaction in the making, as the relay makes them: appended in order, then sealed.
package struct Draft {
    private let store: any StoreTransaction
    private var head: LogHead
    /// The time of the transaction.
    package let now: Instant

    /// Takes up the log where a store's head stands.
    package init(
        _ store: any StoreTransaction, at now: Int64
    ) throws(StoreFailure) {
        self.store = store
        self.now = Instant(milliseconds: now)
        head =
            try store.head()?.head
            ?? LogHead(
                origin: LogOrigin(Sample.origin), frontier: Frontier(),
                lastAt: Instant(milliseconds: 0),
                configuration: 0)
    }

    /// Appends a happening.
    @discardableResult
    package mutating func add(
        _ happening: Happening, _ attachment: Attachment? = nil,
        partnership: Int = Sample.partnership
    ) throws(StoreFailure) -> LedgerEntry {
        let entry = LedgerEntry(
            happening, index: head.size, at: now, partnership: partnership,
            origin: LogOrigin(Sample.origin),
            secret: [UInt8](repeating: UInt8(truncatingIfNeeded: head.size), count: 32))
        let completed = head.append(entry)
        try store.append(.entry(entry, happening, completed, attachment))
        if case .loaded = happening.facts { head.takeEffect(entry.index) }
        return entry
    }

    /// Appends a message.
    @discardableResult
    package mutating func add(_ message: SampleMessage) throws(StoreFailure) -> LedgerEntry {
        try add(message.happening, message.attachment)
    }

    /// Seals the head; the note is the checkpoint's text, since a store looks into none.
    package func seal() throws(StoreFailure) {
        try store.seal(head, SignedCheckpoint(size: head.size, note: head.checkpoint.text))
    }
}

extension Store {
    /// Commits what a closure drafts, sealed.
    @discardableResult
    package func draft<Result: Sendable>(
        at now: Int64 = 1_000,
        _ work: @escaping @Sendable (inout Draft) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        try await commit { store throws(StoreFailure) in
            var draft = try Draft(store, at: now)
            let result = try work(&draft)
            try draft.seal()
            return result
        }
    }

    /// Commits the first load, entry 0, and then messages in one transaction.
    @discardableResult
    package func begin(_ messages: SampleMessage...) async throws(StoreFailure) -> [LedgerEntry] {
        try await draft { draft throws(StoreFailure) in
            try draft.add(Sample.load, partnership: 0)
            var entries: [LedgerEntry] = []
            for message in messages { entries.append(try draft.add(message)) }
            return entries
        }
    }

    /// Commits one message.
    @discardableResult
    package func add(
        _ message: SampleMessage, at now: Int64 = 1_000
    ) async throws(StoreFailure) -> LedgerEntry {
        try await draft(at: now) { draft throws(StoreFailure) in try draft.add(message) }
    }

    /// The entries of the messages that a query names.
    package func found(_ query: MessageQuery) async throws(StoreFailure) -> [Int64] {
        try await read { store throws(StoreFailure) in
            try store.messages(query).map(\.entry.index)
        }
    }
}
