// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists who read what, and what for.
struct AuditReadsCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "reads",
        abstract: "Lists who asked what of the past, and what for.",
        discussion: """
            The partnership and an inspector see the reads that concern their partnerships, \
            everybody else its own. Whoever reads this list stands in it too. Of a read of a restricted \
            thread only time and question are told; `withheld` says why.

              baton audit reads --node partnership.json --from 2026-11-01
              baton audit reads --node partnership.json --txn $TXN --format csv
            """)

    @Option(
        help: ArgumentHelp(
            "The first time of the period; a month before its end when not said.",
            valueName: "time"), transform: Reading.time)
    var from: Instant?

    @Option(
        help: ArgumentHelp(
            "The first time after the period; now when not said.", valueName: "time"),
        transform: Reading.time)
    var to: Instant?

    @Option(
        help: ArgumentHelp("Reads of this agency.", valueName: "uri"), transform: Reading.agency)
    var agency: AgencyID?

    @Option(
        help: ArgumentHelp("Reads of this thread.", valueName: "thread"), transform: Reading.thread)
    var txn: ThreadID?

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let items = try await client.list("/audit/reads", filters + options.parameters)
        try options.write(
            items, columns: Self.columns, value: Self.value, table: Self.table,
            on: surroundings.results)
    }

    private var filters: [(String, String?)] {
        [("from", from?.rfc3339), ("to", to?.rfc3339), ("agency", agency?.uri), ("txn", txn?.text)]
    }

    private static let columns = [
        "at", "agency", "person", "question", "txn", "purpose", "reference", "given",
        "message", "amended", "withheld",
    ]

    private static func value(_ item: JSONNode, _ column: String) -> String {
        if column == "message" { return item["message"]?.integer.map { "\($0)" } ?? "" }
        if column == "amended" {
            return MessageStory.amendmentKinds(item).joined(separator: " ")
        }
        guard column == "given", let given = item["given"]?.members else {
            return item.text(column) ?? ""
        }
        return given.map { "\($0.name.string ?? "")=\($0.value.string ?? "")" }
            .joined(separator: " ")
    }

    private static func table(of items: [JSONNode]) -> TextTable {
        var table = TextTable(
            [
                "time (London)", "agency", "who", "asked", "thread", "purpose", "reference", "with",
                "message", "amended", "withheld",
            ])
        for item in items {
            let cells =
                [Words.time(item.text("at")), Words.agency(item.text("agency"))]
                + columns.dropFirst(2).map { value(item, $0) }
            table.add(cells.map { TextTable.Cell($0) })
        }
        return table
    }
}
