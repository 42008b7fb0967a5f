// SPDX-License-Identifier: Apache-2.0

import GRDB
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding

extension Projection {
    func open(_ recipient: Recipient, _ part: Int) throws(StoreFailure) {
        try session.run(
            .insertHandoff,
            [
                PartName(entry: entry.index, part: part).row,
                try session.knownNumber(of: recipient.agency), entry.at.milliseconds,
                recipient.reason.rawValue, recipient.agreement,
            ])
    }

    func open(
        _ terms: Expectation.Terms, _ part: Int, of facts: MessageFacts, _ root: Int64
    ) throws(StoreFailure) {
        try session.run(
            .insertExpectation,
            [
                PartName(entry: entry.index, part: part).row, root,
                entry.partnership, try session.knownNumber(of: facts.issuer),
                try session.knownNumber(of: terms.owedBy),
                try session.knownNumber(of: terms.owedTo), terms.due.milliseconds, terms.rule,
                facts.type.name, terms.breakPoint.code,
                Outstanding.text(terms.subjects),
            ])
    }

    /// The steps that an entry's parts record, whatever kind of entry it is.
    func steps(_ parts: [Part]) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            switch part {
            case .step(let step): try take(step, number)
            case .verdict(let step): try take(step, number)
            case .routing, .handoff, .exclusion, .expectation: break
            }
        }
    }

    private func take(_ step: HandoffStep, _ part: Int) throws(StoreFailure) {
        let name = step.handoff
        try session.change(
            .take(step.step), moment(part) + row(name), "handoff \(name.entry).\(name.part)")
    }

    private func take(_ step: ExpectationStep, _ part: Int) throws(StoreFailure) {
        let name = step.expectation
        let (command, arguments): (Command, Arguments) =
            switch step.step {
            case .partlyMet(let subjects): (.meetPartly, [try outstanding(name, less: subjects)])
            case .met: (.meet, [ExpectationState.met.rawValue] + moment(part))
            case .metLate: (.meet, [ExpectationState.metLate.rawValue] + moment(part))
            case .missed: (.miss, moment(part))
            case .withdrawn: (.withdraw, moment(part))
            }
        try session.change(
            command, arguments + row(name), "expectation \(name.entry).\(name.part)")
    }

    private func outstanding(
        _ name: PartName, less subjects: [Int]
    ) throws(StoreFailure) -> String {
        let text = try session.first(.outstanding, row(name)) { columns throws(StoreFailure) in
            try columns.text()
        }
        let left = try Outstanding.positions(text ?? "").filter { !subjects.contains($0) }
        return Outstanding.text(left)
    }

    /// The time, and the part that records it.
    private func moment(_ part: Int) -> Arguments {
        [entry.at.milliseconds, PartName(entry: entry.index, part: part).row]
    }

    private func row(_ name: PartName) -> Arguments {
        [name.row]
    }
}
