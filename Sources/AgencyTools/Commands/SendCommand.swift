// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Signing
import Wire

/// Signs a message and hands it to the broker.
struct SendCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Signs a message and hands it to the broker.",
        discussion: """
            FILE holds the payload, a JSON object as `baton schema new TYPE` shows it; `-` is \
            standard input. What is printed is the message's jti, once the broker has promised \
            never to lose it. Every reason of a refusal is printed; nothing was sent on then.

              baton send referral.made referral.json --node police.json \\
                --to https://sunderland.council.example
            """)

    @Argument(
        help: "The event type: a short name such as referral.made, or its URI.",
        transform: Reading.type)
    var type: EventType

    @Argument(help: "The file of the payload; - is standard input.")
    var file: String

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The agencies that it is addressed to.", valueName: "agency"),
        transform: Reading.agency)
    var to: [AgencyID] = []

    @Option(
        help: ArgumentHelp(
            "The thread that it joins; a new one when none is named.", valueName: "uuid"),
        transform: Reading.thread)
    var txn: ThreadID?

    @Option(
        help: ArgumentHelp("When what it tells of took place.", valueName: "time"),
        transform: Reading.time)
    var toe: Instant?

    @OptionGroup var within: PartnershipOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let audience = try within.audience(to, of: client.node)
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let draft = Draft(
            type: type, payload: payload.text, token: surroundings.freshToken(),
            thread: txn ?? surroundings.freshThread(), audience: audience,
            issuedAt: surroundings.now(), occurredAt: toe)
        try await Dispatch.send(
            draft, by: &client, writesJSON: output.json, results: surroundings.results)
    }
}

/// What `send` and `reply` have in common: the last step.
enum Dispatch {
    /// Signs and sends a message, and prints what it is called.
    static func send(
        _ draft: Draft, by client: inout BrokerClient, writesJSON: Bool, results: Terminal
    ) async throws(ToolFailure) {
        let jws = try draft.signed(by: client.node)
        try await client.send(jws.token).promise()
        let json: JSONValue = [
            "jti": .string(draft.token.text), "txn": .string(draft.thread.text),
        ]
        try results.line(writesJSON ? json.text : draft.token.text)
    }
}

extension Surroundings {
    /// A `jti` that nobody had before.
    func freshToken() -> TokenID {
        guard let token = try? TokenID(FreshIdentifier.ofTime(now(), random: random)) else {
            preconditionFailure("a UUID is always a jti")
        }
        return token
    }

    /// A thread that nobody opened before.
    func freshThread() -> ThreadID {
        guard let thread = try? ThreadID(FreshIdentifier.ofChance(random: random)) else {
            preconditionFailure("a UUID in lower case is always a thread")
        }
        return thread
    }
}
