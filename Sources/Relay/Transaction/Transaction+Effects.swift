// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Wire

/// What a message does to what was owed before it came.
struct Effects: Sendable {
    /// The step of the handoff that it answers.
    var steps: [HandoffStep] = []
    /// What it changes of expectations.
    var verdicts: [ExpectationStep] = []
    /// By how many milliseconds it met something too late, by the id of the rule.
    var lateBy: [String: Int64] = [:]
    /// The names of the rules of which it met something.
    var met: Set<String> = []
    /// What had been missed, and is not waited for any more.
    var resolved: [ExpectationRecord] = []
    /// The refused messages that it is again.
    var resubmitted: [QuarantineRecord] = []
    /// The earlier message that it corrects or retracts.
    var amendment: AmendmentPart?

    /// As parts of the message's entry.
    var parts: [Part] {
        steps.map(Part.step) + verdicts.map(Part.verdict)
            + resubmitted.map { Part.resubmission($0.index) }
            + (amendment.map { [.amendment($0)] } ?? [])
    }
}

extension Effects {
    /// Notes a step of an expectation, and what that says of others.
    ///
    /// - Parameter expectation: how it stands after the step.
    mutating func note(
        _ step: Expectation.Step, of record: ExpectationRecord, leaving expectation: Expectation
    ) {
        verdicts.append(ExpectationStep(expectation: record.name, step: step))
        if case .metLate(let at) = step {
            lateBy[record.expectation.terms.rule] = at.milliseconds(since: expectation.due)
        }
        switch step {
        case .met, .metLate, .partlyMet: met.insert(record.expectation.terms.name)
        default: break
        }
        if record.expectation.verdict.missed != nil, !expectation.isWaiting {
            resolved.append(record)
        }
    }
}

