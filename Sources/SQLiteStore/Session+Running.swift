// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay

extension Session {
    /// Runs a command that answers nothing.
    func run(_ command: Command, _ arguments: StatementArguments = []) throws(StoreFailure) {
        try attempt {
            let statement = try database.cachedStatement(sql: command.text)
            statement.setUncheckedArguments(arguments)
            try statement.execute()
        }
    }

    /// Runs a command that changes the one row that its arguments name.
    func change(
        _ command: Command, _ arguments: StatementArguments, _ what: @autoclosure () -> String
    ) throws(StoreFailure) {
        try run(command, arguments)
        guard database.changesCount == 1 else { throw .refused("there is no \(what())") }
    }

    /// The first row of an answer.
    func first<Value>(
        _ command: Command, _ arguments: StatementArguments = [],
        _ read: (inout Columns) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value? {
        try attempt {
            // The row is only good while the cursor lives.
            let rows = try rows(command, arguments)
            return try withExtendedLifetime(rows) {
                guard let row = try rows.next() else { return nil }
                var columns = Columns(row)
                return try read(&columns)
            }
        }
    }

    /// All rows of an answer; `read` must not run the same command again.
    func all<Value>(
        _ command: Command, _ arguments: StatementArguments,
        _ read: (inout Columns) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> [Value] {
        try attempt {
            let rows = try rows(command, arguments)
            return try withExtendedLifetime(rows) {
                var values: [Value] = []
                while let row = try rows.next() {
                    var columns = Columns(row)
                    values.append(try read(&columns))
                }
                return values
            }
        }
    }

    /// The numbers in the first column of an answer.
    func numbers(
        _ command: Command, _ arguments: StatementArguments
    ) throws(StoreFailure) -> [Int64] {
        try all(command, arguments) { columns throws(StoreFailure) in try columns.integer() }
    }

    private func rows(_ command: Command, _ arguments: StatementArguments) throws -> RowCursor {
        let statement = try database.cachedStatement(sql: command.text)
        statement.setUncheckedArguments(arguments)
        return try Row.fetchCursor(statement)
    }
}
