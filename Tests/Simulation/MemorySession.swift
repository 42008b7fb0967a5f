// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding
import Signing
import TransparencyLog

/// One transaction on a copy of the state, seen through the port.
final class MemorySession: StoreTransaction {
    private(set) var state: MemoryState
    private var isUnsealed = false
    private var failure: StoreFailure?

    init(_ state: MemoryState) { self.state = state }

    /// The state as the transaction leaves it, if it may be committed.
    func finish() throws(StoreFailure) -> MemoryState {
        if let failure { throw failure }
        guard !isUnsealed else {
            throw .refused("the transaction appended entries and did not seal the head")
        }
        return state
    }

    func append(_ change: Change) throws(StoreFailure) {
        try write { state throws(StoreFailure) in
            switch change {
            case .entry(let entry, let happening, let completed, let attachment):
                try state.append(entry, happening, attachment)
                for subtree in completed {
                    state.subtrees[subtree.level, default: []].append(subtree.hash)
                }
            case .repetition(let entry):
                guard let place = state.messages.firstIndex(where: { $0.entry == entry }) else {
                    throw .refused("there is no message of entry \(entry) to count")
                }
                state.messages[place].repetitions += 1
            case .document(let digest, let bytes): state.documents[digest] = bytes
            case .timestamp(let token): state.timestamps.append(token)
            }
        }
        if case .entry = change { isUnsealed = true }
    }

    func seal(_ head: LogHead, _ checkpoint: SignedCheckpoint) throws(StoreFailure) {
        try write { state throws(StoreFailure) in
            let size = Int64(state.entries.count)
            guard head.size == size, checkpoint.size == size else {
                throw .refused("the head is of \(head.size) entries, the log has \(size)")
            }
            state.head = head
            guard let last = state.checkpoints.last, last.size == size else {
                return state.checkpoints.append(checkpoint)
            }
            guard last.signsTheSame(as: checkpoint) else {
                throw .corrupt("the checkpoint of size \(size) is not of the log's tree")
            }
        }
        isUnsealed = false
    }

    /// After the first failure nothing more can be written or committed.
    private func write(
        _ body: (inout MemoryState) throws(StoreFailure) -> Void
    ) throws(StoreFailure) {
        if let failure { throw failure }
        do throws(StoreFailure) { try body(&state) } catch {
            failure = error
            throw error
        }
    }
}

extension MemoryState {
    fileprivate mutating func append(
        _ entry: LedgerEntry, _ happening: Happening, _ attachment: Attachment?
    ) throws(StoreFailure) {
        guard entry.index == Int64(entries.count) else {
            throw .refused("the next entry of the log is \(entries.count), not \(entry.index)")
        }
        entries.append(entry)
        happenings.append(happening)
        switch happening.facts {
        case .accepted(let facts), .issued(let facts):
            try keep(entry, facts.issuer, facts.thread, attachment)
            try open(happening.parts, of: facts, entry)
        case .refused(let facts):
            try keep(entry, facts.issuer, nil, attachment)
            quarantine.append(Quarantined(entry: entry.index))
            open(happening.parts, of: facts, entry)
        case .withdrawn(let facts): try end(facts.refused, .withdrawn, entry)
        case .silent(let facts): open(happening.parts, of: facts, entry)
        case .loaded(let facts): try enrol(facts.newAgencies)
        case .started, .clock, .gap, .polled, .judged, .read, .revoked, .settled: break
        case .retention(let facts): try keep(facts, entry)
        }
        try step(happening.parts, entry)
    }

    private mutating func enrol(_ newAgencies: [Int: AgencyID]) throws(StoreFailure) {
        for (number, agency) in newAgencies.sorted(by: { $0.key < $1.key }) {
            guard number > agencies.keys.max() ?? 0 else {
                throw .refused("agency number \(number) was given before")
            }
            agencies[number] = agency
        }
    }

    private func demandNumber(_ agency: AgencyID) throws(StoreFailure) {
        guard agencies.values.contains(agency) else {
            throw .refused("\(agency) has no number: the load that names it comes first")
        }
    }

