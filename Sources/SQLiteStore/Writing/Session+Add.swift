// SPDX-License-Identifier: Apache-2.0

import Relay

/// Rows that a transaction has added and not written yet, table by table.
///
/// SQLite opens a table and its indexes for each statement, and the processor has forgotten both by
/// the next message: rows of one table cost less together than one by one.
struct AddedRows {
    private var rows = [[Arguments]](repeating: [], count: GrowingTable.allCases.count)
    /// Whether there is none.
    private(set) var isEmpty = true

    mutating func add(_ row: Arguments, to table: GrowingTable) {
        rows[table.rawValue].append(row)
        isEmpty = false
    }

    /// What is to be written, which is kept back no longer.
    mutating func takeAll() -> [(table: GrowingTable, rows: [Arguments])] {
        defer {
            for table in rows.indices { rows[table].removeAll(keepingCapacity: true) }
            isEmpty = true
        }
        return GrowingTable.allCases.map { (table: $0, rows: rows[$0.rawValue]) }
    }
}

extension Session {
    /// Adds a row.
    ///
    /// It is written before anybody asks a table that has it, and before the head is sealed: nobody
    /// sees the store without it.
    func add(_ row: Arguments, to table: GrowingTable) {
        writing.added.add(row, to: table)
    }

    /// Writes the rows that were kept back.
    ///
    /// After a failure nothing of the transaction may be committed, whoever asked and met it.
    func writeAdded() throws(StoreFailure) {
        guard !writing.added.isEmpty else { return }
        do throws(StoreFailure) {
            for (table, rows) in writing.added.takeAll() { try write(rows[...], to: table) }
        } catch {
            writing.failure = writing.failure ?? error
            throw error
        }
    }

    private func write(
        _ rows: ArraySlice<Arguments>, to table: GrowingTable
    ) throws(StoreFailure) {
        var rest = rows
        for stride in GrowingTable.strides {
            let command = table.insertion(of: stride)
            while rest.count >= stride {
                try insert(rest.prefix(stride), command)
                rest = rest.dropFirst(stride)
            }
        }
    }
}
