// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `A referral to three recipients` {
    @Test func `writes eight rows`() async throws {
        let place = try Place()
        let store = try place.open()
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.health]))
        let before = try place.rows()
        try await store.add(History.referral(2))
        let after = try place.rows()
        // The head is one row for ever, the checkpoint one a batch, a sum one a pair and day.
        let written = after.filter { !["checkpoints", "head", "sharing"].contains($0.key) }
            .reduce(0) { $0 + $1.value - (before[$1.key] ?? 0) }
        #expect(written == 8)
        #expect(after["head"] == 1)
    }

    @Test func `takes few statements`() async throws {
        let place = try Place()
        let store = try place.openListening()
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.health]))
        _ = place.takeExecuted()
        try await store.draft { draft throws(StoreFailure) in
            for number in 2..<12 { try draft.add(History.referral(number)) }
        }
        let statements = place.takeExecuted()
        let inserts = statements.filter { $0.hasPrefix("INSERT") }
        // Rows of five tables, sixteen, four or one at a time; the checkpoint, the head and three sums
        // of the batch; one look for each thread and jti.
        #expect(inserts.count == 25)
        #expect(statements.count <= 10 * 2 + 25 + 8)
    }
}

@Suite struct `A store's queries` {
    /// Tables that grow with the number of messages.
    private static let large: Set<String> = [
        "entries", "messages", "erasable", "handoffs", "expectations",
        "checkpoints", "tree", "tokens", "threads", "quarantine", "quarantine_told", "r", "t", "e",
        "m", "h", "x", "k", "q", "c",
    ]

    /// Where a search may begin with a bound instead of a value, because a limit, a narrow index or
    /// the question itself ends it.
    private static let bounded = [
        "SEARCH entries ", "SEARCH checkpoints ", "expectations_next", "expectations_missed",
        // What is not filed yet, which has a limit.
        "SEARCH messages USING INTEGER PRIMARY KEY (rowid>?)",
        // All that belongs to one entry, by a span of names.
        "SEARCH h USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH x USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH handoffs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH expectations USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        // A page of the log, of the length that is asked for.
        "SEARCH m USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    ]

    /// Whether a step of a plan reads more the more messages there are.
    private static func looksThrough(_ step: String) -> Bool {
        let words = step.split(separator: " ").map(String.init)
        guard words.count > 1, large.contains(words[1]) else { return false }
        if words[0] == "SCAN" { return true }
        let first = step.split(separator: "(").last?.prefix { $0 != "=" && $0 != "?" } ?? ""
        let isOpen = first.contains(">") || first.contains("<")
        return isOpen && !bounded.contains(where: step.contains)
    }

    @Test func `never look through what grows with the messages`() async throws {
        let place = try Place()
        let store = try place.openListening()
        _ = place.takeExecuted()
        try await History.write(to: store)
        try await store.read(History.ask)
        try await store.commit { store throws(StoreFailure) in try History.ask(store) }
        let statements = Set(
            place.takeExecuted().filter {
                !["BEGIN", "COMMIT", "PRAGMA", "ROLLBACK"].contains(where: $0.hasPrefix)
            })
        #expect(statements.count > 40)
        for sql in statements.sorted() {
            for step in try place.plan(of: sql) {
                #expect(!Self.looksThrough(step), "\(step) in \(sql)")
            }
        }
    }
}

extension Place {
    /// How many rows each table has.
    fileprivate func rows() throws -> [String: Int] {
        try tamper { database in
            var rows: [String: Int] = [:]
            for table in Schema.parts where !table.body.hasPrefix("ON ") {
                rows[table.name] = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM \(table.name)")
            }
            return rows
        }
    }

    fileprivate func plan(of sql: String) throws -> [String] {
        // GRDB counts question marks, and a numbered one may stand twice.
        let sql = sql.replacing("?1", with: "?").replacing("?2", with: "?")
        return try tamper { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: .none(for: sql))
                .map { $0["detail"] }
        }
    }
}

extension StatementArguments {
    /// Nothing for each parameter of a statement.
    fileprivate static func none(for sql: String) -> StatementArguments {
        let names = sql.split(whereSeparator: { !$0.isLetter && $0 != "_" && $0 != ":" })
            .filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
        guard names.isEmpty else {
            return StatementArguments(
                Dictionary(names.map { ($0, DatabaseValue.null) }, uniquingKeysWith: { $1 }))
        }
        return StatementArguments(
            [DatabaseValue](repeating: .null, count: sql.count { $0 == "?" }))
    }
}
