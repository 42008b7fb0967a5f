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
            others. What is printed is its jti.

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

    @OptionGroup var within: PartnershipOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        guard let file else {
            guard to.isEmpty else {
                throw ToolFailure(.usage, "Whoever names others with --to gives the FILE too")
            }
            return try await sendAsItWas(by: &client, surroundings.results)
        }
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let answer = try await client.get(entry.path, accept: "application/secevent+jwt")
        let refused = try SignedEvent(parsing: answer.body, from: "the broker")
        let draft = try Draft(
            correcting: refused, payload,
            to: to.isEmpty ? refused.audience : try within.audience(to, of: client.node),
            at: surroundings.now())
        try await Dispatch.send(
            draft, by: &client, writesJSON: output.json, results: surroundings.results)
    }

    private func sendAsItWas(
        by client: inout BrokerClient, _ results: Terminal
    ) async throws(ToolFailure) {
        let answer = try await client.post(entry.path + "/resubmit")
        let token = answer.headers["location"]?.split(separator: "/").last.map(String.init) ?? ""
        let json: JSONValue = ["jti": .string(token)]
        try results.line(output.json ? json.text : token)
    }
}

extension Draft {
    /// A refused message again, with another payload.
    fileprivate init(
        correcting refused: SignedEvent, _ payload: Payload, to audience: [String], at now: Instant
    ) throws(ToolFailure) {
        guard let type = try? EventType(uri: refused.type) else {
            throw ToolFailure(.data, "The message has no type that can be sent: \(refused.type)")
        }
        self.init(
            type: type, payload: payload.text, token: refused.token, thread: refused.thread,
            audience: audience, issuedAt: now,
            occurredAt: refused.claims["toe"]?.integer.map(Instant.init(seconds:)))
    }
}
