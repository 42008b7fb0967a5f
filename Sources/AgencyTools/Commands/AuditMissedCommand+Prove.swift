// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

extension AuditMissedCommand {
    /// The list, and how it was proven: the size of the log is taken before the list, so that what the
    /// list must hold is all in the log that is read.
    func proven(
        _ parameters: [(String, String?)], by client: BrokerClient, in surroundings: Surroundings
    ) async throws(ToolFailure) -> (items: [JSONNode], proof: JSONValue) {
        var client = client
        let source = try LogSource(of: client.node, in: surroundings)
        let before = try await source.checkpoint().size
        let items = try await client.list("/audit/missed", parameters)
        let seen = try await source.checkpoint()
        let memory = CheckpointMemory(besideNode: options.node.file, in: surroundings)
        if let alarm = try await memory.meet(seen, at: source) {
            throw alarm.failure(keepingBeside: memory.path)
        }
        var reading = LogReading(
            try await LogTree(seen, from: source), by: client, options.parameters)
        var proof = MissedProof()
        try await reading.read { entry throws(EvidenceFault) in try proof.take(entry) }
        let comparison = proof.compare(items, try choice(), before: before)
        guard comparison.differences.isEmpty else {
            throw ToolFailure(
                .data,
                ["The list is not what the log says:"] + comparison.differences
                    + ["Keep this, and ask the operator and the partnership."],
                json: ["differences": .array(comparison.differences.map(JSONValue.string))])
        }
        let withheld = reading.withheld.sorted { $0.key < $1.key }
        return (
            items,
            [
                "origin": .string(seen.checkpoint.origin.text),
                "entries": .integer(reading.count),
                "root": .string(seen.checkpoint.root.description),
                "agreed": .integer(Int64(comparison.agreed)),
                "restricted": .integer(Int64(comparison.restricted)),
                "withheld": .object(
                    withheld.map { JSONMember($0.key, .integer(Int64($0.value))) }),
            ]
        )
    }

    /// What the proof says to a person.
    func tell(_ proof: JSONValue, in surroundings: Surroundings) throws(ToolFailure) {
        func count(_ name: String) -> Int64 { proof[name]?.integer ?? 0 }
        let log = proof["origin"]?.string ?? "the log"
        var lines = [
            "Proven: \(count("entries")) entries of \(log) were read and "
                + "held against its signed root; their facts give these \(count("agreed")) and no others."
        ]
        if count("restricted") > 0 {
            lines.append(
                "On the broker's word: \(count("restricted")) of restricted threads, "
                    + "whose facts are withheld."
            )
        }
        for member in proof["withheld"]?.members ?? [] {
            let reason = member.name.replacing("_", with: " ")
            lines.append("Withheld: \(member.value.integer ?? 0) (\(reason)).")
        }
        for line in lines { try surroundings.notes.line(line) }
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
