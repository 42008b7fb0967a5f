// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Relay
import Safeguarding
import Wire

extension Session {
    func expectations(
        _ query: ExpectationQuery
    ) throws(StoreFailure) -> [ExpectationRecord] {
        switch query {
        case .due(let time, let limit):
            return try expectations(.expectationsDue, [time.milliseconds, limit])
        case .owed(let agency, let root):
            guard let number = try number(of: agency) else { return [] }
            return try expectations(.expectationsOwed, [number, root])
        case .thread(let thread):
            guard let opening = try opening(of: thread) else { return [] }
            return try expectations(.expectationsOfThread, [opening])
        case .missed(let filter): return try missed(filter)
        }
    }

    func expectations(
        _ command: Command, _ arguments: Arguments
    ) throws(StoreFailure) -> [ExpectationRecord] {
        var last: OpeningEntry?
        return try all(command, arguments) { columns throws(StoreFailure) in
            let row = try ExpectationRow(reading: &columns)
            let opening: OpeningEntry
            if let last, last.index == row.name.entry {
                opening = last
            } else {
                opening = try OpeningEntry(row.name.entry, reading: &columns)
                last = opening
            }
            return try opening.record(row, origin: origin)
        }
    }
}

/// How an expectation stands, as its own row has it.
struct ExpectationRow {
    let name: PartName
    let root: Int64
    let state: ExpectationState
    let outstanding: [Int]
    let missed: Moment?
    let settled: Moment?

    /// When something happened, and the part that records it.
    struct Moment {
        let at: Instant
        let part: PartName

        init?(reading columns: inout Columns) throws(StoreFailure) {
            guard let at = try columns.optionalInteger() else {
                columns.skip(1)
                return nil
            }
            self.at = Instant(milliseconds: at)
            part = PartName(row: try columns.integer())
        }
    }

    init(reading columns: inout Columns) throws(StoreFailure) {
        name = PartName(row: try columns.integer())
        root = try columns.integer()
        let number = try columns.integer()
        guard let state = ExpectationState(rawValue: number) else {
            throw .corrupt("no expectation has the state \(number): run fsck")
        }
        self.state = state
        outstanding = try Outstanding.positions(try columns.text())
        missed = try Moment(reading: &columns)
        settled = try Moment(reading: &columns)
    }

    /// The verdict that the columns tell.
    func verdict() throws(StoreFailure) -> Handoffs.Expectation.Verdict {
        switch (state, missed, settled) {
        case (.open, nil, nil): .open
        case (.missed, let missed?, nil): .missed(at: missed.at)
        case (.met, nil, let settled?): .met(at: settled.at)
        case (.metLate, let missed?, let settled?): .metLate(at: settled.at, missed: missed.at)
        case (.withdrawn, nil, let settled?): .withdrawn(at: settled.at)
        default:
            throw .corrupt(
                "the expectation \(name.entry).\(name.part) contradicts itself: run fsck")
        }
    }
}
