// SPDX-License-Identifier: Apache-2.0

import Wire

extension AuditReferralsCommand {
    /// The list, and how it was proven.
    func proven(
        by client: BrokerClient, in surroundings: Surroundings
    ) async throws(ToolFailure) -> (list: Told, proof: JSONValue) {
        var client = client
        let audit = try await LogAudit(
            options, of: client.node, witnesses: proving.witnesses, in: surroundings)
        let cosigned = try audit.cosignatures()
        let list = try await list(&client)
        var reading = try await audit.reading(by: client)
        let first = try await reading.begin(since: choice.first)
        var proof = ReferralProof(choice)
        try await reading.read { entry throws(EvidenceFault) in try proof.take(entry) }
        let comparison = proof.compare(
            list.items, withheld: list.withheld ?? 0, before: audit.before)
        return (list, try comparison.proof(of: reading, from: first, cosigned: cosigned))
    }

    /// What the proof says to a person.
    func tell(_ proof: JSONValue, in surroundings: Surroundings) throws(ToolFailure) {
        let lines = ProofComparison.sentences(
            of: proof, beginning: "which is the first of the period")
        for line in lines { try surroundings.notes.line(line) }
    }
}
