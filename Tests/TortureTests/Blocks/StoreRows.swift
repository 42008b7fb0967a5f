// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The rows of a store that nobody serves, read and altered behind its back by SQL.
final class StoreRows {
    private let queue: DatabaseQueue

    init(_ town: Town) throws {
        queue = try DatabaseQueue(path: town.file("baton.db").path)
    }

    /// Closes the file, so that what was altered stands in it and in no log beside it.
    func close() throws { try queue.close() }

    /// Runs statements in one transaction.
    func run(_ statements: [String]) throws {
        try queue.write { database in
            for statement in statements { try database.execute(sql: statement) }
        }
    }

    /// The numbers of the first column.
    func numbers(_ query: String) throws -> [Int64] {
        try queue.read { try Int64.fetchAll($0, sql: query) }
    }

    /// The bytes of the first column.
    func bytes(_ query: String) throws -> [Data] {
        try queue.read { try Data.fetchAll($0, sql: query) }
    }

    /// Reads or alters the rows of a store, and closes it.
    static func of<Result>(_ town: Town, _ body: (StoreRows) throws -> Result) throws -> Result {
        let rows = try StoreRows(town)
        let result = Swift.Result { try body(rows) }
        try rows.close()
        return try result.get()
    }
}
