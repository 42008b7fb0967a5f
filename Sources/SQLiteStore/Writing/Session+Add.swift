// SPDX-License-Identifier: Apache-2.0

import Relay

/// Rows that a transaction has added and not written yet, table by table.
///
/// SQLite opens a table and its indexes for each statement, and the processor has forgotten both by
/// the next message: rows of one table cost less together than one by one.
struct AddedRows {
    /// The values of each table, one row after the other.
    private var values = [[Bound]](repeating: [], count: GrowingTable.allCases.count)
    /// Whether there is none.
    private(set) var isEmpty = true

    mutating func add(_ row: [Bound], to table: GrowingTable) {
        // One value too few would move all that come after it into columns that are not theirs.
        precondition(row.count == table.columnCount, "a row has a value for each column")
        values[table.rawValue] += row
        isEmpty = false
    }

    /// What is to be written, which is kept back no longer.
    mutating func takeAll() -> [(table: GrowingTable, values: [Bound])] {
        defer {
            for table in values.indices { values[table].removeAll(keepingCapacity: true) }
            isEmpty = true
        }
        return GrowingTable.allCases.map { (table: $0, values: values[$0.rawValue]) }
    }
}

extension Session {
    /// Adds a row.
    ///
    /// It is written before anybody asks a table that has it, and before the head is sealed: nobody
    /// sees the store without it.
    func add(_ row: [Bound], to table: GrowingTable) {
        writing.added.add(row, to: table)
    }

    /// Writes the rows that were kept back.
    ///
    /// After a failure nothing of the transaction may be committed, whoever asked and met it.
    func writeAdded() throws(StoreFailure) {
        guard !writing.added.isEmpty else { return }
        do throws(StoreFailure) {
            for (table, values) in writing.added.takeAll() { try write(values[...], to: table) }
        } catch {
            writing.failure = writing.failure ?? error
            throw error
        }
    }

    private func write(
        _ values: ArraySlice<Bound>, to table: GrowingTable
    ) throws(StoreFailure) {
        var rest = values
        for stride in GrowingTable.strides {
            let command = table.insertion(of: stride)
            let count = stride * table.columnCount
            while rest.count >= count {
                try insert(rest.prefix(count), command)
                rest = rest.dropFirst(count)
            }
        }
    }
}
