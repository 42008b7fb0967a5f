// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import Signing

/// A value on its way into one column of SQLite's.
///
/// One of a few kinds, and no box around any: a message brings sixty of them.
enum Bound {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case digest(SHA256Digest)
    case name(FoundName)

    /// Binds the value; SQLite makes a copy of its own.
    func bind(to statement: Statement, at position: Int32) throws {
        let code =
            switch self {
            case .null: sqlite3_bind_null(statement.sqliteStatement, position)
            case .integer(let number):
                sqlite3_bind_int64(statement.sqliteStatement, position, number)
            case .text(var text): text.withUTF8 { Self.bind($0, to: statement, at: position) }
            case .bytes(let bytes):
                bytes.withUnsafeBytes { Self.bind($0, to: statement, at: position) }
            case .digest(let digest):
                digest.withUnsafeBytes { Self.bind($0, to: statement, at: position) }
            case .name(let name):
                withUnsafeBytes(of: (name.high.bigEndian, name.low.bigEndian)) {
                    Self.bind($0, to: statement, at: position)
                }
            }
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func bind(
        _ text: UnsafeBufferPointer<UInt8>, to statement: Statement, at position: Int32
    ) -> Int32 {
        text.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text(
                statement.sqliteStatement, position, $0.baseAddress, Int32($0.count), copied)
        }
    }

    private static func bind(
        _ bytes: UnsafeRawBufferPointer, to statement: Statement, at position: Int32
    ) -> Int32 {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return sqlite3_bind_zeroblob(statement.sqliteStatement, position, 0)
        }
        return sqlite3_bind_blob(
            statement.sqliteStatement, position, start, Int32(bytes.count), copied)
    }
}

/// `SQLITE_TRANSIENT`, a macro that Swift does not see: SQLite copies what it is given.
private var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
