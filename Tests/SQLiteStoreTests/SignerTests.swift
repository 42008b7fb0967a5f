// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Ledger
import Relay
import Signing
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `Who signs under a certificate` {
    /// One damaged row must not keep another thread from being forgotten.
    @Test func `is known by a message that can be read, when the first is forgotten`() async throws
    {
        let place = try Place()
        let store = try place.open()
        var messages: [SampleMessage] = []
        for number in 1...3 {
            var message = SampleMessage(number, from: Sample.health, to: [Sample.council])
            message.thread = Sample.thread(number)
            message.path = [SHA256.digest(of: [9])]
            messages.append(message)
        }
        let entries = try await store.begin(messages[0], messages[1], messages[2])
        let (first, second, third) = (entries[0], entries[1], entries[2])
        #expect(try await signers(store) == [first.index])
        try place.tamper {
            try $0.execute(
                sql: "UPDATE entries SET content = x'ff00ff' WHERE ix = \(second.index)")
        }
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            let purged = PurgedFacts(cause: .listed, purged: ["listed": 1])
            let content = PurgedPart(entry: first.index, commitment: SHA256.digest(of: [2]))
            try draft.add(Happening(.retention(.purged(purged)), parts: [.purged(content)]))
            let forgotten = PurgedFacts(cause: .listed, purged: [:], forgotten: 1)
            let facts = ForgottenPart(entry: first.index, commitment: first.commitment)
            try draft.add(Happening(.retention(.purged(forgotten)), parts: [.forgotten(facts)]))
        }
        #expect(try await signers(store) == [third.index])
    }

    private func signers(_ store: SQLiteStore) async throws -> [Int64] {
        try await store.found(.signers(after: -1, limit: 9))
    }
}
