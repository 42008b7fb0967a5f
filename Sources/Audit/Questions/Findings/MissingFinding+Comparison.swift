// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// The tables of a comparison with an uploaded return.
extension MissingFinding {
    /// The tables of a comparison, empty.
    static let comparison = [
        Answer.Table(
            "compared", "Each episode that began in the period, here and in the uploaded file",
            columns: compared, rows: [], isList: true),
        Answer.Table(
            "left_out", "Lines of the uploaded file that cannot be read", columns: leftOut,
            rows: [], isList: true),
        Answer.Table(
            "compared_all", "How many", columns: comparedAll, rows: [],
            splits: [
                Answer.Split(
                    "episodes", into: ["both", "only_here", "only_there"], isExact: true)
            ]),
    ]

    /// The tables of a comparison, and what it could not match.
    static func compare(
        _ returned: ReturnedEpisodes, _ comparison: EpisodeComparison, name: (Int) -> String
    ) -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let (both, here) = (
            comparison.lines.filter { $0.there != nil && $0.here != nil },
            comparison.lines.count { $0.there == nil }
        )
        let counts: [Answer.Cell] = [
            .count(comparison.lines.count), .count(both.count),
            .count(both.count { $0.difference != nil }), .count(here),
            .count(comparison.lines.count - both.count - here),
        ]
        let tables = Self.comparison
        return (
            [
                tables[0].filled(comparison.lines.map { row($0, name) }), leftOut(returned),
                tables[2].filled([counts]),
            ],
            [
                Answer.Note(
                    comparison.outside, "line of the file began outside the period.",
                    "lines of the file began outside the period."),
                Answer.Note(
                    comparison.unnamed,
                    "episode here is of a child without an identifier and matches nothing.",
                    "episodes here are of children without an identifier and match nothing."),
            ].compactMap(\.self)
        )
    }

    /// The lines of an uploaded file that could not be read.
    static func leftOut(_ returned: ReturnedEpisodes) -> Answer.Table {
        comparison[1].filled(
            returned.faults.map { [Answer.Cell.text("\($0.line)"), .text($0.why)] })
    }

    private static func row(
        _ line: EpisodeComparison.Line, _ name: (Int) -> String
    ) -> [Answer.Cell] {
        let place =
            line.here == nil ? "only there" : line.there == nil ? "only here" : "both"
        return [
            .text(place), .text(optional: line.there.map { "\($0.line)" }),
            .text(optional: line.here?.person.map(name)), .text(optional: line.here?.thread.text),
            .time(optional: line.here?.reportedAt), .time(optional: line.here?.foundAt),
            .text(optional: line.there.map { "\($0.start)" }),
            .text(optional: line.there?.end.map { "\($0)" }), .text(optional: line.difference),
        ]
    }

    private static let compared = [
        Answer.Column(
            "found", .code,
            "both; only here: the file does not have it; only there: no message told of it."),
        Answer.Column("line", .identifier, "The line of the uploaded file."),
        Answer.Column(
            "person", .identifier, "The child's keyed name in this partnership.", showsPerson: true),
        Answer.Column("txn", .identifier, "The thread.", isForPrograms: true),
        Answer.Column("reported_at", .time, "When the child was reported missing, here."),
        Answer.Column("found_at", .time, "When the child was found, here."),
        Answer.Column("mis_start", .text, "The day on which the episode began, there."),
        Answer.Column("mis_end", .text, "The day on which it ended, there."),
        Answer.Column(
            "difference", .code,
            "end: the days of the end are more than one apart, or one of both has none."),
    ]

    private static let leftOut = [
        Answer.Column("line", .identifier, "The line of the uploaded file."),
        Answer.Column("why", .text, "What is wrong with it, and what to write."),
    ]

    private static let comparedAll = [
        Answer.Column("episodes", .count, "Episodes here, there, or both."),
        Answer.Column("both", .count, "Those that both have.", partOf: "episodes"),
        Answer.Column(
            "differing", .count, "Those of which both say another end.", partOf: "both"),
        Answer.Column(
            "only_here", .count, "Those that the file does not have.", partOf: "episodes"),
        Answer.Column(
            "only_there", .count, "Those of which no message told.", partOf: "episodes"),
    ]
}
