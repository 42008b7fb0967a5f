// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
package import Intake
import Ledger
import Routing
import Safeguarding
import Signing

extension Transaction {
    /// Judges a message from its bytes on, by what is in force in this transaction: for one that was
    /// examined under an older load, whose keys and agreements may be gone.
    mutating func receive(
        _ bytes: [UInt8], from carrier: AgencyID
    ) throws(StoreFailure) -> Reception {
        let examination: Examination
        do throws(RefusedToken) {
            let verified = try setting.frontDoor.verify(bytes)
            examination = setting.frontDoor.examine(
                verified, carriedBy: carrier, now: now, clock: clock)
        } catch { return .refused(error) }
        return try receive(examination)
    }

    /// Lets a message in, recognises it, or refuses it: the product's sentence, inside one
    /// transaction.
    package mutating func receive(
        _ examination: Examination
    ) throws(StoreFailure) -> Reception {
        var reasons: [Refusal] = []
        let indexed = examination.tokenID.map(setting.vault.indexed)
        if examination.isCarriedRightly, let earlier = try earlier(examination, indexed) {
            switch recognise(examination, in: earlier) {
            case .success(let reception):
                try repeatCounted(earlier.entry.index)
                return reception
            case .failure(let reason): reasons.append(reason)
            }
        } else if examination.isCarriedRightly, try isForgotten(examination, indexed) {
            reasons.append(.purged(examination.knownToken))
        }
        let context = try context(of: examination)
        if let context, let entry = examination.entry, let thread = examination.thread {
            reasons += context.correspondence.objections(
                to: entry, in: thread, answering: examination.content?.inReplyTo)
        }
        if case .admissible(let message) = examination, let context, let indexed, reasons.isEmpty {
            return try accept(message, indexed, context)
        }
        return .refused(try refuse(examination.refused(because: reasons)))
    }

    /// The message that was accepted under the same issuer and `jti`.
    ///
    /// - Parameter indexed: the keyed form of the `jti`, which is worked out once.
    private func earlier(
        _ examination: Examination, _ indexed: [UInt8]?
    ) throws(StoreFailure) -> MessageRecord? {
        guard let indexed else { return nil }
        let query = MessageQuery.token(
            issuer: examination.token.key.agency, indexed: indexed)
        return try store.messages(query).first
    }

    /// Whether a message was accepted under the same issuer and `jti` of which nothing else is known.
    private func isForgotten(
        _ examination: Examination, _ indexed: [UInt8]?
    ) throws(StoreFailure) -> Bool {
        guard let indexed else { return false }
        return try store.isForgotten(indexed, of: examination.token.key.agency)
    }

    /// The same signing input under whichever valid signature is the same message.
    private func recognise(
        _ examination: Examination, in earlier: MessageRecord
    ) -> Result<Reception, Refusal> {
        guard let facts = earlier.facts, let key = earlier.key else {
            return .failure(.purged(earlier.facts?.token ?? examination.knownToken))
        }
        guard key.commits(facts.commitment, to: examination.token.digest) else {
            return .failure(.tokenReused(facts.token))
        }
        return .success(.repeated(facts.token, earlier.entry, salt: key.salt))
    }

    private mutating func accept(
        _ message: AdmittedMessage, _ indexed: [UInt8], _ context: ThreadContext
    ) throws(StoreFailure) -> Reception {
        let thread = message.claims.thread
        let decision = setting.router.route(
            message, in: try circle(context, of: message), at: now)
        let sealed = seal(message.token)
        let facts = MessageFacts(
            message, commitment: sealed.commitment, configuration: configuration,
            follows: try follows(context, thread), root: context.root?.entry.index)
        let recipients = decision.recipients.map(\.agency)
        let effects = try effects(of: message, reaching: recipients, context)
        let opened = expectations(
            openedBy: message, routed: decision, after: effects, context)
        if !opened.unjudged.isEmpty { count("unjudged", opened.unjudged.count) }
        let partnership = partnershipNumber(message.audience.partnership)
        let parts = decision.parts(opened, effects, entry: nextIndex)
        let entry = try record(
            Happening(.accepted(facts), parts: parts),
            partnership: partnership,
            attachment: Attachment(
                message: sealed, indexed: indexed,
                particulars: Particulars(
                    message.content, in: message.audience.partnership, vault: setting.vault)))
        woken.formUnion(recipients)
        fresh.append(
            (
                entry.index,
                HandedMessage(
                    token: message.claims.token, jws: message.token.received.jws.token,
                    partnership: partnership, recipients: recipients)
            ))
        amended += parts.compactMap(\.amended)
        count("accepted")
        try tellSender(of: message, entry, decision.notice)
        try tellOfMisses(openedIn: entry, opened)
        try tellOfResolutions(effects, entry, parts)
        try tellOfResubmission(effects.resubmitted, entry, reaching: recipients)
        return .accepted(message.claims.token, entry, salt: sealed.key.salt)
    }

