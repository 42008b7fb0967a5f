// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Relay
import Safeguarding

extension Session {
    func expectations(
        _ query: ExpectationQuery
    ) throws(StoreFailure) -> [ExpectationRecord] {
        switch query {
        case .next(let time, let limit):
            return try expectations(.expectationsNext, [time.milliseconds, limit])
        case .waiting(let root): return try expectations(.expectationsUnder, [root])
        case .silences(of: let agency):
            return try owed(by: agency, under: ExpectationRecord.Opener.silenceRoot)
        case .opened(let entry): return try expectations(.expectationsOpened, [entry])
        case .named(let name): return try expectations(.expectation, [name.row])
        case .thread(let thread):
            guard let opening = try opening(of: thread) else { return [] }
            return try expectations(.expectationsOfThread, [opening])
        case .digested(let cause, let partnership, let areOpen, let rung, let limit):
            guard let number = try number(of: cause.owedBy) else { return [] }
            let state: ExpectationState = areOpen ? .missed : .metLate
            return try expectations(
                .expectationsDigested,
                [number, cause.shortfall.rawValue, partnership, state.rawValue, rung, limit])
        case .missedOf(let cause, let partnership, let since, let limit):
            guard let number = try number(of: cause.owedBy) else { return [] }
            return try expectations(
                .expectationsMissedSince,
                [since.milliseconds, number, cause.shortfall.rawValue, partnership, limit])
        case .missed(let filter): return try missed(filter)
        }
    }

    func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] {
        try all(.expectationsDue, [time.milliseconds, limit]) { columns throws(StoreFailure) in
            PartName(row: try columns.integer())
        }
    }

    /// What an agency owes under a root at which no message stands.
    private func owed(
        by agency: AgencyID, under root: Int64
    ) throws(StoreFailure) -> [ExpectationRecord] {
        guard let number = try number(of: agency) else { return [] }
        return try expectations(.expectationsUnderNone, [number, root])
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
            return try opening.record(row, owedBy: agency(row.owedBy), origin: origin)
        }
    }
}

/// How an expectation stands, as its own row has it.
struct ExpectationRow {
    let name: PartName
    let root: Int64
    let state: ExpectationState
    let owedBy: Int
    let due: Instant
    let next: Instant?
    let miss: Handoffs.Expectation.Miss?
    let rung: Int
    /// The subjects that are still waited for; nil while that is all of them.
    let outstanding: [Int]?
    let reason: String?
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
        owedBy = try columns.number()
        due = try columns.instant()
        next = try columns.optionalInteger().map(Instant.init(milliseconds:))
        miss = try Self.miss(&columns, name)
        rung = try columns.number()
        outstanding = try columns.optionalText().map { text throws(StoreFailure) in
            try Outstanding.positions(text)
        }
        reason = try columns.optionalText()
        missed = try Moment(reading: &columns)
        settled = try Moment(reading: &columns)
    }

    private static func miss(
        _ columns: inout Columns, _ name: PartName
    ) throws(StoreFailure) -> Handoffs.Expectation.Miss? {
        let breakPoint = try columns.text()
        let shortfall = try columns.optionalText()
        let isDigested = try columns.optionalInteger() == 1
        guard let shortfall else { return nil }
        guard let shortfall = Shortfall(rawValue: shortfall),
            let breakPoint = BreakPoint(rawValue: breakPoint)
        else { throw contradiction(name) }
        return Handoffs.Expectation.Miss(shortfall, breakPoint, isDigested: isDigested)
    }

    /// The verdict that the columns tell.
    func verdict() throws(StoreFailure) -> Handoffs.Expectation.Verdict {
        switch (state, missed, settled) {
        case (.open, nil, nil): .open
        case (.paused, nil, let since?): .paused(since: since.at)
        case (.missed, let missed?, nil): .missed(at: missed.at)
        case (.met, nil, let settled?): .met(at: settled.at)
        case (.metLate, let missed?, let settled?): .metLate(at: settled.at, missed: missed.at)
        case (.withdrawn, let missed, let settled?):
            .withdrawn(at: settled.at, missed: missed?.at)
        case (.notApplicable, let missed, let settled?):
            .notApplicable(at: settled.at, missed: missed?.at)
        default: throw Self.contradiction(name)
        }
    }

    private static func contradiction(_ name: PartName) -> StoreFailure {
        .corrupt("the expectation \(name.entry).\(name.part) contradicts itself: run fsck")
    }
}
