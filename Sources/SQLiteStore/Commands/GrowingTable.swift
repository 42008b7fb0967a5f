// SPDX-License-Identifier: Apache-2.0

/// The tables to which nearly every message adds rows, and which nobody asks for that message's rows
/// before it is committed.
enum GrowingTable: Int, CaseIterable, Sendable {
    case entries
    case erasable
    case messages
    case handoffs
    case expectations

    /// What a row is given, in this order; the other columns have what the schema says.
    var columns: [String] {
        switch self {
        case .entries: ["ix", "at", "p", "commitment", "secret", "content"]
        case .erasable:
            ["entry", "store_key", "wrapped", "salt", "index_key", "particulars"]
        case .messages:
            [
                "entry", "status", "sender", "indexed", "thread", "root", "txn", "signer", "body",
            ]
        case .handoffs: ["name", "recipient", "routed_at", "reason", "agreement"]
        case .expectations:
            [
                "name", "root", "p", "sender", "owed_by", "owed_to", "due", "next_at", "rule",
                "type", "break_point",
            ]
        }
    }

    /// How many columns a row is given, without listing them each time.
    var columnCount: Int { Self.columnCounts[rawValue] }

    private static let columnCounts = allCases.map(\.columns.count)

    /// How many rows one statement adds, the most first: with few statements few are prepared.
    static let strides = [16, 4, 1]

    /// The statement that adds so many rows, one of `strides`.
    ///
    /// `OR FAIL`: the transaction is rolled back when one row does not go in, so that SQLite need not
    /// be able to take back those that went in before it.
    func insertion(of rows: Int) -> Command {
        guard let command = Self.insertions[rawValue][rows] else {
            preconditionFailure("rows are added \(Self.strides) at a time")
        }
        return command
    }

    private static let insertions: [[Int: Command]] = allCases.map { table in
        let row = "(" + table.columns.map { _ in "?" }.joined(separator: ", ") + ")"
        let names = table.columns.joined(separator: ", ")
        return Dictionary(
            uniqueKeysWithValues: strides.map { rows in
                let values = [String](repeating: row, count: rows).joined(separator: ", ")
                return (
                    rows, Command("INSERT OR FAIL INTO \(table) (\(names)) VALUES \(values)")
                )
            })
    }
}
