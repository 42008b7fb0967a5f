// SPDX-License-Identifier: Apache-2.0

/// Hides small counts in a table, and whatever they could be computed from.
///
/// A count from 1 to one less than the number is shown as under it. What is left of a whole, and the
/// only hidden rows of a column with a total, would tell it all the same: then another count is left
/// out too. Shares and middles that rest on a hidden count are left out.
struct Suppression {
    private let number: Int
    private let columns: [Answer.Column]
    /// The table's rows, with the total as the last one when it has one.
    private var rows: [[Answer.Cell]]
    private let counts: [[Answer.Cell]]
    private let hasTotal: Bool

    /// Hides counts below a number in a table.
    static func hide(below number: Int, in table: Answer.Table) -> Answer.Table {
        var work = Suppression(number, table)
        work.run()
        var table = table
        table.total = work.hasTotal ? work.rows.removeLast() : nil
        table.rows = work.rows
        return table
    }

    private init(_ number: Int, _ table: Answer.Table) {
        self.number = number
        columns = table.columns
        counts = table.rows + [table.total].compactMap(\.self)
        rows = counts
        hasTotal = table.total != nil
    }

    private mutating func run() {
        for row in rows.indices {
            for column in columns.indices where isSmall(counts[row][column].number) {
                rows[row][column] = .under(number)
            }
        }
        var isDone = false
        while !isDone {
            let before = rows
            hideParts()
            if hasTotal { columns.indices.forEach { hideOneMore(inColumn: $0) } }
            isDone = rows == before
        }
        hideWhatRests()
    }

    private func isSmall(_ count: Int?) -> Bool { count.map { (1..<number).contains($0) } ?? false }

    private func isShown(_ row: Int, _ column: Int) -> Bool { rows[row][column].number != nil }

    private func column(named name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// A part is left out when its whole is shown and what is left of it is small.
    private mutating func hideParts() {
        for (part, column) in columns.enumerated() {
            guard let whole = column.partOf.flatMap(self.column) else { continue }
            for row in rows.indices where isShown(row, part) && isShown(row, whole) {
                let rest = (counts[row][whole].number ?? 0) - (counts[row][part].number ?? 0)
                if isSmall(rest) { rows[row][part] = .concealed }
            }
        }
    }

    /// What is hidden in a column could be computed from its total: the next smallest count is left
    /// out too, or the total when there is none.
    private mutating func hideOneMore(inColumn column: Int) {
        let (all, total) = (rows.indices.dropLast(), rows.count - 1)
        guard isShown(total, column) else { return }
        let hidden = all.filter { counts[$0][column].number != nil && !isShown($0, column) }
        guard isTold(hidden, column) else { return }
        let shown = all.filter { isShown($0, column) && counts[$0][column] != .count(0) }
        let smallest = shown.min {
            (counts[$0][column].number ?? 0, $0) < (counts[$1][column].number ?? 0, $1)
        }
        rows[smallest ?? total][column] = .concealed
    }

    /// Whether the sum of what is hidden tells each of them: there is one, or all are as small or as
    /// large as they can be.
    private func isTold(_ hidden: [Int], _ column: Int) -> Bool {
        guard hidden.count > 1 else { return hidden.count == 1 }
        guard hidden.allSatisfy({ rows[$0][column] == .under(number) }) else { return false }
        let sum = hidden.reduce(0) { $0 + (counts[$1][column].number ?? 0) }
        return sum == hidden.count || sum == hidden.count * (number - 1)
    }

    private mutating func hideWhatRests() {
        for (place, column) in columns.enumerated() where !column.restsOn.isEmpty {
            let grounds = column.restsOn.compactMap(self.column)
            for row in rows.indices where rows[row][place] != .absent {
                let isHidden = grounds.contains {
                    counts[row][$0].number != nil && !isShown(row, $0)
                }
                if isHidden { rows[row][place] = .concealed }
            }
        }
    }
}

extension Answer {
    /// The answer as it may be published: no count from 1 to one less than the number, nothing that
    /// such a count could be computed from, and no table that lists single cases.
    package func suppressing(below number: Int) -> Answer {
        var answer = self
        answer.tables = tables.filter { !$0.isList }.map { Suppression.hide(below: number, in: $0) }
        answer.notes = notes.map { note in
            var note = note
            if let count = note.count?.number, (1..<number).contains(count) {
                note.count = .under(number)
            }
            return note
        }
        answer.notes.append(
            Note(
                "Counts from 1 to \(number - 1) are shown as <\(number); c stands for what they "
                    + "could be computed from. Tables that list single cases are left out."))
        return answer
    }

    /// The smallest number below which counts may be suppressed.
    package static let leastSuppression = 2
    /// The largest number below which counts may be suppressed.
    package static let mostSuppression = 100
}
