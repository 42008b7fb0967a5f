// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding

/// What the store knows of the thread that a message wants to join.
struct ThreadContext: Sendable {
    /// The thread's first message; nil when this one opens it.
    let opening: MessageRecord?
    /// Whether the sender sent or received anything in the thread.
    let senderIsParty: Bool
    /// The message that is answered, when the sender may answer it.
    let answered: MessageRecord?
    /// The root of what is answered.
    let root: MessageRecord?

    /// What Intake judges by.
    var correspondence: Correspondence {
        Correspondence(
            threadExists: opening != nil, senderIsParty: senderIsParty,
            answeredType: answered?.facts?.type)
    }

    /// The positions, in the thread's opening message, of the subjects that a message names;
    /// all of them when it names none.
    ///
    /// A child who stands there twice has the first position: nobody could answer for the second.
    func positions(of subjects: [SubjectMention]) -> [Int] {
        let named = subjects.map(\.id)
        let known = opening.map { $0.particulars?.subjects ?? [] } ?? named
        let asked = named.isEmpty ? known : named
        var seen: Set<Int> = []
        return asked.compactMap(known.firstIndex).filter { seen.insert($0).inserted }
    }
}

extension Transaction {
    /// Gathers what the store knows of a message's thread.
    func context(of examination: Examination) throws(StoreFailure) -> ThreadContext? {
        guard let thread = examination.thread else { return nil }
        let sender = examination.token.key.agency
        let opening = try store.messages(.opening(thread)).first
        guard let opening else {
            return ThreadContext(opening: nil, senderIsParty: false, answered: nil, root: nil)
        }
        let answered = try answered(by: examination.content?.inReplyTo, in: thread, sender)
        return ThreadContext(
            opening: opening, senderIsParty: try isParty(sender, to: thread), answered: answered,
            root: try root(of: answered))
    }

    /// Whether an agency sent or received anything in a thread, by what the entries say.
    func isParty(
        _ agency: AgencyID, to thread: ThreadID
    ) throws(StoreFailure) -> Bool {
        if try !store.messages(.sent(by: agency, in: thread)).isEmpty { return true }
        guard let first = try store.handoffs(.received(by: agency, in: thread)).first else {
            return false
        }
        let message = try store.messages(.entry(first.name.entry)).first
        if message?.isRouted(to: agency, as: first) == true { return true }
        // That one stands in a wrong mailbox; another may be the agency's own.
        let known = try store.handoffs(
            of: thread, store.messages(.thread(thread)), knownTo: .party(agency))
        return known.contains { $0.recipient.agency == agency }
    }

    /// The message that a reply names, when it is one of the thread that the sender sent or
    /// received, under that digest: by (`iss`, `jti`, digest), never by order.
    private func answered(
        by reply: ReplyReference?, in thread: ThreadID, _ sender: AgencyID
    ) throws(StoreFailure) -> MessageRecord? {
        guard let reply, let issuer = try? AgencyID(reply.issuer) else { return nil }
        let query = MessageQuery.token(
            issuer: issuer, indexed: setting.vault.indexed(reply.token))
        guard let record = try store.messages(query).first, let facts = record.facts,
            facts.thread == thread, let key = record.key,
            key.commits(facts.commitment, to: reply.digest)
        else { return nil }
        if facts.issuer == sender { return record }
        let handoffs = try store.handoffs(.to(sender, message: record.entry.index))
        return handoffs.contains { record.isRouted(to: sender, as: $0) } ? record : nil
    }

    private func root(of answered: MessageRecord?) throws(StoreFailure) -> MessageRecord? {
        guard let answered else { return nil }
        guard let root = answered.facts?.root, root != answered.entry.index else {
            return answered
        }
        return try store.messages(.entry(root)).first
    }

    /// What routing must know of the thread.
    func circle(
        _ context: ThreadContext, of message: AdmittedMessage
    ) throws(StoreFailure) -> ThreadCircle {
        let opener = context.opening?.facts?.issuer
        return ThreadCircle(
            members: try members(of: message.claims.thread, context.opening), opener: opener,
            answeredIssuer: agency(context.answered), rootIssuer: agency(context.root),
            earlierRecipients: try earlierRecipients(of: message),
            isTakenBack: message.type.name == Self.retraction)
    }

    /// Who received what a correction or a retraction is about.
    private func earlierRecipients(
        of message: AdmittedMessage
    ) throws(StoreFailure) -> [AgencyID] {
        guard Self.amendments.contains(message.type.name), let target = try target(of: message)
        else { return [] }
        return target.routing?.recipients ?? []
    }

    /// The types that amend an earlier message, and so follow it wherever it went.
    private static var amendments: Set<String> { [correction, retraction] }

    private func agency(_ record: MessageRecord?) -> AgencyID? {
        guard let issuer = record?.facts?.issuer, issuer != setting.broker else { return nil }
        return issuer
    }

    /// The circle of a restricted thread: its issuer, and whom its issuer addressed in it.
    func members(
        of thread: ThreadID, _ opening: MessageRecord?
    ) throws(StoreFailure) -> Set<AgencyID>? {
        guard let opening, opening.routing?.isRestricted == true, let opener = opening.facts?.issuer
        else { return nil }
        var members: Set<AgencyID> = [opener]
        for message in try store.messages(.addressing(by: opener, in: thread)) {
            for case .handoff(let recipient) in message.happening.parts
            where recipient.reason == .addressed {
                members.insert(recipient.agency)
            }
        }
        return members
    }
}