    private mutating func keep(
        _ entry: LedgerEntry, _ issuer: AgencyID, _ thread: ThreadID?, _ attachment: Attachment?
    ) throws(StoreFailure) {
        guard let attachment else {
            throw .refused("entry \(entry.index) is of a message, and none is kept with it")
        }
        try demandNumber(issuer)
        let isTaken = messages.contains {
            !$0.isRefused && thread != nil && $0.issuer == issuer
                && $0.attachment.indexed == attachment.indexed
        }
        guard !isTaken, thread == nil || !isForgotten(attachment.indexed, of: issuer) else {
            throw .refused("a second message under one jti of \(issuer)")
        }
        messages.append(
            KeptMessage(
                entry: entry.index, issuer: issuer, thread: thread, attachment: attachment))
    }

    private mutating func open(
        _ parts: [Part], of facts: MessageFacts, _ entry: LedgerEntry
    ) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            let name = PartName(entry: entry.index, part: number)
            switch part {
            case .handoff(let recipient):
                try demandNumber(recipient.agency)
                handoffs.append(
                    HandoffRecord(
                        restoring: name,
                        handoff: Handoff(to: recipient.agency, routedAt: entry.at),
                        recipient: recipient, steps: [:]))
            case .expectation(let terms):
                expectations.append(
                    ExpectationRecord(
                        restoring: name, expectation: Expectation(terms), verdicts: [],
                        opener: .init(facts, entry, parts)))
            case .routing, .exclusion, .step, .verdict, .refusal, .resubmission, .amendment, .due,
                .purged, .factsDue, .forgotten:
                break
            }
        }
    }

    private mutating func open(_ parts: [Part], of facts: RefusedFacts, _ entry: LedgerEntry) {
        for (number, part) in parts.enumerated() {
            guard case .expectation(let terms) = part else { continue }
            let opener = ExpectationRecord.Opener(
                refused: facts, isRestricted: parts.first?.refusal?.isRestricted ?? false,
                entry.partnership, entry.at)
            expectations.append(
                ExpectationRecord(
                    restoring: PartName(entry: entry.index, part: number),
                    expectation: Expectation(terms), verdicts: [], opener: opener))
        }
    }

    private mutating func open(_ parts: [Part], of facts: SilenceFacts, _ entry: LedgerEntry) {
        for (number, part) in parts.enumerated() {
            guard case .expectation(let terms) = part else { continue }
            expectations.append(
                ExpectationRecord(
                    restoring: PartName(entry: entry.index, part: number),
                    expectation: Expectation(terms), verdicts: [],
                    opener: ExpectationRecord.Opener(silent: facts, entry.partnership, entry.at)))
        }
    }

    private mutating func end(
        _ refused: Int64, _ state: QuarantineState, _ entry: LedgerEntry
    ) throws(StoreFailure) {
        guard let place = quarantine.firstIndex(where: { $0.entry == refused }) else {
            throw .refused("there is no refused message of entry \(refused)")
        }
        (quarantine[place].state, quarantine[place].endedBy) = (state, entry.index)
    }

    private mutating func step(_ parts: [Part], _ entry: LedgerEntry) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            let moment = PartName(entry: entry.index, part: number)
            switch part {
            case .step(let step):
                guard let place = handoffs.firstIndex(where: { $0.name == step.handoff }) else {
                    throw .refused("there is no handoff \(step.handoff)")
                }
                handoffs[place] = handoffs[place].taking(step.step, at: entry.at, moment)
            case .verdict(let step):
                let found = expectations.firstIndex { $0.name == step.expectation }
                guard let found else { throw .refused("no expectation \(step.expectation)") }
                expectations[found] = expectations[found].taking(step.step, at: entry.at, moment)
            case .resubmission(let refused): try end(refused, .resubmitted, entry)
            case .amendment(let amendment):
                amendments[amendment.message, default: []].append(
                    Amendment(kind: amendment.kind, by: moment))
            case .purged(let purged): try forget(purged, moment)
            case .forgotten(let forgotten): try forget(forgotten)
            case .routing, .handoff, .exclusion, .expectation, .refusal, .due, .factsDue: break
            }
        }
    }
}

