// SPDX-License-Identifier: Apache-2.0

import Safeguarding

extension Answer {
    /// The answer for a person, to be read aloud: times are London's, names stand for URIs.
    package var text: String {
        let head = [
            "\(question.rawValue)  \(title)", "\(asker) asks: \(sentence)",
            "Period: \(Self.time(period.lowerBound)) to before \(Self.time(period.upperBound)); "
                + "as it stood at \(Self.time(asOf)). Times are London's.",
            "Partnership: \(partnership.uri)",
        ]
        let blocks = [head.joined(separator: "\n")] + tables.map(\.text)
        let remarks = notes.map { "- \($0.sentence)" }.joined(separator: "\n")
        return (blocks + (notes.isEmpty ? [] : ["Notes\n\(remarks)"])).joined(separator: "\n\n")
            + "\n"
    }

    /// A moment by London's clocks, to the minute.
    fileprivate static func time(_ moment: Instant) -> String {
        String(London.rfc3339(at: moment).prefix(16)).replacing("T", with: " ")
    }
}

extension Answer.Table {
    /// The table with its title: columns as wide as they must be, two spaces between them, numbers to
    /// the right; no line ends in spaces.
    var text: String {
        let shown = columns.indices.filter { !columns[$0].isForPrograms }
        let heads = shown.map { columns[$0].head }
        let lines = (rows + [total].compactMap(\.self)).map { row in
            shown.map { said(row, $0) }
        }
        guard !lines.isEmpty else { return "\(title)\nNone." }
        let all = [heads] + lines
        let widths = shown.indices.map { place in all.map { $0[place].count }.max() ?? 0 }
        let text = all.map { cells in
            var line = ""
            for (place, cell) in cells.enumerated() {
                let pad = String(repeating: " ", count: widths[place] - cell.count)
                line += columns[shown[place]].isNumeric ? pad + cell : cell + pad
                if place < cells.count - 1 { line += "  " }
            }
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        return ([title] + text).joined(separator: "\n")
    }

    /// What a cell says, with the numbers that a share is of.
    private func said(_ row: [Answer.Cell], _ place: Int) -> String {
        switch row[place] {
        case .absent: columns[place].isNumeric ? "-" : ""
        case .share(let part, let whole): "\(row[place].plain) % (\(part) of \(whole))"
        case .time(let time): Answer.time(time)
        case .flag(let truth): truth ? "yes" : "no"
        case let cell: cell.plain
        }
    }
}

extension Answer.Column {
    /// What stands above the column: its name in words.
    fileprivate var head: String {
        let words = name.hasSuffix("_pct") ? String(name.dropLast(4)) : name
        return words.replacing("_", with: " ")
    }

    fileprivate var isNumeric: Bool {
        switch unit {
        case .count, .percent, .hours, .days: true
        case .text, .code, .identifier, .uri, .time, .truth: false
        }
    }
}
