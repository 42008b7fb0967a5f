// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// What the front door made of a token whose signature verifies.
package enum Examination: Sendable {
    /// Nothing is wrong with the message itself.
    case admissible(AdmittedMessage)
    /// Something is; the sender is proven all the same, so that the refusal can be logged.
    indirect case refused(RefusedMessage)

    /// The token that was examined.
    package var token: VerifiedToken {
        switch self {
        case .admissible(let message): message.token
        case .refused(let message): message.token
        }
    }

    /// The `jti`, when it could be read.
    package var tokenID: TokenID? {
        switch self {
        case .admissible(let message): message.claims.token
        case .refused(let message): message.reading?.token
        }
    }

    /// The thread, when it could be read.
    package var thread: ThreadID? {
        switch self {
        case .admissible(let message): message.claims.thread
        case .refused(let message): message.reading?.thread
        }
    }

    /// The entry of the catalogue, when the event type is known.
    package var entry: Catalogue.Entry? {
        switch self {
        case .admissible(let message): message.entry
        case .refused(let message): message.entry
        }
    }

    /// The content, as far as it could be read.
    package var content: MessageContent? {
        switch self {
        case .admissible(let message): message.content
        case .refused(let message): message.content
        }
    }

    /// Whether it could not be told that the signer's certificate had not been revoked.
    package var isRevocationInDoubt: Bool {
        guard case .admissible(let message) = self else { return false }
        return message.late.contains(.revocationInDoubt)
    }

    /// Whether whoever called may carry messages of the issuer.
    package var isCarriedRightly: Bool {
        guard case .refused(let message) = self else { return true }
        return !message.refusal.reasons.contains { reason in
            if case .carrier = reason { return true }
            return false
        }
    }

    /// The same message, refused also for what the transaction found.
    package func refused(because reasons: [Refusal]) -> RefusedMessage {
        switch self {
        case .admissible(let message): RefusedMessage(message, because: reasons)
        case .refused(let message): message.refused(because: reasons)
        }
    }
}

/// A message with a good signature that is not let in.
package struct RefusedMessage: Sendable {
    /// The token whose signature verified.
    package let token: VerifiedToken
    /// The claims that could be read; nil when the payload is not a JSON object.
    package let reading: ClaimsReading?
    /// Whom it was for, when that could be read.
    package let audience: Audience?
    /// The entry of the catalogue, when the event type is known.
    package let entry: Catalogue.Entry?
    /// Who carried it, when that was not the issuer itself.
    package let via: AgencyID?
    /// Every reason.
    package let refusal: RefusedToken

    init(
        _ token: VerifiedToken, reading: ClaimsReading?, audience: Audience?,
        entry: Catalogue.Entry?, via: AgencyID?, reasons: [Refusal]
    ) {
        self.token = token
        self.reading = reading
        self.audience = audience
        self.entry = entry
        self.via = via
        refusal = RefusedToken(reasons)
    }

    init(_ message: AdmittedMessage, because reasons: [Refusal]) {
        self.init(
            message.token, reading: ClaimsReading(restating: message.claims),
            audience: message.audience, entry: message.entry, via: message.via, reasons: reasons)
    }

    func refused(because reasons: [Refusal]) -> RefusedMessage {
        RefusedMessage(
            token, reading: reading, audience: audience, entry: entry, via: via,
            reasons: refusal.reasons + reasons)
    }

    /// The content, as far as it could be read.
    package var content: MessageContent? {
        guard let entry, let payload = reading?.payload else { return nil }
        return MessageContent(payload, as: entry)
    }

    /// The event type that the message names, whether or not the catalogue has it.
    package var type: EventType? {
        entry?.type ?? reading?.event.flatMap { try? EventType(uri: $0) }
    }

    /// Whether the caveat `restricted-operation` stands in it, also when its type is not known.
    package var isRestricted: Bool { reading?.payload.map(MessageContent.isRestricted) ?? false }

    /// Whether the refusal says something of the sender's messages: then it is kept and told.
    ///
    /// A key that was not in force proves nothing, and what somebody else posted, who happens to
    /// hold the message, says nothing of its sender: those refusals are counted and not kept.
    package var isAttributable: Bool {
        !refusal.reasons.contains { reason in
            switch reason {
            case .keyNotInForce, .carrier: true
            default: false
            }
        }
    }
}
