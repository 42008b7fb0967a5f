// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import Relay

extension Session {
    /// Runs a command that answers nothing.
    func run(_ command: Command, _ arguments: Arguments = []) throws(StoreFailure) {
        try attempt { try answer(command, arguments) { _ in } }
    }

    /// Runs a command that changes the one row that its arguments name.
    func change(
        _ command: Command, _ arguments: Arguments, _ what: @autoclosure () -> String
    ) throws(StoreFailure) {
        try run(command, arguments)
        guard database.changesCount == 1 else { throw .refused("there is no \(what())") }
    }

    /// The first row of an answer.
    func first<Value>(
        _ command: Command, _ arguments: Arguments = [],
        _ read: (inout Columns) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value? {
        try attempt {
            var value: Value?
            try answer(command, arguments, atMost: 1) { value = try read(&$0) }
            return value
        }
    }

    /// All rows of an answer; `read` must not run the same command again.
    func all<Value>(
        _ command: Command, _ arguments: Arguments,
        _ read: (inout Columns) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> [Value] {
        try attempt {
            var values: [Value] = []
            try answer(command, arguments) { values.append(try read(&$0)) }
            return values
        }
    }

    /// The numbers in the first column of an answer.
    func numbers(
        _ command: Command, _ arguments: Arguments
    ) throws(StoreFailure) -> [Int64] {
        try all(command, arguments) { columns throws(StoreFailure) in try columns.integer() }
    }

    /// Runs a command that adds rows, whose values it takes one after the other.
    func insert(_ values: ArraySlice<Bound>, _ command: Command) throws(StoreFailure) {
        try attempt {
            let statement = try statement(of: command)
            defer { sqlite3_reset(statement.sqliteStatement) }
            // Each value is bound where it lies, without a copy.
            try values.withUnsafeBufferPointer { values in
                for place in values.indices {
                    try values[place].bind(to: statement, at: Int32(place + 1))
                }
            }
            guard sqlite3_step(statement.sqliteStatement) == SQLITE_DONE else { throw error() }
        }
    }

    /// Steps through an answer, and leaves the statement reset whatever happens.
    private func answer(
        _ command: Command, _ arguments: Arguments, atMost limit: Int = .max,
        _ read: (inout Columns) throws -> Void
    ) throws {
        if !command.isApart { try writeAdded() }
        let statement = try statement(of: command)
        defer { sqlite3_reset(statement.sqliteStatement) }
        try arguments.bind(to: statement)
        var rows = 0
        while rows < limit {
            let code = sqlite3_step(statement.sqliteStatement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error() }
            var columns = Columns(statement)
            try read(&columns)
            rows += 1
        }
    }

    /// The statement of a command, which the connection prepared once: it is found by its text, as long as
    /// that is, and in one session by its name after that.
    private func statement(of command: Command) throws -> Statement {
        if let known = prepared[ObjectIdentifier(command)] { return known.statement }
        let statement = try database.cachedStatement(sql: command.text)
        prepared[ObjectIdentifier(command)] = Prepared(command: command, statement: statement)
        return statement
    }

    /// What SQLite says of the step that failed, its extended code included.
    private func error() -> DatabaseError {
        let connection = database.sqliteConnection
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: sqlite3_errmsg(connection).map { String(cString: $0) })
    }
}
