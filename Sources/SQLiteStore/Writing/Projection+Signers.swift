// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Ledger
import Relay
import Safeguarding

extension Projection {
    /// Notes who signs under a certificate, once, and that it could not be told whether it was revoked;
    /// for a key that the configuration names there is nothing to note.
    func note(signerOf facts: MessageFacts) throws(StoreFailure) {
        if facts.isInDoubt { try session.run(.insertDoubt, [entry.index]) }
        guard !facts.path.isEmpty else { return }
        try session.run(
            .insertSigner, [entry.index, try session.knownNumber(of: facts.issuer), facts.kid])
    }

    func note(_ facts: RevokedFacts) throws(StoreFailure) {
        try session.run(
            .insertRevocation, [try session.knownNumber(of: facts.agency), entry.index])
    }

    func settle(_ facts: SettledFacts) throws(StoreFailure) {
        for message in facts.clear + facts.revoked where !session.forgotten.contains(message) {
            try session.change(
                .settleDoubt, [entry.index, message], "doubt about entry \(message) to settle")
        }
    }
}
