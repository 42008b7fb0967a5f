// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import Relay
import Safeguarding
import Signing

/// A row of an answer, read column by column from the left, while its statement stands on it.
///
/// A column that is not what it was declared as is damage (SQLite has no page checksums) and says
/// so, where GRDB's own accessors would end the process.
struct Columns {
    private let statement: Statement
    private var column: Int32 = -1

    init(_ statement: Statement) { self.statement = statement }

    private var type: Int32 { sqlite3_column_type(statement.sqliteStatement, column) }

    mutating func optionalInteger() throws(StoreFailure) -> Int64? {
        column += 1
        switch type {
        case SQLITE_INTEGER: return sqlite3_column_int64(statement.sqliteStatement, column)
        case SQLITE_NULL: return nil
        default: throw damage("an integer")
        }
    }

    mutating func integer() throws(StoreFailure) -> Int64 {
        guard let number = try optionalInteger() else { throw damage("an integer") }
        return number
    }

    mutating func number() throws(StoreFailure) -> Int { Int(try integer()) }

    mutating func instant() throws(StoreFailure) -> Instant {
        Instant(milliseconds: try integer())
    }

    mutating func optionalText() throws(StoreFailure) -> String? {
        column += 1
        switch type {
        case SQLITE_TEXT: return heldText
        case SQLITE_NULL: return nil
        default: throw damage("text")
        }
    }

    mutating func text() throws(StoreFailure) -> String {
        guard let text = try optionalText() else { throw damage("text") }
        return text
    }

    mutating func optionalBytes() throws(StoreFailure) -> [UInt8]? {
        column += 1
        switch type {
        case SQLITE_BLOB: return heldBytes
        case SQLITE_NULL: return nil
        default: throw damage("bytes")
        }
    }

    mutating func bytes() throws(StoreFailure) -> [UInt8] {
        guard let bytes = try optionalBytes() else { throw damage("bytes") }
        return bytes
    }

    /// Exactly so many bytes.
    mutating func bytes(_ count: Int) throws(StoreFailure) -> [UInt8] {
        let bytes = try bytes()
        guard bytes.count == count else { throw damage("\(count) bytes") }
        return bytes
    }

    mutating func digest() throws(StoreFailure) -> SHA256Digest {
        guard let digest = SHA256Digest(bytes: try bytes()) else {
            throw damage("the 32 bytes of a digest")
        }
        return digest
    }

    /// Passes over columns.
    mutating func skip(_ columns: Int32) { column += columns }

    private var heldText: String {
        let count = Int(sqlite3_column_bytes(statement.sqliteStatement, column))
        guard let start = sqlite3_column_text(statement.sqliteStatement, column) else { return "" }
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private var heldBytes: [UInt8] {
        guard let start = sqlite3_column_blob(statement.sqliteStatement, column) else { return [] }
        let count = Int(sqlite3_column_bytes(statement.sqliteStatement, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private func damage(_ expected: String) -> StoreFailure {
        let names = statement.columnNames
        let name = names.indices.contains(Int(column)) ? names[Int(column)] : "\(column)"
        return .corrupt("the column \(name) of the store does not hold \(expected)")
    }
}
