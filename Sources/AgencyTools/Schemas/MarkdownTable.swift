// SPDX-License-Identifier: Apache-2.0

/// A table as Markdown writes it.
struct MarkdownTable {
    /// The table's text, a row a line.
    let text: String

    init(_ columns: [String], _ rows: [[String]]) {
        let rule = columns.map { _ in "---" }
        text = ([columns, rule] + rows.map { $0.map(Self.cell) }).map(Self.line)
            .joined(separator: "\n")
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }

    /// A bar would end the cell, a line the row.
    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
