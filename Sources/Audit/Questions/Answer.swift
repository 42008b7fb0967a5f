// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// The answer to one of the ten questions: the same value for all of them, from which text, JSON and
/// CSV are made.
package struct Answer: Sendable, Hashable {
    /// The question.
    package let question: Question
    /// What it is called, in a few words.
    package let title: String
    /// Who asks it.
    package let asker: String
    /// The question, in a sentence.
    package let sentence: String
    /// The period: its first instant, and the first after it.
    package let period: Range<Instant>
    /// The partnership.
    package let partnership: PartnershipID
    /// When it was answered, by the broker's clock.
    package let asOf: Instant
    /// The tables, the main one first.
    package internal(set) var tables: [Table]
    /// What is not known, and what was left out.
    package internal(set) var notes: [Note]

    /// Something that is not known, or was left out.
    package struct Note: Sendable, Hashable {
        /// How many things it is about, said first; nil when it counts nothing.
        package internal(set) var count: Cell?
        /// What follows the count when that is one and is shown; the sentence when nothing is counted.
        private let one: String
        /// What follows any other count, and one that is hidden: words that said "one" would tell it.
        private let many: String

        /// Says something.
        package init(_ text: String) {
            count = nil
            (one, many) = (text, text)
        }

        /// Says something of so many things; nil when there are none.
        init?(_ count: Int, _ one: String, _ many: String) {
            guard count > 0 else { return nil }
            self.count = .count(count)
            (self.one, self.many) = (one, many)
        }

        /// The whole sentence.
        package var sentence: String {
            count.map { "\($0.plain) \($0 == .count(1) ? one : many)" } ?? one
        }
    }

    /// Gathers an answer; title, asker and sentence are those of the question's outline.
    package init(
        _ question: Question, _ outline: Outline, during period: Range<Instant>,
        of partnership: PartnershipID, asOf: Instant, tables: [Table], notes: [Note] = []
    ) {
        self.question = question
        title = outline.title
        asker = outline.asker
        sentence = outline.sentence
        self.period = period
        self.partnership = partnership
        self.asOf = asOf
        self.tables = tables
        self.notes = notes
    }

    /// One table of an answer.
    package struct Table: Sendable, Hashable {
        /// Its name in JSON and for `table=`, in snake_case.
        package let name: String
        /// What it is called above it.
        package let title: String
        /// Its columns.
        package let columns: [Column]
        /// Its rows, each with a cell a column.
        package internal(set) var rows: [[Cell]]
        /// The sums of the columns that can be summed; nil where there are none.
        package internal(set) var total: [Cell]?
        /// Whether each row is a single case, and so nothing to publish.
        package let isList: Bool
        /// Which counts of a row make up others, beyond what `partOf` of a column says.
        let splits: [Split]
        /// Which counts of another table's rows add up to this one's.
        let sums: [Sums]

        /// Lays out a table.
        ///
        /// - Precondition: each row has a cell a column.
        package init(
            _ name: String, _ title: String, columns: [Column], rows: [[Cell]],
            total: [Cell]? = nil, isList: Bool = false
        ) {
            self.init(
                name, title, columns: columns, rows: rows, total: total, isList: isList, splits: [])
        }

        /// Lays out a table of counts that make up others.
        ///
        /// - Precondition: each row has a cell a column.
        init(
            _ name: String, _ title: String, columns: [Column], rows: [[Cell]],
            total: [Cell]? = nil, isList: Bool = false, splits: [Split], sums: [Sums] = []
        ) {
            precondition(
                (rows + [total].compactMap(\.self)).allSatisfy { $0.count == columns.count },
                "each row of \(name) has a cell a column")
            self.name = name
            self.title = title
            self.columns = columns
            self.rows = rows
            self.total = total
            self.isList = isList
            self.splits = splits
            self.sums = sums
        }
    }

    /// Counts of one row of which some make up the others: what is hidden of either could be
    /// computed from the rest.
    struct Split: Sendable, Hashable {
        /// The columns that are made up.
        let wholes: [String]
        /// The columns that make them up, none of which counts what another does.
        let parts: [String]
        /// Whether nothing is left of the wholes beside the parts.
        let isExact: Bool

        /// The parts of a whole.
        init(_ wholes: String..., into parts: [String], isExact: Bool = false) {
            self.wholes = wholes
            self.parts = parts
            self.isExact = isExact
        }
    }

    /// A column that adds up, over the rows that are alike in some columns, to the column of another
    /// table over its rows that are alike in the same.
    struct Sums: Sendable, Hashable {
        let column: String
        let table: String
        let other: String
        let alike: [String]
    }

    /// One cell.
    package enum Cell: Sendable, Hashable {
        /// Nothing: not reached, not said, or not known.
        case absent
        /// Characters: a name, a code, an identifier.
        case text(String)
        /// How many.
        case count(Int)
        /// A share in hundredths, of a whole that stands in a column beside it.
        case share(Int, of: Int)
        /// A measure in tenths of the column's unit.
        case tenths(Int64)
        /// A moment.
        case time(Instant)
        /// Whether.
        case flag(Bool)
        /// A count that is too small to be published: under the number.
        case under(Int)
        /// Left out, because a small count could be computed from it.
        case concealed
    }

    /// The table of a name; nil when there is none.
    package func table(named name: String) -> Table? { tables.first { $0.name == name } }
}
