// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Asks one of the ten questions about a period, or for a register.
struct AuditQuestionCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "question",
        abstract: "Asks one of the ten questions, Q1 to Q10, about a period, or for a register.",
        discussion: """
            The word itself may be left out. All are for the partnership and an inspector:

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
              caseload      open cases of each team and role, against the limit
              care-leavers  contacts with care leavers, and what is overdue

            Q2, Q5, Q7, Q8 and care-leavers show persons, and need --as, --purpose and --reference.

              baton audit question Q1 --node partnership.json --from 2026-04-01
              baton audit Q4 --node partnership.json --suppress 6 --format csv
              baton audit Q7 --node inspectorate.json --as i-0042 \\
                --purpose "reconciliation" --reference M-12 --compare missing.csv
              baton audit Q2 --node inspectorate.json --as i-0042 \\
                --purpose "joint inspection" --reference JTAI-7
            """)

    @Argument(help: "The question, Q1 to Q10, or the register.", transform: Self.path)
    var path: String

    @OptionGroup var period: AuditPeriod

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

    @Option(
        help: ArgumentHelp(
            "A CSV that Q7 is compared with: missing episodes (CHILD, MIS_START, MIS_END), or "
                + "list 8 of Annex A.",
            valueName: "file"))
    var compare: String?

    @OptionGroup var options: AuditOptions

    /// The longest file that the broker compares, in bytes.
    private static let longestFile = 1024 * 1024

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let (path, parameters) = ("/audit/\(path)", asked + options.parameters)
        let accept = options.chosen.mediaType
        let answer =
            if let compare {
                try await client.compare(
                    path, parameters,
                    with: try surroundings.input(compare, limit: Self.longestFile), accept: accept)
            } else {
                try await client.get(path, parameters, accept: accept)
            }
        try options.chosen.write(answer, to: surroundings.results)
    }

    private var asked: [(String, String?)] {
        period.parameters + [
            ("suppress", suppress.map(String.init)), ("table", table), ("person", person),
            ("txn", txn?.text),
        ]
    }

    /// The registers beside the ten questions.
    private static let registers = ["caseload", "care-leavers"]

    private static func path(_ text: String) throws -> String {
        if registers.contains(text.lowercased()) { return "registers/\(text.lowercased())" }
        guard let number = Int(text.dropFirst()), (1...10).contains(number),
            text.uppercased() == "Q\(number)"
        else {
            throw ValidationError(
                "`\(text)` is no question: write one of Q1 to Q10, or one of the registers "
                    + registers.joined(separator: ", "))
        }
        return "questions/\(text.uppercased())"
    }
}
