// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

extension Answer {
    /// A column of an answer: what it is called, and what it means.
    package struct Column: Sendable, Hashable {
        /// Its name, in snake_case.
        package let name: String
        /// What it means, in a sentence.
        package let meaning: String
        /// What it is measured in.
        package let unit: Unit
        /// Whether it shows a person.
        package let showsPerson: Bool
        /// The column of which its counts are a part, so that what is left of that is known too.
        package let partOf: String?
        /// The columns whose counts it is made from: none of them is shown when it would tell a
        /// small one.
        package let restsOn: [String]
        /// Whether text leaves it out, because another column tells the same to a person.
        package let isForPrograms: Bool
        /// Whether it is configured and counts nothing, so that a small one is no secret.
        let isSetting: Bool

        /// What a column is measured in.
        package enum Unit: String, Sendable, Hashable {
            /// Characters that mean themselves.
            case text
            /// A code of the catalogue.
            case code
            /// A name by which something is found again.
            case identifier
            /// An agency's URI.
            case uri
            /// A whole number.
            case count
            /// Of a hundred.
            case percent
            /// Hours that passed, nights and weekends included.
            case hours
            /// Days that passed, weekends included.
            case days
            /// RFC 3339, UTC.
            case time
            /// `true` or `false`.
            case truth
        }

        /// Describes a column.
        package init(
            _ name: String, _ unit: Unit, _ meaning: String, showsPerson: Bool = false,
            partOf: String? = nil, restsOn: [String] = [], isForPrograms: Bool = false,
            isSetting: Bool = false
        ) {
            self.name = name
            self.unit = unit
            self.meaning = meaning
            self.showsPerson = showsPerson
            self.partOf = partOf
            self.restsOn = restsOn
            self.isForPrograms = isForPrograms
            self.isSetting = isSetting
        }
    }
}

extension Answer.Column {
    /// The agency that a row is about: its URI for programs, its name for people.
    static func agency(_ meaning: String) -> [Answer.Column] {
        [
            Answer.Column("agency", .uri, "The URI of \(meaning)", isForPrograms: true),
            Answer.Column("name", .text, "The name of \(meaning)"),
        ]
    }

    /// What later messages did to the message that a row shows.
    static func amended(_ what: String = "the message", showsPerson: Bool = false) -> Answer.Column
    {
        Answer.Column(
            "amended", .code,
            "corrected or retracted, or both: what later messages did to \(what).",
            showsPerson: showsPerson)
    }

    /// A count that is part of another column's, and the share that it is of it.
    static func share(_ name: String, of whole: String, _ meaning: String) -> [Answer.Column] {
        [
            Answer.Column(name, .count, meaning, partOf: whole, isForPrograms: true),
            Answer.Column(
                "\(name)_pct", .percent, "`\(name)` of a hundred of `\(whole)`.",
                restsOn: [name, whole]),
        ]
    }

    /// The middle and the ninth tenth of a measure.
    static func spread(
        _ name: String, _ unit: Unit, over counted: String, _ meaning: String
    ) -> [Answer.Column] {
        [
            Answer.Column(
                "\(name)_median", unit, "The middle of \(meaning)", restsOn: [counted]),
            Answer.Column(
                "\(name)_p90", unit, "What nine in ten do not exceed of \(meaning)",
                restsOn: [counted]),
        ]
    }
}

extension [Int64] {
    /// The value at a share of the way through them, by the nearest rank; nil when there are none.
    func percentile(_ hundredths: Int) -> Int64? {
        guard !isEmpty else { return nil }
        let rank = (count * hundredths + 99) / 100
        return sorted()[Swift.max(rank, 1) - 1]
    }
}

extension [Answer.Cell] {
    /// A part of a whole, and its share.
    static func share(_ part: Int, of whole: Int) -> [Answer.Cell] {
        [.count(part), whole == 0 ? .absent : .share(part, of: whole)]
    }

    /// The middle and the ninth tenth of spans in milliseconds, in a unit of so many milliseconds.
    static func spread(_ spans: [Int64], per unit: Int64) -> [Answer.Cell] {
        [50, 90].map { hundredths in
            spans.percentile(hundredths).map { Answer.Cell.span($0, per: unit) } ?? .absent
        }
    }
}

extension Answer.Cell {
    /// A span in milliseconds, in a unit of so many milliseconds, to a tenth.
    static func span(_ milliseconds: Int64, per unit: Int64) -> Answer.Cell {
        .tenths((milliseconds * 10 + unit / 2) / unit)
    }

    /// What was done to some messages; nothing when nothing was.
    static func amended(_ messages: ReadMessage...) -> Answer.Cell {
        amended(messages.flatMap(\.amended))
    }

    /// What was done to a message; nothing when nothing was.
    static func amended(_ kinds: [AmendmentPart.Kind]) -> Answer.Cell {
        kinds.isEmpty ? .absent : .text(kinds.words)
    }

    /// A text; nothing when there is none.
    static func text(optional text: String?) -> Answer.Cell {
        text.map(Answer.Cell.text) ?? .absent
    }

    /// A moment; nothing when there is none.
    static func time(optional time: Instant?) -> Answer.Cell {
        time.map(Answer.Cell.time) ?? .absent
    }

    /// How many it counts; nil when it is no count.
    var number: Int? {
        guard case .count(let number) = self else { return nil }
        return number
    }
}

/// Spans of time, in milliseconds.
enum Span {
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
}
