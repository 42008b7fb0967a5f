// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import Signing

/// What a statement is given for its question marks, in order, or for its named parameters.
///
/// Bound straight to SQLite's statement: GRDB's own arguments make a box and a copy of each value,
/// which costs more than the insertion of a small row.
struct Arguments: ExpressibleByArrayLiteral {
    private var values: [(any Bindable)?]
    private var named: [(String, (any Bindable)?)] = []

    init(arrayLiteral values: (any Bindable)?...) { self.values = values }

    /// Arguments by name, without the colon.
    init(named: [String: (any Bindable)?]) {
        values = []
        self.named = Array(named)
    }

    static func + (left: Arguments, right: Arguments) -> Arguments {
        var sum = left
        sum.values += right.values
        return sum
    }

    /// Binds all to a statement that was reset; parameters that are given nothing are NULL.
    ///
    /// - Parameter bound: how many question marks were given something before, and are then.
    func bind(to statement: Statement, after bound: inout Int32) throws {
        for value in values {
            bound += 1
            try Self.bind(value, to: statement, at: bound)
        }
        for (name, value) in named {
            let position = sqlite3_bind_parameter_index(statement.sqliteStatement, ":" + name)
            if position > 0 { try Self.bind(value, to: statement, at: position) }
        }
    }

    private static func bind(
        _ value: (any Bindable)?, to statement: Statement, at position: Int32
    ) throws {
        let code =
            value?.bind(to: statement, at: position)
            ?? sqlite3_bind_null(statement.sqliteStatement, position)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}

/// A value that SQLite can keep in one column.
protocol Bindable {
    /// Binds the value; SQLite makes a copy of its own.
    func bind(to statement: Statement, at position: Int32) -> Int32
}

extension Int64: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        sqlite3_bind_int64(statement.sqliteStatement, position, self)
    }
}

extension Int: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        sqlite3_bind_int64(statement.sqliteStatement, position, Int64(self))
    }
}

extension String: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(
                    statement.sqliteStatement, position, $0.baseAddress, Int32($0.count), copied)
            }
        }
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_zeroblob(statement.sqliteStatement, position, 0)
            }
            return sqlite3_bind_blob(
                statement.sqliteStatement, position, start, Int32(bytes.count), copied)
        }
    }
}

extension FoundName: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
            sqlite3_bind_blob(
                statement.sqliteStatement, position, $0.baseAddress, Int32($0.count), copied)
        }
    }
}

extension SHA256Digest: Bindable {
    func bind(to statement: Statement, at position: Int32) -> Int32 {
        withUnsafeBytes {
            sqlite3_bind_blob(
                statement.sqliteStatement, position, $0.baseAddress, Int32($0.count), copied)
        }
    }
}

/// `SQLITE_TRANSIENT`, a macro that Swift does not see: SQLite copies what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