    /// Who issued the root of a message, or the message where it opens the matter; nil for the broker.
    private func referrer(
        in context: ThreadContext, of message: AdmittedMessage
    ) -> AgencyID? {
        let issuer = context.root?.facts?.issuer ?? message.claims.issuer
        return issuer == setting.broker ? nil : issuer
    }

    /// The entry that a message follows: the one it answers, else the thread's previous one.
    func follows(
        _ context: ThreadContext?, _ thread: ThreadID
    ) throws(StoreFailure) -> Int64? {
        if let answered = context?.answered { return answered.entry.index }
        return try store.messages(.latest(thread)).first?.entry.index
    }

    func partnershipNumber(_ id: PartnershipID) -> Int {
        setting.directory.partnership(id)?.number ?? 0
    }

    func seal(_ token: VerifiedToken) -> SealedMessage {
        SealedMessage(
            token.received.jws, digest: token.digest, vault: setting.vault,
            random: world.random(SealedMessage.randomBytes))
    }

    private func expectations(
        openedBy message: AdmittedMessage, routed decision: RoutingDecision,
        after effects: Effects, _ context: ThreadContext
    ) -> ExpectationOpener.Opened {
        guard let partnership = setting.directory.partnership(message.audience.partnership) else {
            return ExpectationOpener.Opened()
        }
        return ExpectationOpener(partnership).open(
            by: OpeningMessage(
                type: message.type.name, particulars: message.content.particulars,
                sender: message.claims.issuer, recipients: decision.recipients.map(\.agency),
                copied: decision.copied,
                rootIssuer: referrer(in: context, of: message),
                rootReceived: context.root?.entry.at ?? now,
                subjects: context.positions(of: message.content.subjects),
                attendance: message.attendance, received: now,
                occurred: message.claims.occurredAt.map(Instant.init(seconds:)),
                payload: message.claims.payload, lateBy: effects.lateBy, met: effects.met))
    }
}

extension Examination {
    /// The `jti` under which an earlier message was found, so it could be read.
    fileprivate var knownToken: TokenID {
        guard let tokenID else { preconditionFailure("an earlier message is found by its jti") }
        return tokenID
    }
}

extension RoutingDecision {
    /// The decision as the parts of an entry: routing, handoffs, exclusions, then the expectations
    /// that are opened, what the message does to earlier ones, and what it tells of its own at once.
    func parts(
        _ opened: ExpectationOpener.Opened, _ effects: Effects, entry: Int64
    ) -> [Part] {
        let routing = RoutingPart(
            recipients: recipients.map(\.agency), absent: absent,
            unjudged: opened.unjudged.map(\.rule), overdueAgreements: overdueAgreements,
            isRestricted: isRestricted)
        let parts =
            [.routing(routing)] + recipients.map(Part.handoff) + excluded.map(Part.exclusion)
        return parts + opened.parts(ofEntry: entry, after: parts.count) { effects.parts }
    }
}

extension ExpectationOpener.Opened {
    /// The expectations as parts of an entry, then others, then what became of them at once.
    ///
    /// - Parameter count: how many parts the entry has before them.
    func parts(ofEntry entry: Int64, after count: Int, others: () -> [Part] = { [] }) -> [Part] {
        let verdicts = openings.enumerated().flatMap { number, opening in
            opening.steps.map { step in
                Part.verdict(
                    ExpectationStep(
                        expectation: PartName(entry: entry, part: count + number), step: step))
            }
        }
        return openings.map { Part.expectation($0.terms) } + others() + verdicts
    }
}

extension MessageFacts {
    fileprivate init(
        _ message: AdmittedMessage, commitment: SHA256Digest, configuration: Int64,
        follows: Int64?, root: Int64?
    ) {
        self.init(
            issuer: message.claims.issuer, via: message.via, kid: message.token.key.kid,
            thread: message.claims.thread, token: message.claims.token, type: message.type,
            issuedAt: message.claims.issuedAt, occurredAt: message.claims.occurredAt,
            late: message.late, commitment: commitment, configuration: configuration,
            follows: follows, root: root,
            path: message.token.key.path?.certificates.dropFirst().map(\.digest) ?? [])
    }
}

extension Part {
    /// The message that it says was corrected or retracted.
    fileprivate var amended: Int64? {
        guard case .amendment(let amendment) = self else { return nil }
        return amendment.message
    }
}
