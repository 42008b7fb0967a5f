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

            Where no promise comes nobody knows whether the broker has the message, and sending the \
            payload again would be a second one. So the message is kept as it was signed, beside the \
            node file; give that file as FILE, and the broker takes it once. Then it is removed. A \
            broker that is busy or cannot take it now says so, and nothing is kept.

              baton send referral.made $JTI.unsent.jwt --node police.json
            """)

    @Argument(
        help: "The event type: a short name such as referral.made, or its URI.",
        transform: Reading.type)
    var type: EventType

    @Argument(help: "The file of the payload, or of a message that was kept; - is standard input.")
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
        let bytes = try surroundings.input(file)
        guard !Dispatch.isSigned(bytes) else {
            let signed = try signed(bytes, by: client.node)
            return try await Dispatch(signed, from: file).send(
                by: &client, writesJSON: output.json, results: surroundings.results)
        }
        let audience = try within.audience(to, of: client.node)
        let payload = try Payload(parsing: bytes, from: file)
        let draft = Draft(
            type: type, payload: payload.text, token: surroundings.freshToken(),
            thread: txn ?? surroundings.freshThread(), audience: audience,
            issuedAt: surroundings.now(), occurredAt: toe)
        try await Dispatch(draft, from: client.node, besides: node.file).send(
            by: &client, writesJSON: output.json, results: surroundings.results)
    }

    /// A message that was kept, which says itself whom it is for.
    private func signed(
        _ bytes: [UInt8], by node: NodeFile
    ) throws(ToolFailure) -> SignedEvent {
        guard to.isEmpty, txn == nil, toe == nil, within.partnership == nil else {
            throw ToolFailure(
                .usage,
                "\(file) is signed already: leave out --to, --txn, --toe and --partnership")
        }
        let event = try SignedEvent(parsing: bytes, from: file)
        guard event.type == type.uri, event.issuer == node.agency else {
            throw ToolFailure(
                .data,
                "\(file) is a message \(event.type) of \(event.issuer), not \(type.uri) of "
                    + "\(node.agency)")
        }
        return event
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
