// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Shows what was sent and received, and how it stands.
struct MessagesCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages",
        abstract: "Shows what was sent and received, and how it stands.",
        discussion: """
            Without JTI a list. With it one message: for its sender the state with every \
            recipient and who was left out by which rule, for a recipient its own.

              baton messages --node police.json --since 2026-11-23
              baton messages $JTI --node police.json

            States: routed, delivered (its system has it), acknowledged (a person or team has \
            it), answered; refused or undeliverable; unrouted when nobody receives it.
            """)

    @Argument(help: "The jti of a message.", transform: Reading.token)
    var jti: TokenID?

    @Option(
        help: ArgumentHelp("Who issued it, when several messages have that jti.", valueName: "uri"),
        transform: Reading.agency)
    var iss: AgencyID?

    @Option(
        help: ArgumentHelp("Only those accepted at or after this time.", valueName: "time"),
        transform: Reading.time)
    var since: Instant?

    @Option(help: ArgumentHelp("Only those in this state.", valueName: "state"))
    var state: String?

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        if let jti {
            let path = "/messages/\(jti.text)"
            let message = try await client.get(path, [("iss", iss?.uri)]).json()
            try show(message, on: surroundings.results)
        } else {
            let items = try await client.list(
                "/messages", [("since", since?.rfc3339), ("state", state)])
            let list: JSONValue = ["items": .array(items.map(\.value))]
            if output.json { return try surroundings.results.line(list.text) }
            try surroundings.results.table(MessageStory.list(items))
        }
    }

    private func show(_ message: JSONNode, on results: Terminal) throws(ToolFailure) {
        if output.json { return try results.line(message.value.text) }
        for line in MessageStory.heading(message) { try results.line(line) }
        try results.line("")
        try results.table(MessageStory.recipients(message))
        let more =
            MessageStory.exclusions(message) + MessageStory.overdueAgreements(message)
            + MessageStory.attempts(message) + MessageStory.marks(message)
            + MessageStory.warnings(message)
        for line in more { try results.line(line) }
    }
}
