// SPDX-License-Identifier: Apache-2.0

package import Wire

/// The answer to `audit thread`, as a person reads it.
package struct ThreadStory: Sendable {
    private let answer: JSONNode

    /// Tells the answer of `GET /audit/thread/{txn}`.
    package init(_ answer: JSONNode) { self.answer = answer }

    /// The thread's name.
    package var thread: String { answer.text("txn") ?? "" }

    /// What happened, one step a row.
    package var steps: TextTable {
        var table = TextTable(["time (London)", "who", "what", "message"])
        for step in answer.list("steps") {
            for (number, words) in Self.words(of: step).enumerated() {
                let isFirst = number == 0
                table.add([
                    .init(isFirst ? Words.time(step.text("at")) : ""),
                    .init(isFirst ? Words.agency(step.text("agency")) : ""),
                    words,
                    .init(isFirst && Self.isArrival(step) ? step.text("jti") ?? "" : "", .faint),
                ])
            }
        }
        return table
    }

    /// Who owed what, and how it stands.
    package var expectations: TextTable {
        ExpectationTable.table(of: answer.list("expectations"))
    }

    /// Where the thread broke, in a sentence: the first miss, or that there is none.
    package var verdict: TextTable.Cell {
        let expectations = answer.list("expectations")
        let missed = expectations.filter { $0.text("verdict") == "missed" }
        if let first = missed.first {
            let break_ =
                "\(first.text("break_point") ?? "") \(first.text("break_point_name") ?? "")"
            let further = missed.count > 1 ? ", and \(missed.count - 1) more" : ""
            return .init("Broken at \(break_)\(further).", .bad)
        }
        if expectations.contains(where: { $0.text("verdict") == "open" }) {
            return .init("Nothing is missed so far; something is still owed.")
        }
        if expectations.contains(where: { $0.text("verdict") == "met_late" }) {
            return .init("Everything that was owed came, some of it late.")
        }
        return .init("Nothing was missed.", .good)
    }

    /// Steps and expectations as one table for spreadsheets.
    package var csv: String {
        let steps = answer.list("steps").map { step in
            [
                "step", step.text("at") ?? "", step.text("kind") ?? "",
                step.text("agency") ?? "", step.text("type") ?? "", step.text("iss") ?? "",
                step.text("jti") ?? "",
                step.list("recipients").compactMap { $0.text("agency") }.joined(separator: " "),
                step.list("excluded").compactMap { $0.text("agency") }.joined(separator: " "),
            ]
                + ExpectationTable.columns.dropFirst(4).map { column in
                    column == "amended"
                        ? MessageStory.amendmentKinds(step).joined(separator: " ") : ""
                }
        }
        let owed = answer.list("expectations").map { expectation in
            [
                "expectation", expectation.text("from") ?? "", "owed",
                expectation.text("owed_by") ?? "", expectation.text("type") ?? "",
                expectation.text("iss") ?? "", expectation.text("jti") ?? "", "", "",
            ] + ExpectationTable.values(of: expectation, leavingOut: 4)
        }
        let columns =
            ["row", "at", "kind", "agency", "type", "iss", "jti", "recipients", "excluded"]
            + ExpectationTable.columns.dropFirst(4)
        return CommaSeparated.text(columns, steps + owed)
    }

    private static func isArrival(_ step: JSONNode) -> Bool {
        step.text("kind") == "accepted" || step.text("kind") == "issued"
    }

    private static func words(of step: JSONNode) -> [TextTable.Cell] {
        let type = Words.type(step.text("type"))
        let sender = Words.agency(step.text("iss"))
        switch step.text("kind") {
        case "accepted", "issued": return arrival(step, type)
        case "delivered": return [.init("its system took \(type) (delivered)")]
        case "acknowledged":
            return [acknowledged(type, step.text("status"))]
        case "answered": return [.init("answered \(type) of \(sender)", .good)]
        case "refused": return [.init("its system refused \(type)", .bad)]
        case "undeliverable":
            return [.init("\(type) was not fetched in time (undeliverable)", .bad)]
        default: return [.init("\(step.text("kind") ?? "something"): \(type)")]
        }
    }

    /// That a message was acknowledged, and what its recipient said of it: only where it was accepted has
    /// somebody there taken it on.
    private static func acknowledged(_ type: String, _ status: String?) -> TextTable.Cell {
        switch status {
        case "accepted":
            .init("acknowledged \(type): a person or team there has it", .good)
        case "duplicate":
            .init("acknowledged \(type): the same matter is in hand there already")
        case "redirected":
            .init("acknowledged \(type): passed on to another team or agency", .bad)
        case "insufficient":
            .init("acknowledged \(type): not enough to act on, its sender must complete it", .bad)
        case .some(let other): .init("acknowledged \(type): \(other)")
        case nil: .init("acknowledged \(type)")
        }
    }

    private static func arrival(_ step: JSONNode, _ type: String) -> [TextTable.Cell] {
        let late = step.list("late").compactMap(\.string)
        let mark = late.isEmpty ? "" : " (late: \(late.joined(separator: ", ")))"
        var cells: [TextTable.Cell] = []
        if step["recipients"] == nil {
            cells.append(.init(type + mark))
        } else {
            let names = step.list("recipients").map { Words.agency($0.text("agency")) }
            cells.append(
                names.isEmpty
                    ? .init("\(type) → nobody\(mark)", .bad)
                    : .init("\(type) → \(names.joined(separator: ", "))\(mark)"))
        }
        for line in MessageStory.amendments(step) { cells.append(.init("  \(line)", .bad)) }
        if step["purged"] != nil { cells.append(.init("  purged: its content is gone", .faint)) }
        for excluded in step.list("excluded") {
            let agency = Words.agency(excluded.text("agency"))
            cells.append(.init("  not to \(agency): \(excluded.text("rule") ?? "")", .bad))
        }
        for absent in step.list("absent") {
            let agency = Words.agency(absent.text("agency"))
            let rule = "\(absent.text("role") ?? ""), rule \(absent.text("rule") ?? "")"
            cells.append(
                .init("  does not reach \(agency), who would owe an answer (\(rule))", .bad))
        }
        return cells
    }
}
