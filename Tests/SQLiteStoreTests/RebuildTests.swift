// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Relay
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `The tables of state` {
    @Test func `are what the entries make of them, after everything that can happen`() async throws
    {
        let store = try Place().open()
        #expect(try store.verifyProjections() == [])
        try await History.write(to: store)
        #expect(try store.verifyProjections() == [])
    }

    /// Damage to each table, and the table that is named for it.
    private static let damage: [(String, String)] = [
        ("messages", "UPDATE messages SET root = 1 WHERE entry = 6"),
        ("messages", "DELETE FROM messages WHERE entry = 4"),
        ("handoffs", "UPDATE handoffs SET delivered_at = 1 WHERE name = 2 << 16 | 3"),
        ("handoffs", "DELETE FROM handoffs WHERE name = 2 << 16 | 1"),
        ("expectations", "UPDATE expectations SET state = 0 WHERE name >> 16 = 2"),
        ("agencies", "UPDATE agencies SET uri = 'https://x.example' WHERE number = 3"),
        ("quarantine", "UPDATE quarantine SET state = 0"),
        ("quarantine", "DELETE FROM quarantine WHERE state = 2"),
        ("quarantine_told", "DELETE FROM quarantine_told WHERE entry = 3"),
        ("starts", "DELETE FROM starts"),
        ("messages", "UPDATE messages SET purged_by = NULL WHERE entry = 2"),
        ("expectations", "UPDATE expectations SET overseen = 0 WHERE name >> 16 = 2"),
        ("amendments", "DELETE FROM amendments"),
        ("plans", "UPDATE plans SET state = 1"),
        ("holds", "DELETE FROM holds"),
        ("tree", "UPDATE tree SET hash = zeroblob(32)"),
        ("head", "UPDATE head SET configuration = 0"),
        ("head", "UPDATE head SET last_at = last_at + 1"),
        ("tokens", "DELETE FROM tokens"),
        ("tokens", "INSERT INTO tokens VALUES (zeroblob(16), 2)"),
        ("threads", "DELETE FROM threads"),
        ("threads", "UPDATE threads SET entry = 6"),
    ]

    @Test(arguments: damage)
    func `are told apart from damaged ones`(_ table: String, _ sql: String) async throws {
        let place = try Place()
        let store = try place.open(newcomers: 0)
        try await History.write(to: store)
        // Enough that the first ones are filed, and must be.
        for number in 300..<320 { try await store.add(History.referral(number), at: 20_000) }
        try place.tamper { try $0.execute(sql: sql) }
        let differences = try? store.verifyProjections()
        #expect(differences?.isEmpty != true)
        if let differences {
            #expect(differences.contains { $0.hasPrefix("\(table): ") }, "\(differences)")
        }
    }

    @Test func `are told apart from entries that were altered`() async throws {
        let place = try Place()
        let store = try place.open()
        try await History.write(to: store)
        try place.tamper { database in
            let kept = try Data.fetchOne(database, sql: "SELECT content FROM entries WHERE ix = 2")
            let content = try KeptContent.content(from: [UInt8](#require(kept)), of: 2)
            let facts = String(decoding: content.facts, as: UTF8.self)
            let altered = facts.replacing("key-1", with: "key-2")
            #expect(altered != facts)
            try database.execute(
                sql: "UPDATE entries SET content = ? WHERE ix = 2",
                arguments: [
                    Data(KeptContent.bytes(facts: Array(altered.utf8), parts: content.parts))
                ])
        }
        let differences = try store.verifyProjections()
        #expect(differences.contains("entry 2 does not hold what it commits to"))
    }
}
