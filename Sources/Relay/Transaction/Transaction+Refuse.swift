// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Safeguarding
import Signing

extension Transaction {
    /// Refuses a message whose signature is good: it is kept, logged and told, once.
    ///
    /// A repetition raises a counter (design.md section 5, promise 3). Only an accepted message
    /// reserves its `jti`; a refused one that is sent again was judged anew before it came here. What was
    /// purged is not kept again because it came again: of such a message its sender is told, and no more.
    mutating func refuse(_ message: RefusedMessage) throws(StoreFailure) -> RefusedToken {
        count("refused")
        guard message.isAttributable, !message.refusal.namesPurge else { return message.refusal }
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
        let opened = expectations(openedByRefusalOf: message)
        if !opened.unjudged.isEmpty { count("unjudged", opened.unjudged.count) }
        let thread = try threadOfNotice(issuer, message.reading?.thread)
        let (told, isRestricted) = try addressees(of: message, in: thread)
        let refusal = Part.refusal(RefusalPart(told: told, isRestricted: isRestricted))
        let entry = try record(
            Happening(
                .refused(facts), parts: [refusal] + opened.parts(ofEntry: nextIndex, after: 1)),
            partnership: partnership,
            attachment: Attachment(message: sealed, indexed: indexed, particulars: nil))
        try tellOfRefusal(message, facts.reasons, entry, to: told, in: thread)
        return message.refusal
    }

    /// That it is sent again or taken back: expected of its sender, however little of it could be read
    /// (domain.md, house decision 5).
    ///
    /// Without a partnership in `aud` there is neither rule nor calendar to judge by, and nothing is
    /// expected. Where the type could not be read, a message of the same `jti` meets it, or a person does
    /// in the quarantine.
    private func expectations(
        openedByRefusalOf message: RefusedMessage
    ) -> ExpectationOpener.Opened {
        guard let audience = message.audience,
            let partnership = setting.directory.partnership(audience.partnership)
        else { return ExpectationOpener.Opened() }
        let sender = message.token.key.agency
        let addressee = audience.agencies.first { $0 != sender }
        return ExpectationOpener(partnership).open(
            byRefusalOf: message.type?.name, from: sender, to: addressee ?? sender, at: now)
    }
}

extension RefusedToken {
    /// Whether a message was purged that its sender had sent under the same `jti`, and may have sent again:
    /// nobody can tell any more what was in that one.
    fileprivate var namesPurge: Bool {
        reasons.contains { reason in
            if case .purged = reason { return true }
            return false
        }
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
            reasons: Self.logged(
                message.refusal.reasons.map { Reason(code: $0.code, place: $0.place) }))
    }
}
