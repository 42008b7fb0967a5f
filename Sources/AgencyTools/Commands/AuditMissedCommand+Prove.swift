// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension AuditMissedCommand {
    /// The list, and how it was proven.
    func proven(
        _ parameters: [(String, String?)], by client: BrokerClient, in surroundings: Surroundings
    ) async throws(ToolFailure) -> (items: [JSONNode], proof: JSONValue) {
        var client = client
        let audit = try await LogAudit(
            options, of: client.node, witnesses: proving.witnesses, in: surroundings)
        let cosigned = try audit.cosignatures()
        let items = try await client.list("/audit/missed", parameters)
        var reading = try await audit.reading(by: client)
        var proof = MissedProof(try choice(), before: audit.before)
        let first = try await proof.read(&reading, for: items)
        let excuses = try await excuses(for: proof.doubted(items), &client)
        let comparison = proof.compare(items, excuses: excuses)
        return (items, try comparison.proof(of: reading, from: first, cosigned: cosigned))
    }

    /// What the broker says of expectations that the list should tell of and does not: how they stand, and
    /// which withheld entries decided that.
    private func excuses(
        for names: [String], _ client: inout BrokerClient
    ) async throws(ToolFailure) -> [String: JSONNode] {
        var excuses: [String: JSONNode] = [:]
        for name in names {
            let answer = try await client.ask(
                "/audit/explain", [("expectation", name)] + options.parameters,
                accept: "application/json")
            if answer.status != 404 { excuses[name] = try answer.good().json() }
        }
        return excuses
    }

    /// What the proof says to a person.
    func tell(_ proof: JSONValue, in surroundings: Surroundings) throws(ToolFailure) {
        let first = proof["first"]?.integer ?? 0
        let beginning =
            first == 0
            ? "which is the first of all"
            : "before which nothing was opened that a verdict which is shown decided since"
        for line in ProofComparison.sentences(of: proof, beginning: beginning) {
            try surroundings.notes.line(line)
        }
        let isDecidedUnseen = ["restricted", "part of an entry"].contains {
            proof["withheld"]?[$0] != nil
        }
        guard first > 0, isDecidedUnseen else { return }
        try surroundings.notes.line(
            "Not looked for: what was opened before entry \(first), and which only entries or parts "
                + "decided since that are withheld. Without --from all is read.")
    }

    private func choice() throws(ToolFailure) -> MissedChoice {
        var choice = MissedChoice()
        if let from, from.hasPrefix("https://") {
            choice.sender = from
        } else {
            choice.from = try Self.milliseconds(from)
        }
        if let to, to.hasPrefix("https://") {
            choice.recipient = to
        } else {
            choice.to = try Self.milliseconds(to)
        }
        choice.agency = agency?.uri
        choice.owedBy = owedBy?.uri
        choice.type = type?.name
        choice.rule = rule
        choice.breakPoint = breakPoint
        choice.open = open
        return choice
    }

    private static func milliseconds(_ time: String?) throws(ToolFailure) -> Int64? {
        guard let time else { return nil }
        guard let instant = try? Instant(rfc3339: time) else {
            throw ToolFailure(.usage, "`\(time)` is no time")
        }
        return instant.milliseconds
    }
}
