// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding

extension Session {
    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try numbers(.keptMessages, [entry, try firstEntry(since: time), limit])
    }

    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        try numbers(.purgedMessages, [entry, try firstEntry(since: time), limit])
    }

    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> {
        let refused = try numbers(.partnershipsOfRefused, [thread.bytes])
        let sent = try opening(of: thread).map { opening throws(StoreFailure) in
            try numbers(.partnershipsOfThread, [opening])
        }
        return Set((refused + (sent ?? [])).map { Int($0) })
    }

    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
        let found = try entries(under: indexed)
        guard !found.isEmpty, let number = try number(of: issuer) else { return false }
        for entry in found where try sender(of: entry) == number {
            if try isForgotten(entry) { return true }
        }
        return false
    }

    private func isForgotten(_ entry: Int64) throws(StoreFailure) -> Bool {
        try numbers(.statusOfMessage, [entry]).first == MessageStatus.forgotten.rawValue
    }

    func purgePlans() throws(StoreFailure) -> [PurgePlan] {
        try all(.plans, [], PurgePlan.init(reading:))
    }

    func legalHolds() throws(StoreFailure) -> [LegalHold] {
        try all(.holds, []) { columns throws(StoreFailure) in
            guard let thread = ThreadID(bytes: try columns.bytes()) else {
                throw .corrupt("a thread that is held cannot be read: run fsck")
            }
            return LegalHold(
                restoring: thread, partnership: try columns.number(),
                entry: try columns.integer())
        }
    }

    /// The plan of an entry.
    func plan(_ entry: Int64) throws(StoreFailure) -> PurgePlan? {
        try first(.plan, [entry], PurgePlan.init(reading:))
    }
}

extension PurgePlan {
    fileprivate init(reading columns: inout Columns) throws(StoreFailure) {
        let (entry, partnership) = (try columns.integer(), try columns.number())
        guard let state = State(stored: try columns.integer()) else {
            throw .corrupt("the plan of entry \(entry) cannot be read: run fsck")
        }
        self.init(
            restoring: entry, partnership: partnership, state: state,
            approval: try columns.optionalInteger(), through: try columns.optionalInteger(),
            factsThrough: try columns.optionalInteger(), purged: try columns.number(),
            forgotten: try columns.number(), kept: try columns.number(),
            damaged: try DamagedEntries.entries(try columns.optionalText()))
    }
}

extension PurgePlan.State {
    /// As its column has it.
    var stored: Int64 {
        switch self {
        case .asked: 0
        case .approved: 1
        case .done: 2
        }
    }

    init?(stored: Int64) {
        guard let state = Self.allCases.first(where: { $0.stored == stored }) else { return nil }
        self = state
    }
}
