// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Shows everything about one thread.
struct AuditThreadCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "thread",
        abstract: "Shows one thread: who sent what to whom, what was owed, and where it broke.",
        discussion: """
            An agency sees what it sent and received; the partnership and an inspector see all of \
            it. Times are London's.

              baton audit thread $TXN --node partnership.json
              baton audit thread $TXN --format csv --node inspectorate.json \\
                --purpose "joint inspection" --reference JTAI-7 --as i-0042
            """)

    @Argument(help: "The thread: the txn of its messages.", transform: Reading.thread)
    var txn: ThreadID

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let answer = try await client.get("/audit/thread/\(txn.text)", options.parameters).json()
        let story = ThreadStory(answer)
        let results = surroundings.results
        switch options.chosen {
        case .json: try results.line(answer.value.text)
        case .csv: try results.write(Array(story.csv.utf8))
        case .text: try show(story, on: results)
        }
    }

    private func show(_ story: ThreadStory, on results: Terminal) throws(ToolFailure) {
        try results.line("Thread \(story.thread)")
        try results.line("")
        try results.table(story.steps)
        try results.line("")
        if !story.expectations.rows.isEmpty {
            try results.table(story.expectations)
            try results.line("")
        }
        let verdict = story.verdict
        let text = results.isStyled ? verdict.tone.applied(to: verdict.text) : verdict.text
        try results.write(Array("\(text)\n".utf8))
    }
}
