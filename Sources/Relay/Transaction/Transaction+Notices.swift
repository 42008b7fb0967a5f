// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Wire

extension Transaction {
    /// Tells the sender that somebody it counted on does not receive its message.
    mutating func tellSender(
        of message: AdmittedMessage, _ entry: LedgerEntry, _ notice: RoutingNotice?
    ) throws(StoreFailure) {
        guard let notice else { return }
        let (kind, exclusions, whatToDo): (NoticeKind, [Exclusion], String) =
            switch notice {
            case .excluded(let exclusions):
                (.excluded, exclusions, "Tell these agencies by other means, or send to others.")
            case .unrouted(let exclusions):
                (.unrouted, exclusions, "Nobody received this message; address an agency.")
            }
        let listed = exclusions.map { exclusion -> JSONValue in
            ["agency": .string(exclusion.agency.uri), "rule": .string(exclusion.rule.rawValue)]
        }
        if kind == .unrouted { count("unrouted") }
        try issue(
            Notice(
                type: .brokerNotified,
                partnership: setting.directory.partnership(message.audience.partnership),
                thread: message.claims.thread, recipients: [message.claims.issuer],
                payload: .object(leavingOutNil: [
                    "sender_role": "broker", "kind": .string(kind.rawValue),
                    "about": about(message.claims.issuer, message.claims.token),
                    "excluded": listed.isEmpty ? nil : .array(listed),
                    "what_to_do": .string(whatToDo), "proof": entry.disclosure(ofPart: 0),
                ])))
    }

    /// Tells a sender that a recipient's system refused its message, or has not fetched it.
    ///
    /// Of its own messages the broker tells itself nothing.
    mutating func tellSender(
        of message: MessageRecord, _ kind: NoticeKind, to recipient: AgencyID,
        error: PollReport.RefusedReport? = nil, whatToDo: String, proof: JSONValue
    ) throws(StoreFailure) {
        guard let facts = message.facts, facts.issuer != setting.broker else { return }
        try issue(
            Notice(
                type: .brokerNotified,
                partnership: setting.partnership(number: message.entry.partnership),
                thread: facts.thread, recipients: [facts.issuer],
                payload: .object(leavingOutNil: [
                    "sender_role": "broker", "kind": .string(kind.rawValue),
                    "about": about(facts.issuer, facts.token),
                    "agency": .string(recipient.uri),
                    "err": error.map { .string($0.error) },
                    "description": error?.description.map(JSONValue.string),
                    "what_to_do": .string(whatToDo), "proof": proof,
                ])))
    }

    /// Tells of a refusal: the sender, and those addressed whom an agreement would have let the
    /// message reach, without its content (domain.md, house decision 5).
    mutating func tellOfRefusal(
        _ message: RefusedMessage, _ reasons: [RefusedFacts.Reason], _ entry: LedgerEntry,
        to told: [AgencyID], in thread: ThreadID?
    ) throws(StoreFailure) {
        let sender = message.token.key.agency
        let subject = message.reading?.token.map { about(sender, $0) }
        try issue(
            Notice(
                type: .brokerNotified,
                partnership: message.audience.flatMap {
                    setting.directory.partnership($0.partnership)
                }, thread: thread, recipients: [sender] + told,
                payload: .object(leavingOutNil: [
                    "sender_role": "broker", "kind": .string(NoticeKind.refused.rawValue),
                    "about": subject,
                    "from": .string(sender.uri), "reasons": .array(reasons.map(Self.json)),
                    "what_to_do": "The sender must mend the message and send it again.",
                    "proof": entry.disclosure,
                ])))
    }

    private static func json(_ reason: RefusedFacts.Reason) -> JSONValue {
        .object(leavingOutNil: [
            "code": .string(reason.code), "at": reason.place.map(JSONValue.string),
        ])
    }

    /// A refused message must not put a notice into a thread that is none of its sender's, nor
    /// open one: its thread is used only where the sender is a party already.
    func threadOfNotice(
        _ sender: AgencyID, _ thread: ThreadID?
    ) throws(StoreFailure) -> ThreadID? {
        guard let thread else { return nil }
        return try isParty(sender, to: thread) ? thread : nil
    }

    /// Those addressed whom an agreement would have let the message reach; of a restricted thread
    /// only those of its circle, whatever the message itself says.
    func addressees(
        of message: RefusedMessage, in thread: ThreadID?
    ) throws(StoreFailure) -> (told: [AgencyID], isRestricted: Bool) {
        var circle: Set<AgencyID>?
        if let thread {
            circle = try members(of: thread, store.messages(.opening(thread)).first)
        }
        let isRestricted = message.isRestricted || circle != nil
        // A major version that is not known here has a name all the same, and agreements go by that.
        guard let audience = message.audience, let type = message.type?.name,
            !message.isRestricted
        else { return ([], isRestricted) }
        let sender = message.token.key.agency
        let told = audience.agencies.filter { agency in
            agency != sender && circle?.contains(agency) ?? true
                && setting.directory.agreement(
                    partnership: audience.partnership, from: sender, to: agency, type: type) != nil
        }
        return (told, isRestricted)
    }

    func about(_ issuer: AgencyID, _ token: TokenID) -> JSONValue {
        ["iss": .string(issuer.uri), "jti": .string(token.text)]
    }
}
