// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One kind of bytes that a store keeps, where it stands, and what fsck says when a bit of it is other.
struct KeptBytes: Sendable {
    /// What it is.
    let name: String
    private let table: String
    private let column: String
    private let key: String
    private let condition: String
    /// What fsck says of the row of a key, one of these.
    let words: @Sendable (Int64) -> [String]

    private init(
        _ name: String, _ column: String, of table: String, by key: String,
        where condition: String = "true", _ words: @escaping @Sendable (Int64) -> [String]
    ) {
        (self.name, self.table, self.column) = (name, table, column)
        (self.key, self.condition, self.words) = (key, condition, words)
    }

    /// The keys of the rows that have it.
    func keys(_ rows: StoreRows) throws -> [Int64] {
        try rows.numbers(
            "SELECT \(key) FROM \(table) WHERE \(column) IS NOT NULL AND \(condition)")
    }

    /// What a row has now; nil when it cannot be read.
    func value(_ key: Int64, _ rows: StoreRows) -> Data? {
        let query = "SELECT \(column) FROM \(table) WHERE \(self.key) = \(key) AND \(condition)"
        return try? rows.bytes(query).first
    }

    private static func message(_ fault: String) -> @Sendable (Int64) -> [String] {
        { ["entry \($0): its message \(fault)"] }
    }

    private static let facts: @Sendable (Int64) -> [String] = {
        ["entry \($0): its facts are not what its leaf commits to"]
    }

    /// All kinds of bytes that something vouches for.
    static let all = [
        KeptBytes(
            "messages", "body", of: "messages", by: "entry",
            message("does not open, it was altered")),
        KeptBytes(
            "data keys", "wrapped", of: "erasable", by: "entry",
            message("does not open, it was altered")),
        KeptBytes(
            "salts", "salt", of: "erasable", by: "entry", message("is not what it commits to")),
        // No bit of them makes them those of another message: they are read, and held against it.
        KeptBytes(
            "particulars", "particulars", of: "erasable", by: "entry",
            where: "length(particulars) > 12"
        ) {
            [
                "entry \($0): its message says other than the particulars that are kept of it",
                "entry \($0): its message cannot be read (the particulars",
            ]
        },
        KeptBytes("commitments", "commitment", of: "entries", by: "ix", facts),
        KeptBytes("secrets", "secret", of: "entries", by: "ix", facts),
        KeptBytes("facts and parts", "content", of: "entries", by: "ix") {
            facts($0) + [
                "entry \($0): its parts are not what its leaf commits to",
                "entry \($0) cannot be read (",
            ]
        },
        KeptBytes("checkpoints", "note", of: "checkpoints", by: "size") {
            ["the checkpoint of size \($0) "]
        },
        KeptBytes("hashes of the tree", "hash", of: "tree", by: "number", where: "level = 1") {
            let entries = "the entries \($0 * 16) to \($0 * 16 + 15)"
            return ["\(entries) do not give the hash that is kept of them"]
        },
        KeptBytes("heads", "frontier", of: "head", by: "one") { _ in
            ["the head of the log is not that of its"]
        },
        KeptBytes("documents", "bytes", of: "documents", by: "rowid") { _ in
            ["of a configuration was altered"]
        },
    ]
}
