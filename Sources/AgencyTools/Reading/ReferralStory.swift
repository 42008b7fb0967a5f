// SPDX-License-Identifier: Apache-2.0

import Wire

/// Messages with everything that became of each, as a person or a spreadsheet reads them.
enum ReferralStory {
    /// A handoff beside an expectation that its recipient owes or is owed.
    private struct Line {
        var handoff: JSONNode?
        var expectation: JSONNode?
    }

    /// For each handoff a line for each expectation of its recipient, or one without any; then those that
    /// concern no recipient that is told.
    private static func lines(of item: JSONNode) -> [Line] {
        let handoffs = item.list("handoffs")
        var rest = item.list("expectations")
        var lines: [Line] = []
        for handoff in handoffs {
            let agency = handoff.text("agency")
            let own = rest.filter { holder(of: $0, handoffs) == agency }
            rest.removeAll { holder(of: $0, handoffs) == agency }
            lines +=
                own.isEmpty
                ? [Line(handoff: handoff)]
                : own.map { Line(handoff: handoff, expectation: $0) }
        }
        lines += rest.map { Line(expectation: $0) }
        return lines.isEmpty ? [Line()] : lines
    }

    /// The recipient beside whose handoff an expectation stands: who was to do it, else to whom it is owed.
    private static func holder(of expectation: JSONNode, _ handoffs: [JSONNode]) -> String? {
        let first = expectation.text("passed_on_by") ?? expectation.text("owed_by")
        return handoffs.contains { $0.text("agency") == first }
            ? first : expectation.text("owed_to")
    }

    /// The table for a person: what a message and its handoff are is said once.
    static func table(_ items: [JSONNode]) -> TextTable {
        var table = TextTable([
            "entry", "received (London)", "from", "to", "state", "rule", "owed by", "due (London)",
            "verdict", "break point",
        ])
        for item in items {
            var last: (head: Bool, handoff: String?) = (false, nil)
            for line in lines(of: item) {
                let handoff = line.handoff?.text("handoff")
                let isNew = handoff == nil || handoff != last.handoff
                table.add(
                    head(item, isShown: !last.head) + cells(line.handoff, isShown: isNew)
                        + ExpectationTable.standing(line.expectation))
                last = (true, handoff)
            }
        }
        return table
    }

    private static func head(_ item: JSONNode, isShown: Bool) -> [TextTable.Cell] {
        guard isShown else { return ["", "", ""] }
        let marks =
            MessageStory.amendmentKinds(item) + (item["purged"] == nil ? [] : ["purged"])
        let entry = item["index"]?.integer.map { "\($0)" } ?? ""
        return [
            marks.isEmpty
                ? .init(entry) : .init("\(entry) (\(marks.joined(separator: ", ")))", .bad),
            .init(Words.time(item.text("received_at"))), .init(Words.agency(item.text("iss"))),
        ]
    }

    private static func cells(_ handoff: JSONNode?, isShown: Bool) -> [TextTable.Cell] {
        guard let handoff, isShown else { return ["", ""] }
        return [
            .init(Words.agency(handoff.text("agency"))),
            MessageStory.state(handoff.text("state")),
        ]
    }

    /// The columns for spreadsheets, the same that the broker gives.
    static let columns = [
        "index", "received_at", "txn", "jti", "type", "from", "to", "state", "delivered_at",
        "acknowledged_at", "answered_at", "expectation", "rule", "break_point", "owed_by",
        "owed_to", "due", "verdict", "missed_at", "met_at", "amended", "purged",
        "withheld_verdicts",
    ]

    /// The lines of a message for spreadsheets.
    static func values(of item: JSONNode) -> [[String]] {
        let head =
            ["\(item["index"]?.integer ?? 0)"]
            + ["received_at", "txn", "jti", "type", "iss"].map { item.text($0) ?? "" }
        let marks = [
            MessageStory.amendmentKinds(item).joined(separator: " "),
            item["purged"]?["index"]?.integer.map { "\($0)" } ?? "",
        ]
        return lines(of: item).map { line in
            let handoff = (["agency"] + columns[7...10]).map { line.handoff?.text($0) ?? "" }
            let owed = columns[11...19].map { line.expectation?.text($0) ?? "" }
            let withheld = ExpectationTable.withheldVerdicts(line.expectation)
            return head + handoff + owed + marks + [withheld.joined(separator: " ")]
        }
    }
}
