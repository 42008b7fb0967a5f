// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding

/// Shows what agencies hand over to each other, and how far it gets.
struct AuditSharingCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "sharing",
        abstract: "Shows who shares how much with whom, and how far it gets.",
        discussion: """
            A row for each sender and recipient; pairs that an agreement allows and that shared \
            nothing are rows too. No row is about a person. It is for the partnership and an \
            inspector, and it is answered from sums, however many years it covers.

              baton audit sharing --node partnership.json
              baton audit sharing --node partnership.json --from 2026-04-01 \\
                --to 2026-06-30 --suppress 6 --format csv
            """)

    @Option(
        help: ArgumentHelp(
            "The first day on which it was routed; the first of all when not said.",
            valueName: "date"), transform: Reading.day)
    var from: CalendarDate?

    @Option(
        help: ArgumentHelp("The last such day; today when not said.", valueName: "date"),
        transform: Reading.day)
    var to: CalendarDate?

    @Option(
        help: ArgumentHelp("The partnership, for who oversees several.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    @Option(
        help: ArgumentHelp("Do not show counts below this, nor what tells them.", valueName: "n"))
    var suppress: Int?

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let answer = try await client.get(
            "/audit/sharing", asked + options.parameters, accept: options.chosen.mediaType)
        try options.chosen.write(answer, to: surroundings.results)
    }

    private var asked: [(String, String?)] {
        [
            ("from", from?.description), ("to", to?.description),
            ("partnership", partnership?.uri), ("suppress", suppress.map(String.init)),
        ]
    }
}
