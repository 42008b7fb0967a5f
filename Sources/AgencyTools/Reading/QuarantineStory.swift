// SPDX-License-Identifier: Apache-2.0

import Wire

/// Messages that were refused, and how they stand, as a person reads it.
enum QuarantineStory {
    /// The list, one message a row.
    static func list(_ items: [JSONNode]) -> TextTable {
        var table = TextTable([
            "entry", "time (London)", "type", "from", "message", "refused for", "tries", "state",
            "due (London)",
        ])
        for item in items {
            table.add([
                .init(index(item)), .init(Words.time(item.text("received_at"))),
                .init(Words.type(item.text("type"))), .init(Words.agency(item.text("iss"))),
                .init(item.text("jti") ?? ""),
                .init(
                    Set(item.list("reasons").compactMap { $0.text("code") }).sorted().joined(
                        separator: ", ")),
                .init("\(item["attempts"]?.integer ?? 1)"), state(of: item),
                .init(Words.time(item.text("due"))),
            ])
        }
        return table
    }

    /// Writes one message, for programs or for a person.
    static func show(
        _ item: JSONNode, as output: OutputOptions, on results: Terminal
    ) throws(ToolFailure) {
        if output.json { return try results.line(item.value.text) }
        for line in lines(item) { try results.line(line) }
    }

    private static func lines(_ item: JSONNode) -> [String] {
        let reasons = item.list("reasons").map { reason in
            let place = reason.text("at").map { " at \($0)" } ?? ""
            return "refused for \(reason.text("code") ?? "")\(place)"
        }
        let due = item.text("due").map {
            ["due     \(Words.time($0)), \(item.text("rule") ?? "") \(item.text("verdict") ?? "")"]
        }
        let told = item.list("told").compactMap(\.string).map { "told: \(Words.agency($0))" }
        return [
            "\(Words.type(item.text("type"))) from \(Words.agency(item.text("iss")))",
            "entry   \(index(item))", "message \(item.text("jti") ?? "")",
            "thread  \(item.text("txn") ?? "")", "state   \(item.text("state") ?? "")",
        ] + (due ?? []) + reasons + told + end(of: item)
    }

    private static func end(of item: JSONNode) -> [String] {
        if let by = item["by"] {
            return ["sent again \(Words.time(by.text("at"))) as \(by.text("jti") ?? "another")"]
                + MessageStory.amendments(by).map { "and that was \($0)" }
        }
        guard let at = item.text("withdrawn_at") else { return [] }
        return ["withdrawn \(Words.time(at)): \(item.text("reason") ?? "")"]
    }

    private static func index(_ item: JSONNode) -> String { "\(item["index"]?.integer ?? 0)" }

    /// A state, and what was done to the message that it became.
    private static func state(of item: JSONNode) -> TextTable.Cell {
        let kinds = item["by"].map(MessageStory.amendmentKinds) ?? []
        guard !kinds.isEmpty else { return state(item.text("state")) }
        return .init(([item.text("state") ?? ""] + kinds).joined(separator: ", "), .bad)
    }

    private static func state(_ word: String?) -> TextTable.Cell {
        switch word {
        case "open": .init("open", .bad)
        case "resubmitted": .init("resubmitted", .good)
        default: .init(word ?? "")
        }
    }
}
