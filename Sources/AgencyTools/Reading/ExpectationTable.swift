// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Expectations as a table: rule, who owes what to whom by when, verdict and break point.
enum ExpectationTable {
    /// The table for a person.
    ///
    static func table(of expectations: [JSONNode]) -> TextTable {
        var table = TextTable(heads)
        for expectation in expectations { table.add(row(expectation)) }
        return table
    }

    /// The table of misses in several threads: what each fell short by, and how late it is or came.
    ///
    /// - Parameter now: until when what is still missing is late.
    static func table(ofMisses expectations: [JSONNode], at now: Instant) -> TextTable {
        var table = TextTable(["thread"] + heads + ["fell short", "late by"])
        for expectation in expectations {
            let shortfall = (expectation.text("shortfall") ?? "").replacing("-", with: " ")
            table.add(
                [.init(expectation.text("txn") ?? "")] + row(expectation)
                    + [.init(shortfall), .init(lateBy(expectation, now))])
        }
        return table
    }

    private static let heads = [
        "rule", "owed by", "owed to", "expected", "due (London)", "verdict", "break point",
    ]

    /// How late it came, or is by now where nothing has come.
    private static func lateBy(_ expectation: JSONNode, _ now: Instant) -> String {
        if let seconds = expectation["late_by_seconds"]?.integer { return Words.span(seconds) }
        guard expectation.text("verdict") == "missed",
            let due = expectation.text("due").flatMap({ try? Instant(rfc3339: $0) })
        else { return "" }
        return Words.span(max(0, now.milliseconds(since: due) / 1_000)) + " so far"
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
        let duty = expectation.text("duty").map { ".\($0)" } ?? ""
        return .init("\(expectation.text("rule") ?? "")\(duty)\(unverified)")
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
        case "open": return .init("open\(because(expectation))", .faint)
        case "withdrawn": return .init("withdrawn\(because(expectation))", .faint)
        case "not_applicable", "paused":
            return .init(word.replacing("_", with: " ") + because(expectation))
        default: return .init(word.replacing("_", with: " ") + met, .bad)
        }
    }

    /// The reason that was given for how it stands.
    private static func because(_ expectation: JSONNode) -> String {
        expectation.text("because").map { ": \($0)" } ?? ""
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
        "grade", "amended", "withheld_verdicts", "duty", "shortfall", "late_by_seconds",
    ]

    /// The values of the columns after the first few.
    static func values(of expectation: JSONNode, leavingOut count: Int = 0) -> [String] {
        columns.dropFirst(count).map { column in
            switch column {
            case "amended": MessageStory.amendmentKinds(expectation).joined(separator: " ")
            case "withheld_verdicts": withheldVerdicts(expectation).joined(separator: " ")
            case "late_by_seconds": expectation[column]?.integer.map(String.init) ?? ""
            default: expectation.text(column) ?? ""
            }
        }
    }
}
