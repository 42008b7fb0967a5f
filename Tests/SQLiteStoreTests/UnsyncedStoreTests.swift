// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Relay
import StoreContract
import Testing

@testable import SQLiteStore

/// The store of a simulated year may leave out waiting for the disk, and nothing else.
@Suite struct `A store that is not synced` {
    /// What is executed for a start, a message and its end, and how the connection is set.
    private static func executed(_ durability: Durability) async throws -> [String] {
        let place = try Place()
        let store = try place.openListening(durability: durability)
        var message = SampleMessage(1, from: Sample.police, to: [Sample.council])
        message.terms = [Sample.terms(by: Sample.council, due: 9_000)]
        try await store.begin(message)
        var settings: [String] = []
        for name in ["journal_mode", "secure_delete", "page_size", "auto_vacuum", "user_version"] {
            settings.append("\(name)=\(try await store.pragma(name) ?? "")")
        }
        #expect(try store.verifyProjections() == [])
        try store.close()
        return settings + place.takeExecuted()
    }

    @Test func `does what a synced one does, but for one setting`() async throws {
        let synced = try await Self.executed(.synced)
        let unsynced = try await Self.executed(.unsynced)
        #expect(synced.contains("PRAGMA synchronous = 2"))
        #expect(unsynced.contains("PRAGMA synchronous = 0"))
        #expect(
            unsynced
                == synced.map { $0 == "PRAGMA synchronous = 2" ? "PRAGMA synchronous = 0" : $0 })
    }
}
