// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Relay
import Routing
import Safeguarding

extension Session {
    func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] {
        switch query {
        case .message(let entry): try handoffs(.handoffsOfMessage, [entry])
        case .named(let name): try handoffs(.handoffNamed, Arguments(bound: [name.row.bound]))
        case .to(let agency, let entry):
            try handoffs(.handoffTo, [entry], to: agency)
        case .received(let agency, let thread):
            try handoffs(.handoffReceived, of: thread, to: agency)
        case .thread(let thread): try handoffs(.handoffsOfThread, of: thread, to: nil)
        case .waiting(let agency, let indexed): try waiting(for: agency, under: indexed)
        case .unfetched(let agency, let last, let limit):
            try unfetched(by: agency, after: last, limit)
        }
    }

    private func waiting(
        for agency: AgencyID, under indexed: [UInt8]
    ) throws(StoreFailure) -> [HandoffRecord] {
        var waiting: [HandoffRecord] = []
        for entry in try entries(under: indexed) {
            waiting += try handoffs(.handoffWaiting, [entry], to: agency)
        }
        return waiting
    }

    private func unfetched(
        by agency: AgencyID, after last: PartName?, _ limit: Int
    ) throws(StoreFailure) -> [HandoffRecord] {
        guard let number = try number(of: agency) else { return [] }
        return try handoffs(.handoffsUnfetched, [number, last?.row ?? -1, limit])
    }

    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        guard let number = try number(of: agency) else { return [] }
        return try all(.mailbox, [number, limit]) { columns throws(StoreFailure) in
            PartName(row: try columns.integer())
        }
    }

    private func handoffs(
        _ command: Command, of thread: ThreadID, to agency: AgencyID?
    ) throws(StoreFailure) -> [HandoffRecord] {
        guard let opening = try opening(of: thread) else { return [] }
        guard let agency else { return try handoffs(command, [opening]) }
        return try handoffs(command, [opening], to: agency)
    }

    private func handoffs(
        _ command: Command, _ arguments: Arguments, to agency: AgencyID
    ) throws(StoreFailure) -> [HandoffRecord] {
        guard let number = try number(of: agency) else { return [] }
        return try handoffs(command, arguments + Arguments(bound: [number.bound]))
    }

    private func handoffs(
        _ command: Command, _ arguments: Arguments
    ) throws(StoreFailure) -> [HandoffRecord] {
        let roster = try roster()
        return try all(command, arguments) { columns throws(StoreFailure) in
            try HandoffRecord(reading: &columns, roster)
        }
    }
}

extension HandoffRecord {
    /// Reads a handoff from the columns of `Command.handoffsOfMessage`.
    fileprivate init(reading columns: inout Columns, _ roster: Roster) throws(StoreFailure) {
        let name = PartName(row: try columns.integer())
        let number = try columns.number()
        let routedAt = try columns.instant()
        let reason = Recipient.Reason(rawValue: try columns.text())
        let agreement = try columns.optionalText()
        guard let agency = roster.agency(number), let reason else {
            throw .corrupt("the handoff \(name.entry).\(name.part) cannot be read: run fsck")
        }
        let taken = try Self.steps(&columns)
        var handoff = Handoff(to: agency, routedAt: routedAt)
        for step in taken.sorted(by: { $0.name < $1.name }) {
            _ = handoff.take(step.step, at: step.at)
        }
        self.init(
            restoring: name, handoff: handoff,
            recipient: Recipient(agency: agency, reason: reason, agreement: agreement),
            steps: Dictionary(
                taken.map { ($0.step, $0.name) }, uniquingKeysWith: { first, _ in first }))
    }

    private struct Taken {
        let step: Handoff.Step
        let at: Instant
        let name: PartName
    }

    /// The steps that were taken; in the order of the log they are taken again, so that the
    /// handoff is what its own rules make of them.
    private static func steps(_ columns: inout Columns) throws(StoreFailure) -> [Taken] {
        var taken: [Taken] = []
        for step in Command.stepColumns {
            guard let at = try columns.optionalInteger() else {
                columns.skip(1)
                continue
            }
            let name = PartName(row: try columns.integer())
            taken.append(Taken(step: step, at: Instant(milliseconds: at), name: name))
        }
        return taken
    }
}
