// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Messages that were refused and are kept until their sender acts.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Shows messages that were refused, sends them again or withdraws them.",
        discussion: """
            A message whose signature is good and that is refused all the same is kept. Whoever sent \
            it has one working day to send it again or to withdraw it; those it was for are told that \
            there was one. Without a subcommand: the list.

              baton quarantine --state open --node police.json
            """,
        subcommands: [
            QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineResubmitCommand.self,
            QuarantineWithdrawCommand.self,
        ], defaultSubcommand: QuarantineListCommand.self)
}

/// Lists refused messages.
struct QuarantineListCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists messages that were refused, and how they stand.",
        discussion: """
            Those that this node's agency sent, and those of which it was told; for a partnership \
            or an inspector those of its partnerships. ENTRY in the first column names one.

              baton quarantine list --node police.json --state open

            States: open (to be sent again or withdrawn), resubmitted, withdrawn.
            """)

    @Option(
        help: ArgumentHelp("Only those refused at or after this time.", valueName: "time"),
        transform: Reading.time)
    var from: Instant?

    @Option(
        help: ArgumentHelp("Only those refused before this time.", valueName: "time"),
        transform: Reading.time)
    var to: Instant?

    @Option(help: ArgumentHelp("Only those in this state.", valueName: "state"))
    var state: String?

    @Option(help: ArgumentHelp("Only those of this event type.", valueName: "type"))
    var type: String?

    @Option(help: ArgumentHelp("Only those refused for this reason.", valueName: "code"))
    var code: String?

    @Option(help: "Only those with this jti.", transform: Reading.token)
    var jti: TokenID?

    @Option(
        help: ArgumentHelp("Only those of this sender.", valueName: "uri"),
        transform: Reading.agency)
    var iss: AgencyID?

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let items = try await client.list(
            "/quarantine",
            [
                ("from", from?.rfc3339), ("to", to?.rfc3339), ("state", state), ("type", type),
                ("code", code), ("jti", jti?.text), ("iss", iss?.uri),
            ])
        guard output.json else {
            return try surroundings.results.table(QuarantineStory.list(items))
        }
        let list: JSONValue = ["items": .array(items.map(\.value))]
        try surroundings.results.line(list.text)
    }
}

/// Shows one refused message.
struct QuarantineShowCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows why one message was refused, and how it stands.",
        discussion: """
            With --content, for its sender: the message as it was sent, which the broker logs.

              baton quarantine show 12 --node police.json
            """)

    @OptionGroup var entry: QuarantineEntry

    @Flag(help: "The message itself, as it was sent.")
    var content = false

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        if content {
            let answer = try await client.get(entry.path, accept: "application/secevent+jwt")
            return try surroundings.results.line(String(decoding: answer.body, as: UTF8.self))
        }
        try QuarantineStory.show(
            await client.get(entry.path).json(), as: output, on: surroundings.results)
    }
}

/// Withdraws a refused message.
struct QuarantineWithdrawCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Says that a refused message is not sent again.",
        discussion: """
            Nobody waits for it any more, and those who were told of the refusal are told. Reasons: \
            sent-in-error, sent-otherwise (by telephone, or in another message), duplicate, \
            not-a-referral.

              baton quarantine withdraw 12 --reason duplicate --node police.json
            """)

    @OptionGroup var entry: QuarantineEntry

    @Option(help: ArgumentHelp("Why it is not sent again.", valueName: "reason"))
    var reason: WithdrawalReason

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let body: JSONValue = ["reason": .string(reason.rawValue)]
        let answer = try await client.post(entry.path + "/withdraw", body.canonical)
        try QuarantineStory.show(answer.json(), as: output, on: surroundings.results)
    }
}

extension WithdrawalReason: ExpressibleByArgument {}

/// Which refused message is meant.
struct QuarantineEntry: ParsableArguments {
    @Argument(
        help: "The entry of its refusal, as the list and the notice have it.",
        transform: { text in
            guard let index = Int64(text), index >= 0 else {
                throw ValidationError("`\(text)` is no entry: write its number, such as 12")
            }
            return index
        })
    var entry: Int64

    /// Where the broker has it.
    var path: String { "/quarantine/\(entry)" }
}
