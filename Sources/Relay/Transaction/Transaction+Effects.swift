// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding

extension Transaction {
    /// What an answer does to the handoff of the message it answers, and to what its sender owes.
    mutating func effects(
        of message: AdmittedMessage, _ context: ThreadContext
    ) throws(StoreFailure) -> [Part] {
        guard let answered = context.answered, let root = context.root else { return [] }
        let step = try handoffStep(of: message, answered)
        let verdicts = try verdicts(of: message, root, context)
        return (step.map { [Part.step($0)] } ?? []) + verdicts.map(Part.verdict)
    }

    /// A signed acknowledgement moves its sender's own handoff to acknowledged, any other answer
    /// to answered; nothing else does (design.md section 2).
    private func handoffStep(
        of message: AdmittedMessage, _ answered: MessageRecord
    ) throws(StoreFailure) -> HandoffStep? {
        let query = HandoffQuery.to(message.claims.issuer, message: answered.entry.index)
        guard let record = try store.handoffs(query).first else { return nil }
        var handoff = record.handoff
        let wanted: Handoff.Step =
            message.type.name == Self.acknowledgement ? .acknowledged : .answered
        return handoff.take(wanted, at: now).map { HandoffStep(handoff: record.name, step: $0) }
    }

    /// The one type whose arrival means that a professional has the message, and no more.
    private static var acknowledgement: String { "message.acknowledged" }

    private mutating func verdicts(
        of message: AdmittedMessage, _ root: MessageRecord, _ context: ThreadContext
    ) throws(StoreFailure) -> [ExpectationStep] {
        let owed = try judged(owedBy: message.claims.issuer, root.entry.index)
        let subjects =
            message.content.subjects.isEmpty
            ? [] : context.positions(of: message.content.subjects)
        let namesOnlyOthers = !message.content.subjects.isEmpty && subjects.isEmpty
        return owed.compactMap { record in
            // An answer for children whom the thread's first message does not name meets what was
            // opened for none of those it names.
            if namesOnlyOthers, !record.expectation.terms.subjects.isEmpty { return nil }
            guard expects(record, message) else { return nil }
            var expectation = record.expectation
            return expectation.receive(answerFor: subjects, at: timeOfAnswer(expectation)).map {
                ExpectationStep(expectation: record.name, step: $0)
            }
        }
    }

    /// When an answer counts as received.
    ///
    /// While the clock is in doubt no miss is found, so what is open is met in good time: nobody is
    /// blamed by a bad clock, and the answer's late mark says that it was not judged.
    private func timeOfAnswer(_ expectation: Expectation) -> Instant {
        guard clock == .inDoubt, expectation.verdict == .open else { return now }
        return min(now, expectation.terms.due.adding(milliseconds: -1))
    }

    /// What an agency owes under a root; what is due is judged first, however much else is due.
    private mutating func judged(
        owedBy agency: AgencyID, _ root: Int64
    ) throws(StoreFailure) -> [ExpectationRecord] {
        let owed = try store.expectations(.owed(by: agency, root: root))
        let due = owed.filter { $0.expectation.verdict == .open && $0.expectation.terms.due <= now }
        guard !due.isEmpty, clock == .believed else { return owed }
        try judge(due)
        return try store.expectations(.owed(by: agency, root: root))
    }

    /// Whether a message is of the kind that an expectation waits for, conditions included.
    private func expects(_ record: ExpectationRecord, _ message: AdmittedMessage) -> Bool {
        guard record.expectation.terms.expects.contains(message.type.name) else { return false }
        // A later edition of the pack does not judge what an earlier one opened.
        let rules = setting.partnership(number: record.opener.partnership)?.rules
        guard rules?.name == record.expectation.terms.pack else { return true }
        let rule = rules?.timescales.first { $0.id == record.expectation.terms.rule }
        return rule?.expects.pattern.matches(
            type: message.type.name, particulars: message.content.particulars) ?? true
    }
}
