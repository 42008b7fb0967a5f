// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding
import SampleTown
import Signing
import Simulation
import TransparencyLog
import Wire

extension Inspection {
    /// Every message that was let in or refused, against what was posted.
    func messages() {
        var accepted: [MessageName: Int64] = [:]
        var refused: Set<[UInt8]> = []
        for message in state.messages where message.issuer != run.town.broker {
            guard let bytes = opened(message)?.token, let posted = seen.posted[bytes] else {
                broken(.kept, "entry \(message.entry) holds a message that nobody posted")
                continue
            }
            guard !message.isRefused else {
                if !refused.insert(bytes).inserted {
                    broken(.refusals, "\(posted.name) was refused in two entries")
                }
                continue
            }
            if let before = accepted.updateValue(message.entry, forKey: posted.name) {
                broken(.once, "\(posted.name) is at \(before) and at \(message.entry)")
            }
            if !posted.isGood { broken(.refusals, "\(posted.name) is malformed and was let in") }
            opens(posted, message.entry)
        }
        for posted in seen.posted.values.sorted(by: { $0.name.token < $1.name.token })
        where posted.isGood && accepted[posted.name] == nil {
            broken(.liveness, "\(posted.name) was never let in")
        }
    }

    /// A message's handoffs and expectations are those that it must have.
    private func opens(_ posted: Posted, _ entry: Int64) {
        let recipients = state.handoffs.filter { $0.name.entry == entry }
            .map(\.recipient.agency).sorted()
        if recipients != posted.recipients {
            broken(.routed, "\(posted.name) goes to \(recipients), not to \(posted.recipients)")
        }
        let rules = state.expectations.filter { $0.name.entry == entry }
            .map(\.expectation.terms.rule).sorted()
        if rules != posted.rules {
            broken(.expectations, "\(posted.name) opens \(rules), not \(posted.rules)")
        }
    }

    /// Every handoff was delivered, once, to a recipient that has it.
    func handoffs() {
        for handoff in state.handoffs {
            let steps = steps[handoff.name, default: []]
            let agency = handoff.recipient.agency
            for step in [Handoff.Step.delivered, .acknowledged, .answered] {
                let count = steps.count { $0.step.step == step }
                if count > 1 { broken(.delivered, "\(handoff.name) was \(step) \(count) times") }
            }
            let message = state.messages.first { $0.entry == handoff.name.entry }
            guard let message, let facts = facts(handoff.name.entry) else {
                broken(.kept, "the handoff \(handoff.name) is of no message")
                continue
            }
            let name = MessageName(issuer: facts.issuer, token: facts.token)
            guard let taken = run.inboxes[agency]?.all[name] else {
                broken(.delivered, "\(handoff.name) is logged, and \(agency) has no \(name)")
                continue
            }
            if taken != opened(message)?.token {
                broken(.delivered, "\(agency) has \(name) with other bytes")
            }
        }
    }

    /// A silence is missed when it is found, and then met late at most once, by a sign before the entry.
    private func silence(
        _ record: ExpectationRecord, _ steps: [(step: Expectation.Step, at: Instant)]
    ) {
        let due = record.expectation.terms.due
        let isRight = steps.enumerated().allSatisfy { number, found in
            switch (number, found.step) {
            case (0, .missed): found.at >= due
            case (1, .metLate(let at)): at >= due && at <= found.at
            default: false
            }
        }
        if !isRight || steps.isEmpty {
            broken(.verdicts, "\(record.name), a silence due \(due): \(steps)")
        }
    }

