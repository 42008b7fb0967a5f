// SPDX-License-Identifier: Apache-2.0

/// A table that a person reads: columns as wide as they must be, two spaces between them.
package struct TextTable: Sendable, Hashable {
    /// The heads of the columns.
    package let columns: [String]
    /// The rows, each with a cell a column or fewer.
    package private(set) var rows: [[Cell]] = []

    /// One cell.
    package struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
        /// What it says.
        package let text: String
        /// How it is shown where colours are seen.
        package let tone: Tone

        /// A cell of a tone.
        package init(_ text: String, _ tone: Tone = .plain) {
            self.text = text.printable
            self.tone = tone
        }

        /// A plain cell.
        package init(stringLiteral text: String) { self.init(text) }
    }

    /// What a colour means; the text always says it too.
    package enum Tone: String, Sendable, Hashable {
        /// Nothing in particular.
        case plain = ""
        /// A head.
        case head = "1"
        /// As it should be.
        case good = "32"
        /// Where it broke.
        case bad = "31"
        /// Not yet, or beside the point.
        case faint = "2"

        /// The text in this tone, for a terminal (ECMA-48 section 8.3.117).
        package func applied(to text: String) -> String {
            self == .plain || text.isEmpty ? text : "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
        }
    }

    /// A table without rows.
    package init(_ columns: [String]) { self.columns = columns }

    /// Adds a row.
    package mutating func add(_ row: [Cell]) {
        precondition(row.count <= columns.count, "a row has no more cells than there are columns")
        rows.append(row)
    }

    /// The lines, the heads first; no line ends in spaces.
    package func lines(styled: Bool) -> [String] {
        let heads = columns.map { Cell($0, .head) }
        let all = [heads] + rows
        let widths = columns.indices.map { column in
            all.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return all.map { line($0, widths, styled) }
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ styled: Bool) -> String {
        let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
        var line = ""
        for (column, cell) in cells.enumerated() where column <= last {
            line += styled ? cell.tone.applied(to: cell.text) : cell.text
            guard column < last else { continue }
            line += String(repeating: " ", count: widths[column] - cell.text.count + 2)
        }
        return line
    }
}
