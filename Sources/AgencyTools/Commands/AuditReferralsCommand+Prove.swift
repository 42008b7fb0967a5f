// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension AuditReferralsCommand {
    /// The list, and how it was proven.
    func proven(
        by client: BrokerClient, in surroundings: Surroundings
    ) async throws(ToolFailure) -> (list: Told, proof: JSONValue) {
        var client = client
        let audit = try await LogAudit(
            options, of: client.node, witnesses: witnesses, in: surroundings)
        let cosigned = try audit.cosignatures()
        let list = try await list(&client)
        var reading = try await audit.reading(by: client)
        let first = try await reading.begin(since: choice.first)
        var proof = ReferralProof(choice)
        try await reading.read { entry throws(EvidenceFault) in try proof.take(entry) }
        let comparison = proof.compare(
            list.items, withheld: list.withheld ?? 0, before: audit.before)
        guard comparison.differences.isEmpty else {
            throw LogAudit.failure(comparison.differences)
        }
        let agreement = [
            JSONMember("first", .integer(first)),
            JSONMember("agreed", .integer(Int64(comparison.agreed))),
            JSONMember("partly", .integer(Int64(comparison.partly))),
            JSONMember("restricted", .integer(Int64(comparison.restricted))),
            JSONMember("purged", .integer(Int64(comparison.purged))),
            JSONMember("unchecked", .integer(Int64(comparison.unchecked))),
            JSONMember("hidden", .integer(Int64(comparison.hidden))),
            JSONMember("unproven", .array(comparison.unproven.map(JSONValue.string))),
        ]
        let seen = cosigned.map { [JSONMember("cosigned", $0)] } ?? []
        return (list, .object(reading.proof + agreement + seen))
    }

    /// What the proof says to a person.
    func tell(_ proof: JSONValue, in surroundings: Surroundings) throws(ToolFailure) {
        func count(_ name: String) -> Int64 { proof[name]?.integer ?? 0 }
        let log = proof["origin"]?.string ?? "the log"
        var lines = [
            "Proven: \(count("entries")) entries of \(log), from entry \(count("first")) on, which is "
                + "the first of the period, were read and held against its signed root; their facts "
                + "give these \(count("agreed") + count("partly")) and no others."
        ]
        lines += Self.onBrokersWord(proof) + LogReading.sentences(of: proof)
        for line in lines { try surroundings.notes.line(line) }
    }

    /// What of the list is not proven, a sentence each.
    private static func onBrokersWord(_ proof: JSONValue) -> [String] {
        let names = (proof["unproven"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        let named = names.isEmpty ? "" : " (\(names))"
        let sentences: [(String, (Int64) -> String)] = [
            (
                "partly",
                {
                    "something of \($0) of them, which entries or parts record that are withheld\(named)."
                }
            ),
            (
                "hidden",
                { "what \($0) parts of them say, which are told by their hashes alone." }
            ),
            ("restricted", { "\($0) of restricted threads, whose facts are withheld." }),
            (
                "purged",
                { "\($0) entries of the period were purged, and what they were cannot be told." }
            ),
        ]
        return sentences.compactMap { member, sentence in
            guard let count = proof[member]?.integer, count > 0 else { return nil }
            return "On the broker's word: " + sentence(count)
        }
    }
}
