// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

extension AuditMissedCommand {
    /// The list, and how it was proven.
    ///
    /// The whole log is read, since what was missed in a period may have been opened at any time before.
    func proven(
        _ parameters: [(String, String?)], by client: BrokerClient, in surroundings: Surroundings
    ) async throws(ToolFailure) -> (items: [JSONNode], proof: JSONValue) {
        var client = client
        let audit = try await LogAudit(options, of: client.node, in: surroundings)
        let items = try await client.list("/audit/missed", parameters)
        var reading = try await audit.reading(by: client)
        var proof = MissedProof()
        try await reading.read { entry throws(EvidenceFault) in try proof.take(entry) }
        let comparison = proof.compare(items, try choice(), before: audit.before)
        guard comparison.differences.isEmpty else {
            throw LogAudit.failure(comparison.differences)
        }
        return (
            items,
            .object(
                reading.proof + [
                    JSONMember("agreed", .integer(Int64(comparison.agreed))),
                    JSONMember("restricted", .integer(Int64(comparison.restricted))),
                    JSONMember("unchecked", .integer(Int64(comparison.unchecked))),
                ])
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
        lines += LogReading.sentences(of: proof)
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
