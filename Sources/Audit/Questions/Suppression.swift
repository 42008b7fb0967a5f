// SPDX-License-Identifier: Apache-2.0

/// Hides small counts in tables, and whatever they could be computed from.
///
/// A count from 1 to one less than the number is shown as under it. Whoever reads the tables knows
/// more than what stands in them: that rows add up to their total, parts to their whole, the roles of
/// a team to the team. So the reader's knowledge is reckoned (`Reckoner`), and wherever it comes down
/// to one value for something hidden, or to a small one for what is left of a whole, another count
/// of the same sum is left out too. Shares and middles that rest on a hidden count are left out.
struct Suppression {
    private let number: Int
    private let tables: [Answer.Table]
    /// The rows of each table, with the total as the last one where it has one.
    private let counts: [[[Answer.Cell]]]
    private var shown: [[[Answer.Cell]]]

    /// Hides counts below a number in the tables of one answer.
    static func hide(below number: Int, in tables: [Answer.Table]) -> [Answer.Table] {
        var work = Suppression(number, tables)
        work.run()
        return zip(tables, work.shown).map { table, rows in
            var (table, rows) = (table, rows)
            table.total = table.total == nil ? nil : rows.removeLast()
            table.rows = rows
            return table
        }
    }

    private init(_ number: Int, _ tables: [Answer.Table]) {
        self.number = number
        self.tables = tables
        counts = tables.map { $0.rows + [$0.total].compactMap(\.self) }
        shown = counts
    }

    private mutating func run() {
        for (place, count) in places where (1..<number).contains(count) && !isSetting(place) {
            shown[place] = .under(number)
        }
        let sums = sums.filter { $0.holds { counts[$0].number ?? 0 } }
        while hideMore(sums) {}
        hideWhatRests()
    }

    /// Each count, and where it stands.
    private var places: [(Place, Int)] {
        counts.indices.flatMap { table in
            counts[table].indices.flatMap { row in
                counts[table][row].indices.compactMap { column in
                    counts[table][row][column].number.map {
                        (Place(table: table, row: row, column: column), $0)
                    }
                }
            }
        }
    }

    private func isSetting(_ place: Place) -> Bool {
        tables[place.table].columns[place.column].isSetting
    }

    /// Leaves out one more count of each sum that tells too much; false when none does.
    private mutating func hideMore(_ sums: [Sum]) -> Bool {
        var reckoner = Reckoner(below: number)
        for (place, count) in places { reckoner.see(place, shown[place], count) }
        // What is left out for one sum may be what another needed too: that one is looked at again.
        var leftOut: Set<Place> = []
        for sum in reckoner.telling(sums) where leftOut.isDisjoint(with: sum.parts + sum.wholes) {
            guard let place = leastShown(sum.parts) ?? leastShown(sum.wholes) else { continue }
            shown[place] = .concealed
            leftOut.insert(place)
        }
        return !leftOut.isEmpty
    }

    /// The smallest count that is still shown and could be left out: nothing is as good as known.
    private func leastShown(_ places: [Place]) -> Place? {
        places.filter { (shown[$0].number ?? 0) > 0 && !isSetting($0) }
            .min { (counts[$0].number ?? 0, $0) < (counts[$1].number ?? 0, $1) }
    }

    private mutating func hideWhatRests() {
        for (table, columns) in tables.map(\.columns).enumerated() {
            for (column, described) in columns.enumerated() where !described.restsOn.isEmpty {
                let grounds = described.restsOn.compactMap { tables[table].place(of: $0) }
                for row in shown[table].indices where shown[table][row][column] != .absent {
                    let isHidden = grounds.contains {
                        counts[table][row][$0].number != nil && shown[table][row][$0].number == nil
                    }
                    if isHidden { shown[table][row][column] = .concealed }
                }
            }
        }
    }
}

