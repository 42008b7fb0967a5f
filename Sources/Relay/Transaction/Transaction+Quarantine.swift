// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Safeguarding
import Wire

/// What became of the wish to withdraw a refused message.
package enum Withdrawal: Sendable, Hashable {
    /// It is withdrawn, now or since an earlier time.
    case withdrawn
    /// It was sent again meanwhile, and accepted: nothing is left to withdraw.
    case sentAgain
    /// The sender has no such message.
    case nothing
}

extension Transaction {
    /// Finds the refused messages that an accepted one is again, and what was owed because of them.
    ///
    /// Under the same `jti` it is the same message, whatever was mended in it. Under another one it is
    /// when it meets what the refusal opened: a message of the same type in the same thread, as from a
    /// system that gives every attempt a `jti` of its own. Of more attempts than one message may be again,
    /// the next one ends as many.
    mutating func takeAgain(
        _ message: AdmittedMessage, _ answer: AnsweringMessage, _ effects: inout Effects
    ) throws(StoreFailure) {
        let claims = message.claims
        let query = QuarantineQuery.before(
            issuer: claims.issuer, claims.token, in: claims.thread,
            limit: setting.limits.resubmissions)
        for kept in try store.quarantine(query) {
            let isSame = kept.facts.token == claims.token
            let count = effects.verdicts.count
            for owed in try judged(.opened(by: kept.index)) where owed.expectation.isWaiting {
                if isSame {
                    meet(owed, &effects)
                } else {
                    try take(answer, on: owed, &effects)
                }
            }
            if isSame || effects.verdicts.count > count { effects.resubmitted.append(kept) }
        }
    }

    private func meet(_ owed: ExpectationRecord, _ effects: inout Effects) {
        var expectation = owed.expectation
        guard let step = expectation.receive(answerFor: [], at: timeOfAnswer(expectation)) else {
            return
        }
        effects.note(step, of: owed, leaving: expectation)
    }

    /// Withdraws a refused message of an agency: nobody waits for it any more.
    ///
    /// Done twice it is done once, and the first reason stands.
    mutating func withdraw(
        _ entry: Int64, of issuer: AgencyID, because reason: WithdrawalReason
    ) throws(StoreFailure) -> Withdrawal {
        guard let kept = try store.quarantine(.entry(entry)).first, kept.facts.issuer == issuer,
            kept.message.key != nil
        else { return .nothing }
        switch kept.state {
        case .withdrawn: return .withdrawn
        case .resubmitted: return .sentAgain
        case .open: break
        }
        var effects = Effects()
        for owed in try judged(.opened(by: entry)) {
            var expectation = owed.expectation
            guard let step = expectation.withdraw(at: now, because: reason.rawValue) else {
                continue
            }
            effects.note(step, of: owed, leaving: expectation)
        }
        let facts = WithdrawnFacts(
            issuer: issuer, refused: entry, thread: kept.facts.thread, token: kept.facts.token,
            reason: reason)
        let recorded = try record(
            Happening(.withdrawn(facts), parts: effects.parts),
            partnership: kept.message.entry.partnership)
        try tellOfWithdrawal(kept, recorded, reason)
        try tellOfResolutions(effects, recorded, effects.parts)
        return .withdrawn
    }

    /// Tells those who were told of the refusal, and are not among the recipients of the message that
    /// came in its place.
    mutating func tellOfResubmission(
        _ resubmitted: [QuarantineRecord], _ entry: LedgerEntry, reaching recipients: [AgencyID]
    ) throws(StoreFailure) {
        for kept in resubmitted {
            try tell(
                kept.told.filter { !recipients.contains($0) }, that: kept, "met",
                whatToDo: "Nothing: it was sent again, to others.")
        }
    }

    private mutating func tellOfWithdrawal(
        _ kept: QuarantineRecord, _ entry: LedgerEntry, _ reason: WithdrawalReason
    ) throws(StoreFailure) {
        try tell(
            kept.told, that: kept, "withdrawn", because: reason, proof: entry.disclosure,
            whatToDo: "Nothing: its sender does not send it again. If in doubt, ring them.")
    }

    private mutating func tell(
        _ told: [AgencyID], that kept: QuarantineRecord, _ verdict: String,
        because reason: WithdrawalReason? = nil, proof: JSONValue? = nil, whatToDo: String
    ) throws(StoreFailure) {
        let sender = kept.facts.issuer
        try issue(
            Notice(
                type: .brokerNotified,
                partnership: setting.partnership(number: kept.message.entry.partnership),
                thread: try threadOfNotice(sender, kept.facts.thread), recipients: told,
                payload: .object(leavingOutNil: [
                    "sender_role": "broker", "kind": .string(NoticeKind.resolved.rawValue),
                    "about": kept.facts.token.map { about(sender, $0) },
                    "from": .string(sender.uri), "verdict": .string(verdict),
                    "reason": reason.map { .string($0.rawValue) },
                    "what_to_do": .string(whatToDo),
                    "proof": proof ?? kept.message.entry.disclosure,
                ])))
    }
}
