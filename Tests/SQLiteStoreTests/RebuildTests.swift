// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import GRDB
import Intake
import Ledger
import Relay
import Signing
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
        ("plans", "UPDATE plans SET damaged = '6'"),
        ("holds", "DELETE FROM holds"),
        ("holds", "DELETE FROM holds WHERE p = 2"),
        ("messages", "UPDATE messages SET signer = NULL WHERE signer IS NOT NULL"),
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

    /// Two messages under one certificate, and one more that is in doubt.
    private func certified() -> [SampleMessage] {
        (801...803).map { number in
            var message = SampleMessage(number, from: Sample.council, to: [Sample.police])
            message.thread = Sample.thread(number)
            message.path = [SHA256.digest(of: [8])]
            if number == 803 { message.late = [.revocationInDoubt] }
            return message
        }
    }

    @Test(arguments: [0, 100])
    func `hold nothing that only facts said which were purged`(_ newcomers: Int) async throws {
        let place = try Place()
        let store = try place.open(newcomers: newcomers)
        try await store.begin()
        for message in certified() { try await store.add(message, at: 2_000) }
        for number in 300..<320 { try await store.add(History.referral(number), at: 2_500) }
        for entries in [[1, 4], [3]] as [[Int64]] {
            try await Self.forget(entries, in: store)
            #expect(try store.verifyProjections() == [])
        }
        let signers = try await store.read { store throws(StoreFailure) in
            try store.messages(.signers(after: -1, limit: 9)).map(\.entry.index)
        }
        #expect(signers == [2], "the next message under the certificate names its signer")
        let threads = try await store.read { store throws(StoreFailure) in
            try [801, 802, 300].map { number throws(StoreFailure) in
                try store.messages(.opening(Sample.thread(number))).count
            }
        }
        #expect(threads == [0, 1, 0])
        var late = SampleMessage(900, from: Sample.police, to: [Sample.council])
        late.thread = Sample.thread(801)
        try await store.add(late, at: 60_000)
        #expect(try store.verifyProjections() == [], "a thread of that name begins anew")
    }

    @Test func `are written anew by names in a few statements, however many threads there are`()
        async throws
    {
        let place = try Place()
        let store = try place.openListening(newcomers: 0)
        try await store.begin()
        for number in 300..<340 { try await store.add(History.referral(number), at: 2_500) }
        _ = place.takeExecuted()
        try await Self.forget([1, 7], in: store)
        let statements = place.takeExecuted().filter { $0.contains("threads") }
        #expect(statements.contains { $0.hasPrefix("INSERT INTO threads ") })
        #expect(statements.count < 12, "\(statements)")
        let (left, aside) = try place.tamper { database in
            try (
                Int.fetchOne(database, sql: "SELECT count(*) FROM threads"),
                Int.fetchOne(database, sql: "SELECT count(*) FROM threads_aside")
            )
        }
        #expect((left ?? 0) > 12 && aside == 0)
        #expect(try store.verifyProjections() == [])
    }

    /// Purges messages, and then their facts.
    private static func forget(_ indices: [Int64], in store: any Store) async throws(StoreFailure) {
        let entries = try await store.read { store throws(StoreFailure) in
            try store.entries(.indices(indices))
        }
        try await store.draft(at: 50_000) { draft throws(StoreFailure) in
            let purged = PurgedFacts(cause: .retention, purged: ["a": indices.count])
            try draft.add(
                Happening(
                    .retention(.purged(purged)),
                    parts: indices.map {
                        .purged(PurgedPart(entry: $0, commitment: SHA256.digest(of: [1])))
                    }))
            let forgotten = PurgedFacts(
                cause: .retention, purged: [:], forgotten: indices.count)
            try draft.add(
                Happening(
                    .retention(.purged(forgotten)),
                    parts: entries.map {
                        .forgotten(ForgottenPart(entry: $0.index, commitment: $0.commitment))
                    }))
        }
    }

    /// Names from a generator of their own, so that the same pages are split in the same places.
    private static func names(_ count: Int) -> [[UInt8]] {
        (0..<count).map { Array(SHA256.digest(of: Array("thread \($0)".utf8)).bytes.prefix(16)) }
    }

    private static func left(of names: [[UInt8]], in place: Place) throws -> Int {
        let file = try Data(contentsOf: URL(filePath: place.path))
        return names.count { file.range(of: Data($0)) != nil }
    }

    @Test func `leave no name behind where pages were split`() async throws {
        let place = try Place()
        let store = try place.open()
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.council]))
        let names = Self.names(20_000)
        let gone = names.indices.filter { $0.isMultiple(of: 2) }.map { names[$0] }
        try place.tamper { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            for start in stride(from: 0, to: names.count, by: 100) {
                try database.inTransaction {
                    for name in names[start..<start + 100].sorted(by: {
                        $0.lexicographicallyPrecedes($1)
                    }) {
                        try database.execute(
                            sql: "INSERT INTO threads VALUES (?, 1)", arguments: [Data(name)])
                    }
                    return .commit
                }
            }
            for name in gone {
                try database.execute(
                    sql: "DELETE FROM threads WHERE txn = ?", arguments: [Data(name)])
            }
        }
        #expect(try await store.wipe())
        #expect(try Self.left(of: gone, in: place) > 0, "nothing is there to be renewed")
        try await Self.forget([1], in: store)
        #expect(try await store.wipe())
        #expect(try Self.left(of: gone, in: place) == 0)
    }

    @Test func `tell facts that were purged from facts that are gone`() async throws {
        let place = try Place()
        let store = try place.open()
        try await History.write(to: store)
        // A tick that says nothing of anybody: no table shows that it is gone.
        try place.tamper { database in
            try database.execute(
                sql: "UPDATE entries SET secret = zeroblob(32), content = x'' WHERE ix = 100")
        }
        #expect(
            try store.verifyProjections() == [
                "the facts of entry 100 are gone, and no entry says that they were purged"
            ])
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
                    Data(KeptContent().bytes(facts: Array(altered.utf8), parts: content.parts))
                ])
        }
        let differences = try store.verifyProjections()
        #expect(differences.contains("entry 2 does not hold what it commits to"))
    }
}
