// SPDX-License-Identifier: Apache-2.0

/// The tables of a comparison with an uploaded list 8 of Annex A.
extension MissingFinding {
    /// The tables of a comparison, empty.
    static let lookedAfter = [
        Answer.Table(
            "compared_children",
            "Each looked-after child of the uploaded list 8, and each placed child missing here",
            columns: children, rows: [], isList: true),
        Answer.Table(
            "compared_children_all", "How many children", columns: allChildren, rows: [],
            splits: [
                Answer.Split(
                    "children", into: ["both", "only_here", "only_there"], isExact: true)
            ]),
    ]

    /// The tables of a comparison.
    static func compare(
        _ comparison: LookedAfterComparison, name: (Int) -> String
    ) -> [Answer.Table] {
        let both = comparison.lines.filter { $0.there != nil && $0.here != nil }
        let here = comparison.lines.count { $0.there == nil }
        let counts: [Answer.Cell] = [
            .count(comparison.lines.count), .count(both.count),
            .count(both.count { !$0.differences.isEmpty }), .count(here),
            .count(comparison.lines.count - both.count - here),
        ]
        return [
            lookedAfter[0].filled(comparison.lines.map { row($0, name) }),
            lookedAfter[1].filled([counts]),
        ]
    }

    private static func row(
        _ line: LookedAfterComparison.Line, _ name: (Int) -> String
    ) -> [Answer.Cell] {
        let place = line.here == nil ? "only there" : line.there == nil ? "only here" : "both"
        return [
            .text(place), .text(optional: line.there.map { "\($0.line)" }),
            .text(optional: line.person.map(name)),
            line.here.map { .count($0.episodes) } ?? .absent,
            line.there.map { .count($0.episodes) } ?? .absent,
            flag(line.here?.wasOffered), flag(line.there?.wasOffered),
            flag(line.here?.wasAccepted), flag(line.there?.wasAccepted),
            line.differences.isEmpty
                ? .absent : .text(line.differences.joined(separator: ", ")),
        ]
    }

    private static func flag(_ truth: Bool??) -> Answer.Cell {
        (truth ?? nil).map(Answer.Cell.flag) ?? .absent
    }

    private static let children = [
        Answer.Column(
            "found", .code,
            "both; only here: the file does not have the child; only there: the file counts "
                + "episodes, and no message told of one."),
        Answer.Column("line", .identifier, "The line of the uploaded file."),
        Answer.Column(
            "person", .identifier, "The child's keyed name in this partnership.", showsPerson: true),
        Answer.Column(
            "episodes_here", .count,
            "Episodes in the twelve months before the period ends, here."),
        Answer.Column("episodes_there", .count, "Episodes in the last twelve months, there."),
        Answer.Column(
            "offered_here", .truth, "Whether a return interview was offered after the last, here."),
        Answer.Column("offered_there", .truth, "The same, there."),
        Answer.Column("accepted_here", .truth, "Whether it was accepted, here."),
        Answer.Column("accepted_there", .truth, "The same, there."),
        Answer.Column(
            "difference", .code,
            "episodes: both count differently; offered, accepted: both count alike and say another "
                + "thing of the last interview."),
    ]

    private static let allChildren = [
        Answer.Column("children", .count, "Children here, there, or both."),
        Answer.Column("both", .count, "Those of whom both tell alike or not.", partOf: "children"),
        Answer.Column(
            "differing", .count, "Those of whom both say different things.", partOf: "both"),
        Answer.Column(
            "only_here", .count, "Placed children that the file does not have.",
            partOf: "children"),
        Answer.Column(
            "only_there", .count, "Those of whose episodes no message told.", partOf: "children"),
    ]
}