extension ExpectationRecord.Opener {
    fileprivate init(_ facts: MessageFacts, _ entry: LedgerEntry, _ parts: [Part]) {
        var isRestricted = false
        if case .routing(let routing)? = parts.first { isRestricted = routing.isRestricted }
        self.init(
            thread: facts.thread, issuer: facts.issuer, token: facts.token, type: facts.type,
            root: facts.root ?? entry.index, partnership: entry.partnership,
            isRestricted: isRestricted, at: entry.at)
    }
}

extension HandoffRecord {
    fileprivate func taking(
        _ step: Handoff.Step, at now: Instant, _ moment: PartName
    ) -> HandoffRecord {
        var (handoff, steps) = (handoff, steps)
        _ = handoff.take(step, at: now)
        steps[step] = moment
        return HandoffRecord(
            restoring: name, handoff: handoff, recipient: recipient, steps: steps)
    }
}

extension ExpectationRecord {
    /// Writes what the step says; whether it may be taken is not a store's business.
    fileprivate func taking(
        _ step: Expectation.Step, at now: Instant, _ moment: PartName
    ) -> ExpectationRecord {
        var draft = ExpectationDraft(self)
        draft.take(step, at: now, moment)
        return draft.record
    }
}

/// An expectation that is being written.
private struct ExpectationDraft {
    private let before: ExpectationRecord
    private var verdict: Expectation.Verdict
    private var outstanding: [Int]
    private var owedBy: AgencyID
    private var due: Instant
    private var miss: Expectation.Miss?
    private var rung: Int
    private var next: Instant?
    private var missed: PartName?
    private var settled: PartName?
    private var reason: String?

    init(_ record: ExpectationRecord) {
        before = record
        let expectation = record.expectation
        (verdict, outstanding) = (expectation.verdict, expectation.outstanding)
        (owedBy, due, next) = (expectation.owedBy, expectation.due, expectation.next)
        (miss, rung) = (expectation.miss, expectation.rung)
        (missed, reason) = (verdict.missed == nil ? nil : record.verdicts.first, record.reason)
    }

    mutating func take(_ step: Expectation.Step, at now: Instant, _ moment: PartName) {
        switch step {
        case .partlyMet(let subjects): outstanding.removeAll(where: subjects.contains)
        case .met(let at):
            (outstanding, miss, missed) = ([], nil, nil)
            settle(.met(at: at), moment)
        case .metLate(let at):
            outstanding = []
            settle(.metLate(at: at, missed: verdict.missed ?? now), moment)
        case .missed(let miss, let next):
            (self.miss, self.next, missed) = (miss, next, moment)
            verdict = .missed(at: now)
        case .withdrawn(let reason):
            settle(.withdrawn(at: now, missed: verdict.missed), moment, reason)
        case .notApplicable(let reason):
            settle(.notApplicable(at: now, missed: verdict.missed), moment, reason)
        case .paused(let reason): settle(.paused(since: now), moment, reason)
        case .reopened(let reason, let next):
            (outstanding, rung) = (before.expectation.terms.subjects, 0)
            (settled, self.reason) = (nil, reason)
            let found = verdict.missed
            verdict = found.map { .missed(at: $0) } ?? .open
            self.next = found == nil ? due : next
        case .resumed(let due):
            (verdict, self.due, next, settled, reason) = (.open, due, due, nil, nil)
        case .passedOn(let agency): owedBy = agency
        case .escalated(let rung, let next): (self.rung, self.next) = (rung, next)
        }
    }

    private mutating func settle(
        _ verdict: Expectation.Verdict, _ moment: PartName, _ reason: String? = nil
    ) {
        (self.verdict, settled, next) = (verdict, moment, nil)
        if let reason { self.reason = reason }
    }

    var record: ExpectationRecord {
        ExpectationRecord(
            restoring: before.name,
            expectation: Expectation(
                restoring: before.expectation.terms, verdict: verdict, outstanding: outstanding,
                owedBy: owedBy, due: due, miss: miss, rung: rung, next: next),
            verdicts: [missed, settled].compactMap(\.self), reason: reason, opener: before.opener)
    }
}
