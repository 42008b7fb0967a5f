// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding

extension Projection {
    func open(_ recipient: Recipient, _ part: Int, from sender: Int?) throws(StoreFailure) {
        let number = try session.knownNumber(of: recipient.agency)
        session.add(
            [
                PartName(entry: entry.index, part: part).row.bound, number.bound,
                entry.at.milliseconds.bound, recipient.reason.rawValue.bound,
                recipient.agreement.bound,
            ], to: .handoffs)
        guard let sender else { return }
        session.writing.sharing.open(
            SharingSums.Row(
                partnership: entry.partnership, from: sender, to: number, routedAt: entry.at))
    }

    func open(
        _ terms: Expectation.Terms, _ part: Int, from issuer: AgencyID, _ opening: String,
        under root: Int64
    ) throws(StoreFailure) {
        session.add(
            [
                PartName(entry: entry.index, part: part).row.bound, root.bound,
                entry.partnership.bound, try session.knownNumber(of: issuer).bound,
                try session.knownNumber(of: terms.owedBy).bound,
                try session.knownNumber(of: terms.owedTo).bound, terms.due.milliseconds.bound,
                terms.due.milliseconds.bound, terms.name.bound,
                opening.bound, terms.breakPoint.code.bound,
            ], to: .expectations)
    }

    /// The steps that an entry's parts record, whatever kind of entry it is.
    func steps(_ parts: [Part]) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            switch part {
            case .step(let step): try take(step, number)
            case .verdict(let step): try take(step, number)
            case .resubmission(let refused): try end(refused, .resubmitted)
            case .amendment(let amendment): try amend(amendment, number)
            case .purged(let purged): try forget(purged, number)
            case .forgotten(let forgotten): try forget(forgotten)
            case .routing, .handoff, .exclusion, .expectation, .refusal, .due, .factsDue: break
            }
        }
    }

    private func take(_ step: HandoffStep, _ part: Int) throws(StoreFailure) {
        let name = step.handoff
        if session.forgotten.contains(name.entry) { return }
        let found = try session.first(.sharedHandoff, row(name)) {
            columns throws(StoreFailure) in try Shared(reading: &columns)
        }
        guard let shared = found else {
            throw .refused("there is no handoff \(name.entry).\(name.part)")
        }
        try session.run(
            .take(step.step),
            Arguments(bound: [
                entry.at.milliseconds.bound, PartName(entry: entry.index, part: part).row.bound,
                name.row.bound,
            ]))
        guard let row = shared.row else { return }
        session.writing.sharing.take(
            step.step, of: row, after: entry.at.milliseconds(since: shared.routedAt))
    }

    /// Whose handoff it is that took a step.
    private struct Shared {
        let routedAt: Instant
        /// Where it is summed; nil when the broker told it, which nobody sums.
        let row: SharingSums.Row?

        init(reading columns: inout Columns) throws(StoreFailure) {
            let recipient = try columns.number()
            routedAt = try columns.instant()
            let sender = try columns.optionalInteger()
            let partnership = try columns.number()
            row = sender.map { [routedAt] in
                SharingSums.Row(
                    partnership: partnership, from: Int($0), to: recipient, routedAt: routedAt)
            }
        }
    }

    private func take(_ step: ExpectationStep, _ part: Int) throws(StoreFailure) {
        let name = step.expectation
        if session.forgotten.contains(name.entry) { return }
        let (command, arguments) = try change(step.step, of: name, part)
        try session.change(
            command, arguments + row(name), "expectation \(name.entry).\(name.part)")
    }

    /// What a step writes into the row of an expectation, the name aside.
    private func change(
        _ step: Handoffs.Expectation.Step, of name: PartName, _ part: Int
    ) throws(StoreFailure) -> (Command, Arguments) {
        switch step {
        case .partlyMet(let subjects): (.meetPartly, [try outstanding(name, less: subjects)])
        case .met(let at): (.meet, moment(part, at))
        case .metLate(let at): (.meetLate, moment(part, at))
        case .missed(let miss, let next):
            (
                .miss,
                [
                    miss.breakPoint.code, miss.shortfall.rawValue, miss.isDigested ? 1 : nil,
                    next?.milliseconds,
                ] + (try weight(of: name, miss)) + moment(part)
            )
        case .withdrawn(let reason): (.end, end(.withdrawn, reason, part))
        case .notApplicable(let reason): (.end, end(.notApplicable, reason, part))
        case .reopened(let reason, let next): (.reopen, [reason, next?.milliseconds])
        case .paused(let reason): (.pause, [reason] + moment(part))
        case .resumed(let due): (.resume, [due.milliseconds, due.milliseconds])
        case .passedOn(let agency): (.passOn, [try session.knownNumber(of: agency)])
        case .escalated(let rung, let next): (.climb, [rung, next?.milliseconds])
        }
    }

    /// How serious a miss is, as its parties know it and as those who oversee may.
    private func weight(
        of name: PartName, _ miss: Handoffs.Expectation.Miss
    ) throws(StoreFailure) -> Arguments {
        let weight = try session.weight(of: name.entry)
        let known = Seriousness(weight.particulars, at: miss.breakPoint)
        let overseen = Seriousness(
            weight.isRestricted ? [:] : weight.particulars, at: miss.breakPoint)
        return [known.rank, overseen.rank]
    }

    private func end(_ state: ExpectationState, _ reason: String, _ part: Int) -> Arguments {
        [state.rawValue, reason] + moment(part)
    }

    private func outstanding(
        _ name: PartName, less subjects: [Int]
    ) throws(StoreFailure) -> String {
        let record = try session.expectations(.named(name)).first
        let waiting = record?.expectation.outstanding ?? []
        return Outstanding.text(waiting.filter { !subjects.contains($0) })
    }

    /// The time, and the part that records it.
    private func moment(_ part: Int, _ at: Instant? = nil) -> Arguments {
        Arguments(bound: [
            (at ?? entry.at).milliseconds.bound,
            PartName(entry: entry.index, part: part).row.bound,
        ])
    }

    private func row(_ name: PartName) -> Arguments { Arguments(bound: [name.row.bound]) }
}
