// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists what was taken under keys that were then said to be revoked.
struct AuditRevokedCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoked",
        abstract: "Lists messages to look through because their key was revoked.",
        discussion: """
            A key that is revoked from a time on signs nothing that is believed from then on. What \
            was taken before anybody said so stands here, with who has it: an agency sees its own, \
            the partnership and an inspector see their partnership's. WHY is signed-after-revocation, \
            received-after-revocation, or accepted-in-doubt, when no revocation list in date was at \
            hand.

              baton audit revoked --node police.json
              baton audit revoked --node partnership.json --format csv
            """)

    @Option(
        help: ArgumentHelp("Under keys of this agency.", valueName: "uri"),
        transform: Reading.agency)
    var agency: AgencyID?

    @Option(help: ArgumentHelp("Under the key of this name.", valueName: "kid"))
    var kid: String?

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let filters = [("agency", agency?.uri), ("kid", kid)]
        let items = try await client.list("/audit/revoked", filters + options.parameters)
        try options.write(
            items, columns: Self.columns, value: Self.value, table: Self.table,
            on: surroundings.results)
        guard options.chosen == .text, items.isEmpty else { return }
        try surroundings.notes.line("Nothing is to be looked through.")
    }

    private static let columns = [
        "jti", "iss", "txn", "type", "kid", "iat", "received_at", "why", "revoked_at", "known_at",
        "recipients", "amended",
    ]

    private static func value(_ item: JSONNode, _ column: String) -> String {
        if column == "amended" {
            return MessageStory.amendmentKinds(item).joined(separator: " ")
        }
        guard column == "recipients", let list = item["recipients"]?.elements else {
            return item.text(column) ?? ""
        }
        return list.map { "\($0.text("agency") ?? "")=\($0.text("state") ?? "")" }
            .joined(separator: " ")
    }

    private static func table(of items: [JSONNode]) -> TextTable {
        var table = TextTable(
            [
                "received (London)", "from", "type", "jti", "why", "revoked from", "recipients",
                "amended",
            ])
        for item in items {
            let recipients = item["recipients"]?.elements.map { recipient in
                "\(Words.agency(recipient.text("agency"))) \(recipient.text("state") ?? "")"
            }
            let cells = [
                Words.time(item.text("received_at")), Words.agency(item.text("iss")),
                item.text("type") ?? "", item.text("jti") ?? "", item.text("why") ?? "",
                Words.time(item.text("revoked_at")), (recipients ?? []).joined(separator: ", "),
                value(item, "amended"),
            ]
            table.add(cells.map { TextTable.Cell($0) })
        }
        return table
    }
}