extension Suppression {
    /// Where a cell stands.
    struct Place: Hashable, Comparable {
        let table: Int
        let row: Int
        let column: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.table, left.row, left.column) < (right.table, right.row, right.column)
        }
    }

    /// Counts that make up others, as the reader of the tables knows.
    struct Sum {
        let wholes: [Place]
        let parts: [Place]
        /// Whether nothing is left of the wholes beside the parts.
        let isExact: Bool

        /// Whether the counts are so: what is no part after all tells nothing.
        func holds(_ count: (Place) -> Int) -> Bool {
            let rest = wholes.reduce(0) { $0 + count($1) } - parts.reduce(0) { $0 + count($1) }
            return isExact ? rest == 0 : rest >= 0
        }
    }

    /// Everything that adds up.
    private var sums: [Sum] {
        tables.indices.flatMap { table in
            totals(table) + counts[table].indices.flatMap { ofRow($0, table) } + across(table)
        }
    }

    /// The rows of each column add up to its total.
    private func totals(_ table: Int) -> [Sum] {
        guard tables[table].total != nil else { return [] }
        let total = counts[table].count - 1
        return tables[table].columns.indices.compactMap { column in
            let whole = [Place(table: table, row: total, column: column)]
            guard counts[whole[0]].number != nil else { return nil }
            let parts = (0..<total).map { Place(table: table, row: $0, column: column) }
            return Sum(wholes: whole, parts: parts.filter(isCount), isExact: true)
        }
    }

    private func isCount(_ place: Place) -> Bool { counts[place].number != nil }

    /// Counts of one row that are part of others, at any remove, or make them up.
    private func ofRow(_ row: Int, _ table: Int) -> [Sum] {
        let columns = tables[table].columns
        let nested = columns.flatMap { column in
            tables[table].wholes(of: column).map { Answer.Split($0, into: [column.name]) }
        }
        return (nested + tables[table].splits).compactMap { split in
            let (wholes, parts) = (
                places(split.wholes, row, table), places(split.parts, row, table)
            )
            guard wholes.count == split.wholes.count, parts.count == split.parts.count else {
                return nil
            }
            return Sum(wholes: wholes, parts: parts, isExact: split.isExact)
        }
    }

    private func places(_ names: [String], _ row: Int, _ table: Int) -> [Place] {
        names.compactMap { tables[table].place(of: $0) }
            .map { Place(table: table, row: row, column: $0) }.filter(isCount)
    }

    /// Rows that add up to rows of another table.
    private func across(_ table: Int) -> [Sum] {
        tables[table].sums.flatMap { sums -> [Sum] in
            guard let other = tables.firstIndex(where: { $0.name == sums.table }) else { return [] }
            let here = alike(table, sums.alike, sums.column)
            let there = alike(other, sums.alike, sums.other)
            return here.map { Sum(wholes: $1, parts: there[$0] ?? [], isExact: true) }
        }
    }

    /// The counts of a column by what their rows are alike in, without the total.
    private func alike(
        _ table: Int, _ names: [String], _ column: String
    ) -> [[Answer.Cell]: [Place]] {
        guard let column = tables[table].place(of: column) else { return [:] }
        let heads = names.compactMap { tables[table].place(of: $0) }
        return Dictionary(
            grouping: tables[table].rows.indices.map {
                Place(table: table, row: $0, column: column)
            }.filter(isCount)
        ) { place in heads.map { counts[table][place.row][$0] } }
    }
}

extension Answer.Table {
    /// The place of a column; nil when there is none of that name.
    fileprivate func place(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The columns of which one is a part, the nearest first.
    fileprivate func wholes(of column: Answer.Column) -> [String] {
        var wholes: [String] = []
        var next = column.partOf
        while let whole = next, !wholes.contains(whole) {
            wholes.append(whole)
            next = columns.first { $0.name == whole }?.partOf
        }
        return wholes
    }

    /// The table as it may be published: no count from 1 to one less than the number, and nothing that
    /// such a count could be computed from.
    package func suppressing(below number: Int) -> Answer.Table {
        Suppression.hide(below: number, in: [self]).first ?? self
    }
}

extension [[[Answer.Cell]]] {
    fileprivate subscript(_ place: Suppression.Place) -> Answer.Cell {
        get { self[place.table][place.row][place.column] }
        set { self[place.table][place.row][place.column] = newValue }
    }
}

extension Answer {
    /// The answer as it may be published: no count from 1 to one less than the number, nothing that
    /// such a count could be computed from, and no table that lists single cases.
    package func suppressing(below number: Int) -> Answer {
        var answer = self
        answer.tables = Suppression.hide(below: number, in: tables.filter { !$0.isList })
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
