// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding

/// Answers a message.
struct ReplyCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Answers a message that this node received, or sent.",
        discussion: """
            The message is fetched from the broker. The answer gets its `in_reply_to`, joins its \
            thread and goes to whoever issued it; what FILE has as `in_reply_to` is replaced. \
            `baton schema new TYPE` shows what an answer holds.

              baton reply $JTI message.acknowledged ack.json --node council.json

            A reply that asks something of others is addressed to them with --to. Whoever issued the message \
            gets a copy of every reply and owes nothing by it; name that agency too where it is asked as well.

              baton reply $JTI information.requested ask.json --to $HEALTH --node c.json
            """)

    @Argument(help: "The jti of the message that is answered.", transform: Reading.token)
    var jti: TokenID

    @Argument(
        help: "The event type of the answer, such as referral.decided.", transform: Reading.type)
    var type: EventType

    @Argument(help: "The file of the payload; - is standard input.")
    var file: String

    @Option(
        help: ArgumentHelp("Who issued it, when several messages have that jti.", valueName: "uri"),
        transform: Reading.agency)
    var iss: AgencyID?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Agencies that it is addressed to, instead of who issued the message, who gets a copy.",
            valueName: "agency"),
        transform: Reading.agency)
    var to: [AgencyID] = []

    @Option(
        help: ArgumentHelp("When what it tells of took place.", valueName: "time"),
        transform: Reading.time)
    var toe: Instant?

    @Option(
        help: ArgumentHelp("The partnership, when it is not the node's own.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let message = try await client.message(jti, of: iss)
        let audience = try ReplyAudience(
            to: message, from: client.node, partnership: partnership, naming: to)
        let draft = Draft(
            type: type, payload: payload.answering(message), token: surroundings.freshToken(),
            thread: message.thread, audience: audience.members, issuedAt: surroundings.now(),
            occurredAt: toe)
        try await Dispatch(draft, from: client.node, besides: node.file).send(
            by: &client, writesJSON: output.json, results: surroundings.results)
    }
}
