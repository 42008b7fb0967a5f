// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is kept and forgotten, as a person reads it.
enum RetentionStory {
    /// Plans, one a row.
    static func plans(_ items: [JSONNode]) -> TextTable {
        var table = TextTable([
            "plan", "asked (London)", "by", "reference", "state", "approved by", "messages",
            "purged", "kept", "facts",
        ])
        for item in items {
            let cells = [
                number(item, "plan"), Words.time(item.text("asked_at")),
                item.text("person") ?? "", item.text("reference") ?? "",
                item.text("state") ?? "", item.text("approved_by") ?? "", number(item, "total"),
                number(item, "purged"), kept(item), facts(item),
            ]
            table.add(cells.map { TextTable.Cell($0) })
        }
        return table
    }

    /// How many were kept after all, and how many of those because they cannot be read.
    private static func kept(_ item: JSONNode) -> String {
        let damaged = item["damaged"].map { Array($0.elements).count } ?? 0
        return number(item, "kept") + (damaged == 0 ? "" : " (\(damaged) damaged)")
    }

    /// Of how many entries the facts are gone, of those that the plan names; nothing where it names none.
    private static func facts(_ item: JSONNode) -> String {
        item["facts_due"].map { _ in
            "\(number(item, "forgotten")) of \(number(item, "facts_due"))"
        } ?? ""
    }

    /// Messages that are due or held back, and entries whose facts are, one a row.
    static func messages(_ items: [JSONNode]) -> TextTable {
        var table = TextTable([
            "entry", "received (London)", "what", "class", "kept for", "from", "thread",
            "held back by", "amended",
        ])
        for item in items {
            let cells = [
                number(item, "entry"), Words.time(item.text("received_at")),
                item.text("what") ?? "", item.text("class") ?? "", item.text("kept_for") ?? "",
                item.text("counted_from") ?? "", item.text("txn") ?? "",
                item.text("held_back_by") ?? "",
                MessageStory.amendmentKinds(item).joined(separator: " "),
            ]
            table.add(cells.map { TextTable.Cell($0) })
        }
        return table
    }

    /// What a plan comes to, and what to do next.
    static func summary(_ answer: JSONNode) -> [String] {
        let facts = answer["facts_due"]?.integer.map { ["due  facts of \($0) entries"] } ?? []
        let counts =
            count(answer, "due", "due") + facts + count(answer, "held_back", "held back")
        guard let plan = answer["plan"]?.integer else { return counts + ["Nothing is due."] }
        let more =
            answer["more"]?.boolean == true
            ? ["The plan is full: ask again once it is carried out."] : []
        return counts + more + [
            "Plan \(plan). Another person lets it go: baton retention approve \(plan)"
        ]
    }

    /// Threads that are held, one a row.
    static func holds(_ items: [JSONNode]) -> TextTable {
        var table = TextTable(["thread", "held since (London)", "by", "reference", "also held by"])
        for item in items {
            let cells =
                item["missing"]?.boolean == true
                ? [
                    "not here any more", "", item.text("agency") ?? "",
                    "entry \(number(item, "entry")) of before the restore", "",
                ]
                : [
                    item.text("txn") ?? "", Words.time(item.text("held_at")),
                    item.text("person") ?? "", item.text("reference") ?? "",
                    isHeldByAnother(item) ? "another partnership" : "",
                ]
            table.add(cells.map { TextTable.Cell($0) })
        }
        return table
    }

    private static func isHeldByAnother(_ item: JSONNode) -> Bool {
        item["held_by_another"]?.boolean == true
    }

    /// Holds a thread or ends that, and says so.
    static func hold(
        _ path: String, _ what: String, _ decision: DecisionOptions, _ surroundings: Surroundings
    ) async throws(ToolFailure) {
        var client = try decision.client(in: surroundings)
        let answer = try await client.post(path, saying: decision.parameters).json()
        guard decision.output.json else {
            let others =
                isHeldByAnother(answer) ? " by yours; another partnership holds it" : ""
            return try surroundings.results.line("\(answer.text("txn") ?? "") \(what)\(others)")
        }
        try surroundings.results.line(answer.value.text)
    }

    private static func count(
        _ answer: JSONNode, _ name: String, _ what: String
    ) -> [String] {
        guard let list = answer[name] else { return [] }
        var lines: [String] = []
        for member in list.members {
            lines.append("\(what)  \(member.name.string ?? "")  \(member.value.integer ?? 0)")
        }
        return lines
    }

    private static func number(_ item: JSONNode, _ name: String) -> String {
        "\(item[name]?.integer ?? 0)"
    }
}
