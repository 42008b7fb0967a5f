// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Ledger
import Relay
import Safeguarding

/// What refusals, withdrawals and resubmissions write.
extension Projection {
    /// A refused message is open from its entry on, and whoever was told may know of it.
    ///
    /// One that is restricted stands under no partnership: who oversees it finds nothing there.
    func keep(_ facts: RefusedFacts, _ parts: [Part]) throws(StoreFailure) {
        let refusal = parts.lazy.compactMap(\.refusal).first
        let overseen = refusal?.isRestricted == true ? 0 : entry.partnership
        let sender = try session.knownNumber(of: facts.issuer)
        session.lookedUp.refused[sender] = true
        try session.run(
            .insertQuarantined,
            [
                entry.index, overseen, sender,
                facts.reasons.first?.code ?? "", facts.token?.text, facts.thread?.bytes,
            ])
        for agency in refusal?.told ?? [] {
            try session.run(
                .insertTold, [try session.knownNumber(of: agency), entry.index])
        }
    }

    /// The entry ends the quarantine of an earlier one.
    func end(_ refused: Int64, _ state: QuarantineState) throws(StoreFailure) {
        if session.forgotten.contains(refused) { return }
        try session.change(
            .endQuarantine, [state.stored, entry.index, refused],
            "refused message of entry \(refused)")
    }
}
