// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Ledger
import Safeguarding
import Signing

extension Transaction {
    /// Refuses a message whose signature is good: it is kept, logged and told, once.
    ///
    /// A repetition raises a counter (design.md section 5, promise 3). Only an accepted message
    /// reserves its `jti`; a refused one that is sent again was judged anew before it came here.
    mutating func refuse(_ message: RefusedMessage) throws(StoreFailure) -> RefusedToken {
        count("refused")
        guard message.isAttributable else { return message.refusal }
        let indexed = setting.vault.indexed(message.token.digest)
        let issuer = message.token.key.agency
        if let earlier = try store.messages(.refused(issuer: issuer, indexed: indexed)).first {
            try repeatCounted(earlier.entry.index)
            return message.refusal
        }
        let sealed = seal(message.token)
        let partnership = message.audience.map { partnershipNumber($0.partnership) } ?? 0
        let facts = RefusedFacts(
            message, commitment: sealed.commitment, configuration: configuration)
        let entry = try record(
            Happening(.refused(facts)), partnership: partnership,
            attachment: Attachment(message: sealed, indexed: indexed, particulars: nil))
        try tellOfRefusal(message, entry)
        return message.refusal
    }
}

extension RefusedFacts {
    fileprivate init(
        _ message: RefusedMessage, commitment: SHA256Digest, configuration: Int64
    ) {
        let reading = message.reading
        self.init(
            issuer: message.token.key.agency, via: message.via, kid: message.token.key.kid,
            thread: reading?.thread, token: reading?.token, type: message.entry?.type,
            issuedAt: reading?.issuedAt, occurredAt: reading?.occurredAt, commitment: commitment,
            configuration: configuration,
            reasons: message.refusal.reasons.map { Reason(code: $0.code, place: $0.place) })
    }
}