    /// Every verdict is the one that the log itself gives reason for.
    func expectations() {
        for expectation in state.expectations {
            let terms = expectation.expectation.terms
            let found = verdicts[expectation.name, default: []]
            guard expectation.opener.token != nil else {
                silence(expectation, found.map { ($0.step.step, state.entries[$0.entry].at) })
                continue
            }
            let answer = state.happenings.indices.first { index in
                guard case .accepted(let facts) = state.happenings[index].facts else {
                    return false
                }
                return index > expectation.name.entry && expectation.isAnswered(by: facts)
            }
            let isMet = answer.map { state.entries[$0].at < terms.due } ?? false
            let isDue = state.entries.last.map { $0.at >= terms.due } ?? false
            let wanted =
                isMet ? ["met"] : (isDue ? ["missed"] : []) + (answer == nil ? [] : ["met_late"])
            let steps = found.filter { !$0.step.step.isEscalation }
            if steps.map(\.step.step.word) != wanted {
                broken(
                    .verdicts,
                    "\(expectation.name), due \(terms.due): \(found.map(\.step.step)), not \(wanted)"
                )
            }
            for (step, entry) in steps {
                let at = state.entries[entry].at
                if step.step.word == "missed" ? at < terms.due : entry != answer {
                    broken(.verdicts, "\(expectation.name) was \(step.step) by entry \(entry)")
                }
            }
        }
    }
}

extension ExpectationRecord {
    /// Whether a message that came later is what it waits for.
    fileprivate func isAnswered(by facts: MessageFacts) -> Bool {
        let terms = expectation.terms
        guard facts.issuer == terms.owedBy else { return false }
        let isExpected = terms.expects.contains(facts.type.name)
        guard opener.root == Opener.refusalRoot else {
            return isExpected && facts.root == opener.root
        }
        // What could not be read of a refused message is nothing that another has in common with it.
        return facts.token == opener.token || isExpected && facts.thread == opener.thread
    }
}

extension Inspection {
    /// Every notice that was sent has a cause, and every cause has one notice.
    func notices() {
        var sent: [String: Int] = [:]
        for message in state.messages where message.issuer == run.town.broker {
            guard let cause = cause(message) else {
                broken(.notices, "the notice at \(message.entry) cannot be read")
                continue
            }
            sent[cause, default: 0] += 1
        }
        let wanted = causes()
        for cause in Set(sent.keys).union(wanted.keys).sorted() where sent[cause] != wanted[cause] {
            broken(.notices, "\(cause): \(sent[cause] ?? 0) sent for \(wanted[cause] ?? 0) causes")
        }
    }

    private func cause(_ message: MemoryState.KeptMessage) -> String? {
        guard let jws = opened(message),
            let claims = try? JSONDocument(parsing: jws.payloadBytes).root,
            let payload = claims["events"]?.members.first(where: { _ in true })?.value
        else { return nil }
        if let expectation = payload["expectation"]?.string {
            let rung = payload["escalation"]?.integer.map { " \($0)" } ?? ""
            return "\(payload["kind"]?.string ?? "missed") \(expectation)\(rung)"
        }
        guard let kind = payload["kind"]?.string else { return nil }
        let about =
            "\(payload["about"]?["jti"]?.string ?? "?") of "
            + "\(payload["about"]?["iss"]?.string ?? "?")"
        return "\(kind) \(about)" + (payload["agency"]?.string.map { " \($0)" } ?? "")
    }

    private func causes() -> [String: Int] {
        var causes: [String: Int] = [:]
        for (name, steps) in verdicts {
            let text = name.text(origin: state.head?.origin ?? LogOrigin(""))
            for (step, _) in steps {
                switch step.step {
                case .missed: causes["missed \(text)"] = 1
                case .metLate: causes["resolved \(text)"] = 1
                case .escalated(let rung, _): causes["missed \(text) \(rung)"] = 1
                default: break
                }
            }
        }
        for message in state.messages where message.issuer != run.town.broker {
            guard let bytes = opened(message)?.token, let posted = seen.posted[bytes] else {
                continue
            }
            let kind = message.isRefused ? "refused" : posted.notice
            if let kind { causes["\(kind) \(posted.name)", default: 0] += 1 }
        }
        for handoff in state.handoffs {
            guard let facts = facts(handoff.name.entry), facts.issuer != run.town.broker else {
                continue
            }
            let name = MessageName(issuer: facts.issuer, token: facts.token)
            let taken = steps[handoff.name, default: []].map(\.step.step)
            for (step, kind) in [
                (Handoff.Step.refused, "refused-by-recipient"), (.undeliverable, "undeliverable"),
            ] where taken.contains(step) {
                causes["\(kind) \(name) \(handoff.recipient.agency)"] = 1
            }
        }
        return causes
    }
}

extension Expectation.Step {
    fileprivate var isEscalation: Bool { if case .escalated = self { true } else { false } }
}
