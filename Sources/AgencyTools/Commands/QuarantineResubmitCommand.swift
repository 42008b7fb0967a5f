// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Sends a refused message again.
struct QuarantineResubmitCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit",
        abstract: "Sends a refused message again, as it was or corrected.",
        discussion: """
            Without FILE the broker judges the message that it keeps anew: for when a key, a clock \
            or an agreement was wrong. With FILE, which holds the corrected payload, a new message \
            is made: same jti, same thread, same type, and the same addressees unless --to names \
            others. Where jti or thread cannot be read it has fresh ones, and that is said; a type that \
            was wrong is corrected with --type. What is printed is its jti.

              baton quarantine resubmit 12 --node police.json
              baton quarantine resubmit 12 referral.json --node police.json
            """)

    @OptionGroup var entry: QuarantineEntry

    @Argument(help: "The file of the corrected payload; - is standard input.")
    var file: String?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("With FILE: the agencies that it is addressed to.", valueName: "agency"),
        transform: Reading.agency)
    var to: [AgencyID] = []

    @Option(
        help: ArgumentHelp("With FILE: the event type that it should have had.", valueName: "type"),
        transform: Reading.type)
    var type: EventType?

    @OptionGroup var within: PartnershipOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        guard let file else {
            guard to.isEmpty, type == nil else {
                throw ToolFailure(
                    .usage, "Whoever corrects it with --to or --type gives the FILE too")
            }
            return try await sendAsItWas(by: &client, surroundings.results)
        }
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let answer = try await client.get(entry.path, accept: "application/secevent+jwt")
        let refused = RefusedEvent(reading: answer.body)
        let audience = to.isEmpty ? refused.audience : try within.audience(to, of: client.node)
        let draft = try corrected(refused, payload, to: audience, surroundings)
        try await Dispatch(draft, from: client.node, besides: node.file).send(
            by: &client, writesJSON: output.json, results: surroundings.results)
    }

    /// The refused message again with another payload, and with what could not be read of it.
    private func corrected(
        _ refused: RefusedEvent, _ payload: Payload, to audience: [String],
        _ surroundings: Surroundings
    ) throws(ToolFailure) -> Draft {
        guard let type = type ?? refused.type else {
            throw ToolFailure(.data, "The refused message has no event type: name it with --type")
        }
        guard !audience.isEmpty else {
            throw ToolFailure(.data, "The refused message addresses nobody: name them with --to")
        }
        for (name, isRead) in [("jti", refused.token != nil), ("txn", refused.thread != nil)]
        where !isRead {
            try surroundings.notes.line(
                "The refused message has no \(name): it has a fresh one now")
        }
        return Draft(
            type: type, payload: payload.text, token: refused.token ?? surroundings.freshToken(),
            thread: refused.thread ?? surroundings.freshThread(), audience: audience,
            issuedAt: surroundings.now(), occurredAt: refused.occurredAt)
    }

    private func sendAsItWas(
        by client: inout BrokerClient, _ results: Terminal
    ) async throws(ToolFailure) {
        let token = try await client.post(entry.path + "/resubmit").promisedToken()
        let json: JSONValue = ["jti": .string(token.text)]
        try results.line(output.json ? json.text : token.text)
    }
}
