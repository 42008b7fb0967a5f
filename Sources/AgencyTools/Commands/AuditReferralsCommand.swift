// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists messages of a period with everything that became of each.
struct AuditReferralsCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "referrals",
        abstract: "Lists every referral of a period, and what became of it.",
        discussion: """
            What came in time as well as what did not: for each message of a type, referral.made when \
            none is said, to whom it was handed and how far that got, what it opened, and the verdicts. \
            The days are London's, both included. An agency sees what it sent or received; the \
            partnership and an inspector see their partnership's, and how many are of restricted threads.

              baton audit referrals --node partnership.json \\
                --from https://northumbria.police.example \\
                --to https://sunderland.council.example \\
                --since 2026-03-01 --until 2026-03-31

            With --prove nobody's word is taken that nothing was left out: the entries from the first of \
            the period up to the log's head are read from the public tiles and held against the signed \
            root, their facts and parts against the entries, and every row is reckoned again. The list \
            must be the same, or it ends with 65 and names each difference.

              baton audit referrals --prove --since 2026-03-01 \\
                --until 2026-03-31 --node partnership.json --format csv
            """)

    @Option(
        help: ArgumentHelp("Sent by this agency.", valueName: "uri"), transform: Reading.agency)
    var from: AgencyID?

    @Option(
        help: ArgumentHelp("Handed to this agency.", valueName: "uri"), transform: Reading.agency)
    var to: AgencyID?

    @Option(
        help: ArgumentHelp("Of this type; referral.made when not said.", valueName: "type"),
        transform: Reading.type)
    var type: EventType?

    @Option(
        help: ArgumentHelp(
            "The first day on which it was received; the first of all when not said.",
            valueName: "date"), transform: Reading.day)
    var since: CalendarDate?

    @Option(
        help: ArgumentHelp("The last such day; today when not said.", valueName: "date"),
        transform: Reading.day)
    var until: CalendarDate?

    @OptionGroup var proving: ProofOptions
    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        guard proving.prove else {
            let list = try await list(&client)
            try write(list, nil, to: surroundings.results)
            return try tell(list, in: surroundings)
        }
        let (list, proof) = try await proven(by: client, in: surroundings)
        try write(list, proof, to: surroundings.results)
        try tell(list, in: surroundings)
        try tell(proof, in: surroundings)
    }

    /// What the broker tells: the messages, and how many it says are of restricted threads.
    struct Told {
        var items: [JSONNode] = []
        var withheld: Int64?
    }

    /// What is asked for.
    var choice: ReferralChoice {
        ReferralChoice(
            type: type?.name ?? ReferralChoice.usualType, sender: from?.uri, recipient: to?.uri,
            since: since, until: until)
    }

    /// Asks the broker for all pages.
    func list(_ client: inout BrokerClient) async throws(ToolFailure) -> Told {
        var told = Told()
        let asked = choice.parameters + options.parameters
        for page in try await client.pages("/audit/referrals", asked) {
            told.items += page.list("items")
            if let count = page["withheld"]?.integer {
                let (sum, isTooMuch) = (told.withheld ?? 0).addingReportingOverflow(count)
                guard !isTooMuch else {
                    throw ToolFailure(
                        .unavailable,
                        "The broker counts more withheld than there can be; is this a broker?")
                }
                told.withheld = sum
            }
        }
        return told
    }

    private func write(
        _ told: Told, _ proof: JSONValue?, to results: Terminal
    ) throws(ToolFailure) {
        switch options.chosen {
        case .json:
            let list = JSONValue.object(leavingOutNil: [
                "items": .array(told.items.map(\.value)),
                "withheld": told.withheld.map(JSONValue.integer), "proof": proof,
            ])
            try results.line(list.text)
        case .csv:
            let rows = told.items.flatMap(ReferralStory.values)
            try results.write(
                Array(CommaSeparated.text(ReferralStory.columns, rows).utf8))
        case .text: try results.table(ReferralStory.table(told.items))
        }
    }

    private func tell(_ told: Told, in surroundings: Surroundings) throws(ToolFailure) {
        if told.items.isEmpty, options.chosen == .text {
            try surroundings.notes.line("There is none.")
        }
        guard let count = told.withheld, count > 0 else { return }
        try surroundings.notes.line(
            "Withheld: \(count) of restricted threads, whoever sent and received them.")
    }
}
