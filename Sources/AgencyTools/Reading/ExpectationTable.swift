// SPDX-License-Identifier: Apache-2.0

import Wire

/// Expectations as a table: rule, who owes what to whom by when, verdict and break point.
enum ExpectationTable {
    /// The table for a person.
    ///
    /// - Parameter showsThread: whether the rows are of several threads.
    static func table(of expectations: [JSONNode], showsThread: Bool) -> TextTable {
        var table = TextTable(
            (showsThread ? ["thread"] : [])
                + [
                    "rule", "owed by", "owed to", "expected", "due (London)", "verdict",
                    "break point",
                ])
        for expectation in expectations {
            table.add(
                (showsThread ? [.init(expectation.text("txn") ?? "")] : []) + row(expectation))
        }
        return table
    }

    private static func row(_ expectation: JSONNode) -> [TextTable.Cell] {
        let expects = expectation.list("expects").compactMap(\.string).joined(separator: " or ")
        return [
            rule(expectation), .init(Words.agency(expectation.text("owed_by"))),
            .init(Words.agency(expectation.text("owed_to"))), .init(expects),
            .init(Words.time(expectation.text("due"))),
            marked(verdict(expectation), expectation), breakPoint(expectation),
        ]
    }

    /// Rule, who owes it, due time, verdict and break point; nothing where nothing was owed.
    static func standing(_ expectation: JSONNode?) -> [TextTable.Cell] {
        guard let expectation else { return [] }
        return [
            rule(expectation), .init(Words.agency(expectation.text("owed_by"))),
            .init(Words.time(expectation.text("due"))), verdict(expectation),
            breakPoint(expectation),
        ]
    }

    /// The entries that decided an expectation and whose facts are withheld from the reader.
    static func withheldVerdicts(_ expectation: JSONNode?) -> [String] {
        (expectation?.list("withheld_verdicts") ?? []).compactMap { $0.integer.map { "\($0)" } }
    }

    private static func rule(_ expectation: JSONNode) -> TextTable.Cell {
        let unverified = expectation["unverified"]?.boolean == true ? " (unverified)" : ""
        return .init("\(expectation.text("rule") ?? "")\(unverified)")
    }

    private static func breakPoint(_ expectation: JSONNode) -> TextTable.Cell {
        let isBroken = expectation.text("verdict") == "missed" || expectation["missed_at"] != nil
        let words = ["break_point", "break_point_name"].map { expectation.text($0) ?? "" }
        return isBroken ? .init(words.joined(separator: " "), .bad) : ""
    }

    /// How it stands, and which entries that are withheld decided that.
    private static func verdict(_ expectation: JSONNode) -> TextTable.Cell {
        let (verdict, withheld) = (shownVerdict(expectation), withheldVerdicts(expectation))
        guard !withheld.isEmpty else { return verdict }
        return .init(
            "\(verdict.text) (withheld: \(withheld.joined(separator: ", ")))", verdict.tone)
    }

    private static func shownVerdict(_ expectation: JSONNode) -> TextTable.Cell {
        let word = expectation.text("verdict") ?? ""
        let met = expectation.text("met_at").map { " \(Words.time($0))" } ?? ""
        switch word {
        case "met": return .init("met\(met)", .good)
        case "missed": return .init("missed", .bad)
        case "open": return .init("open", .faint)
        case "withdrawn": return .init("withdrawn", .faint)
        default: return .init(word.replacing("_", with: " ") + met, .bad)
        }
    }

    /// A verdict, and that the message which opened it was corrected or retracted.
    private static func marked(
        _ verdict: TextTable.Cell, _ expectation: JSONNode
    ) -> TextTable.Cell {
        let kinds = MessageStory.amendmentKinds(expectation)
        guard !kinds.isEmpty else { return verdict }
        return .init("\(verdict.text) (message \(kinds.joined(separator: ", ")))", verdict.tone)
    }

    /// The columns for spreadsheets, the same that the broker gives.
    static let columns = [
        "expectation", "txn", "jti", "type", "rule", "break_point", "break_point_name", "owed_by",
        "owed_to", "from", "due", "verdict", "missed_at", "met_at", "pack", "calendar", "urgency",
        "grade", "amended", "withheld_verdicts",
    ]

    /// The values of the columns after the first few.
    static func values(of expectation: JSONNode, leavingOut count: Int = 0) -> [String] {
        columns.dropFirst(count).map { column in
            switch column {
            case "amended": MessageStory.amendmentKinds(expectation).joined(separator: " ")
            case "withheld_verdicts": withheldVerdicts(expectation).joined(separator: " ")
            default: expectation.text(column) ?? ""
            }
        }
    }
}
