// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists missed handoffs.
struct AuditMissedCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "missed",
        abstract: "Lists what was owed and did not come in time.",
        discussion: """
            An agency sees what it owed or was owed; the partnership and an inspector see their \
            partnership's. A late answer stays in the list, as late. The most serious come first: by \
            the message's urgency, then its grade, then the break, and of those alike the oldest.

              baton audit missed --node partnership.json --from 2026-11-01 --to 2026-12-01
              baton audit missed --node partnership.json --break-point B3 --open

            With --prove nobody's word is taken that the list is whole: the entries of the log are read from \
            the public tiles, held against the signed root, their facts and parts against the entries, and \
            every verdict is reckoned again. They are read from the earliest on that opened what was decided \
            since --from; without it, all of them. The list must be the same, or it ends with 65 and says \
            what differs, as where a broker withholds what it cannot for the reason that it gives. What is \
            withheld with right is counted by kind, and an empty list is then not called proven.

              baton audit missed --prove --from 2026-03-01 --node partnership.json
            """)

    @Option(
        help: ArgumentHelp(
            "Missed at or after this time; or on messages that this agency sent.",
            valueName: "time-or-uri"), transform: Reading.timeOrAgency)
    var from: String?

    @Option(
        help: ArgumentHelp(
            "Missed before this time; or on messages that this agency should have acted on.",
            valueName: "time-or-uri"), transform: Reading.timeOrAgency)
    var to: String?

    @Option(
        help: ArgumentHelp("Owed by or to this agency.", valueName: "uri"),
        transform: Reading.agency)
    var agency: AgencyID?

    @Option(
        help: ArgumentHelp("Owed by this agency.", valueName: "uri"), transform: Reading.agency)
    var owedBy: AgencyID?

    @Option(
        help: ArgumentHelp(
            "On messages of this type: a short name such as referral.made, or its URI.",
            valueName: "type"), transform: Reading.type)
    var type: EventType?

    @Option(
        help: ArgumentHelp(
            "Of this rule, such as R10, or of one duty of it, such as R10.answered.",
            valueName: "rule"))
    var rule: String?

    @Option(help: ArgumentHelp("At this break point, such as B3.", valueName: "code"))
    var breakPoint: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Only what has not come yet; with --no-open only what came late.")
    var open: Bool?

    @OptionGroup var proving: ProofOptions
    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let asked = filters + options.parameters
        var (items, proof): ([JSONNode], JSONValue?) = ([], nil)
        if proving.prove {
            (items, proof) = try await proven(asked, by: client, in: surroundings)
        } else {
            items = try await client.list("/audit/missed", asked)
        }
        let results = surroundings.results
        switch options.chosen {
        case .json:
            let list = JSONValue.object(leavingOutNil: [
                "items": .array(items.map(\.value)), "proof": proof,
            ])
            try results.line(list.text)
        case .csv:
            let rows = items.map { ExpectationTable.values(of: $0) }
            try results.write(
                Array(CommaSeparated.text(ExpectationTable.columns, rows).utf8))
        case .text:
            try results.table(ExpectationTable.table(ofMisses: items, at: surroundings.now()))
            if items.isEmpty {
                let doubt = proof.flatMap { ProofComparison.doubt(of: $0) }
                try surroundings.notes.line(doubt ?? nothing)
            }
        }
        if let proof { try tell(proof, in: surroundings) }
    }

    /// That there is nothing: of what was asked for, so that a narrow question has no wide answer.
    private var nothing: String {
        let asked = filters.compactMap { name, value in
            value.map { "\(name.replacing("_", with: "-")) \($0)" }
        }
        guard !asked.isEmpty else { return "Nothing was missed." }
        return "Nothing was missed of what was asked for: \(asked.joined(separator: ", "))."
    }

    private var filters: [(String, String?)] {
        [
            ("from", from), ("to", to), ("agency", agency?.uri),
            ("owed_by", owedBy?.uri), ("type", type?.name), ("rule", rule),
            ("break_point", breakPoint), ("open", open.map { $0 ? "true" : "false" }),
        ]
    }
}