extension Transaction {
    /// What an answer does to the handoff of the message it answers, to what its sender owes, and to
    /// what it ends, pauses or passes on for others.
    mutating func effects(
        of message: AdmittedMessage, reaching recipients: [AgencyID], _ context: ThreadContext
    ) throws(StoreFailure) -> Effects {
        var effects = Effects()
        let answer = answer(message, reaching: recipients, context)
        try takeAgain(message, answer, &effects)
        guard let answered = context.answered, let root = context.root else { return effects }
        if let step = try handoffStep(of: message, answered) { effects.steps.append(step) }
        for record in try waiting(under: root.entry.index) {
            try take(answer, on: record, &effects)
        }
        switch message.type.name {
        case Self.correction: effects.amendment = try amendment(.corrected, by: message)
        case Self.retraction:
            effects.amendment = try amendment(.retracted, by: message)
            try takeBack(message, context, &effects)
        default: break
        }
        return effects
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

    /// The one type whose arrival means that a professional has the message, and no more; and that
    /// may pass it on.
    private static var acknowledgement: String { "message.acknowledged" }
    /// The one type that takes an earlier message of its sender back.
    static var retraction: String { "record.retracted" }
    /// The one type that puts an earlier message of its sender right.
    static var correction: String { "record.corrected" }

    private func amendment(
        _ kind: AmendmentPart.Kind, by message: AdmittedMessage
    ) throws(StoreFailure) -> AmendmentPart? {
        try target(of: message).map { AmendmentPart(message: $0.entry.index, kind: kind) }
    }

    private func answer(
        _ message: AdmittedMessage, reaching recipients: [AgencyID], _ context: ThreadContext
    ) -> AnsweringMessage {
        let named = message.content.subjects
        let subjects = named.isEmpty ? [] : context.positions(of: named)
        return AnsweringMessage(
            type: message.type.name, particulars: message.content.particulars,
            sender: message.claims.issuer, recipients: recipients, subjects: subjects,
            namesOnlyOthers: !named.isEmpty && subjects.isEmpty,
            attendance: message.attendance, passesOnTo: passesOn(message, recipients, context),
            answers: context.answered?.entry.index, received: now, payload: message.claims.payload)
    }

    /// The agency that an acknowledgement passes the duty on to: one that has the message.
    private func passesOn(
        _ message: AdmittedMessage, _ recipients: [AgencyID], _ context: ThreadContext
    ) -> AgencyID? {
        guard message.type.name == Self.acknowledgement,
            message.content.particulars["status"] == "redirected",
            let text = message.claims.payload["redirect_to"]?.string,
            let agency = try? AgencyID(text)
        else { return nil }
        let had = context.answered?.routing?.recipients ?? []
        return (recipients + had).contains(agency) ? agency : nil
    }

    mutating func take(
        _ answer: AnsweringMessage, on record: ExpectationRecord, _ effects: inout Effects
    ) throws(StoreFailure) {
        var expectation = record.expectation
        let partnership = setting.partnership(number: record.opener.partnership)
        let step: Expectation.Step?
        do throws(CalendarError) {
            step = try expectation.take(
                answer, by: setting.rule(of: record), openedBy: record.name.entry,
                in: partnership, at: timeOfAnswer(expectation))
        } catch {
            // A pause that reaches past the calendar: the clock stays where it stands.
            count("unjudged")
            return
        }
        guard let step else { return }
        effects.note(step, of: record, leaving: expectation)
    }

    /// When an answer counts as received.
    ///
    /// While the clock is in doubt no miss is found, so what is open is met in good time: nobody is
    /// blamed by a bad clock, and the answer's late mark says that it was not judged.
    func timeOfAnswer(_ expectation: Expectation) -> Instant {
        guard clock == .inDoubt, expectation.verdict == .open else { return now }
        return min(now, expectation.due.adding(milliseconds: -1))
    }

    /// What is waited for under a root; what is due is judged first, however much else is due.
    private mutating func waiting(under root: Int64) throws(StoreFailure) -> [ExpectationRecord] {
        try judged(.waiting(under: root))
    }

    /// What a query names, judged where it is due.
    mutating func judged(
        _ query: ExpectationQuery
    ) throws(StoreFailure) -> [ExpectationRecord] {
        let waiting = try store.expectations(query)
        let due = waiting.filter { $0.expectation.verdict == .open && $0.expectation.due <= now }
        guard !due.isEmpty, clock == .believed else { return waiting }
        try judge(due)
        return try store.expectations(query)
    }

    /// Why a message no longer holds that was right when it was sent.
    private static var reasonsThatUndoNothing: Set<String> { ["child-died", "moved-area"] }

    /// Takes back what an earlier message of the same sender opened and met: what it opened falls
    /// away, and what it met is waited for again, unless it was right when it was sent.
    private mutating func takeBack(
        _ message: AdmittedMessage, _ context: ThreadContext, _ effects: inout Effects
    ) throws(StoreFailure) {
        guard let target = try target(of: message), let thread = target.facts?.thread else {
            return
        }
        let reason = message.content.particulars["reason_code"] ?? "withdrawn"
        let touched = Set(effects.verdicts.map(\.expectation))
        for record in try judged(.thread(thread))
        where !touched.contains(record.name) {
            var expectation = record.expectation
            let step: Expectation.Step? =
                if record.name.entry == target.entry.index {
                    expectation.withdraw(at: now, because: reason)
                } else if record.verdicts.last?.entry == target.entry.index,
                    !Self.reasonsThatUndoNothing.contains(reason)
                {
                    expectation.reopen(because: reason, next: rung(1, of: record))
                } else { nil }
            guard let step else { continue }
            effects.note(step, of: record, leaving: expectation)
        }
    }

    /// The message that a correction or retraction is about: one of the same sender's, in the thread.
    func target(of message: AdmittedMessage) throws(StoreFailure) -> MessageRecord? {
        guard let text = message.claims.payload["target"]?["jti"]?.string,
            let token = try? TokenID(text)
        else { return nil }
        let query = MessageQuery.token(
            issuer: message.claims.issuer, indexed: setting.vault.indexed(token))
        guard let record = try store.messages(query).first,
            record.facts?.thread == message.claims.thread
        else { return nil }
        return record
    }
}

extension Setting {
    /// The rule that an expectation was opened by, while that edition of its pack is in force.
    func rule(of record: ExpectationRecord) -> Timescale? {
        let terms = record.expectation.terms
        let rules = partnership(number: record.opener.partnership)?.rules
        return rules?.name == terms.pack ? rules?.timescale(terms.name) : nil
    }
}

extension AdmittedMessage {
    /// Who was to come to the meeting that it tells of, and who came.
    var attendance: [Attendee] {
        Attendee.read(entry.attendance.flatMap { claims.payload.at($0) })
    }
}
