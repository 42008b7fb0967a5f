// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Asks one of the ten questions about a period.
struct AuditQuestionCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "question",
        abstract: "Asks one of the ten questions, Q1 to Q10, about a period.",
        discussion: """
            The word itself may be left out. They are for the partnership and an inspector:

              Q1   referrals: acknowledged, decided, and who was told
              Q2   children who were received and whom nobody owns
              Q3   strategy discussions that were late, and for whom they waited
              Q4   attendance and reports by agency
              Q5   everything about one child
              Q6   what the police sent, and what became of it
              Q7   missing children and their return interviews
              Q8   children with contacts that were not joined up
              Q9   escalations, and agencies that never escalate
              Q10  the log's proof, who read, what was withheld

            Q2, Q5, Q7 and Q8 show persons, and need --as, --purpose and --reference.

              baton audit question Q1 --node partnership.json --from 2026-04-01
              baton audit Q4 --node partnership.json --suppress 5 --format csv
              baton audit Q2 --node inspectorate.json --as i-0042 \\
                --purpose "joint inspection" --reference JTAI-7
            """)

    @Argument(help: "The question: Q1 to Q10.", transform: Self.question)
    var question: String

    @Option(
        help: ArgumentHelp(
            "The first time of the period; three months before its end when not said.",
            valueName: "time"), transform: Reading.time)
    var from: Instant?

    @Option(
        help: ArgumentHelp(
            "The first time after the period; now when not said.", valueName: "time"),
        transform: Reading.time)
    var to: Instant?

    @Option(
        help: ArgumentHelp("The partnership, for who oversees several.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    @Option(
        help: ArgumentHelp("Do not show counts below this, nor what tells them.", valueName: "n"))
    var suppress: Int?

    @Option(
        help: ArgumentHelp(
            "Which table --format csv writes, where there are several.",
            valueName: "name"))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "The child that Q5 is about: the keyed name that Q2, Q7 and Q8 show.",
            valueName: "name"))
    var person: String?

    @Option(
        help: ArgumentHelp(
            "The child that Q5 is about: a thread about it.", valueName: "thread"),
        transform: Reading.thread)
    var txn: ThreadID?

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let answer = try await client.get(
            "/audit/questions/\(question)", asked + options.parameters,
            accept: options.chosen.mediaType)
        try options.chosen.write(answer, to: surroundings.results)
    }

    private var asked: [(String, String?)] {
        [
            ("from", from?.rfc3339), ("to", to?.rfc3339), ("partnership", partnership?.uri),
            ("suppress", suppress.map(String.init)), ("table", table),
            ("person", person), ("txn", txn?.text),
        ]
    }

    private static func question(_ text: String) throws -> String {
        guard let number = Int(text.dropFirst()), (1...10).contains(number),
            text.uppercased() == "Q\(number)"
        else { throw ValidationError("`\(text)` is no question: write one of Q1 to Q10") }
        return text.uppercased()
    }
}
