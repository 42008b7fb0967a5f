// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Relay
import Safeguarding

extension Session {
    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] {
        let entries: [Int64] =
            switch query {
            case .entry(let entry): [entry]
            case .before(let issuer, let token, let thread, let limit):
                try before(issuer, token, thread, limit)
            case .page(let filter, let viewer, let limit): try page(filter, viewer, limit)
            }
        let records = try entries.map { entry throws(StoreFailure) in try quarantined(entry) }
        return records.compactMap(\.self)
    }

    private func quarantined(_ entry: Int64) throws(StoreFailure) -> QuarantineRecord? {
        let row = try first(.quarantined, [entry]) { columns throws(StoreFailure) in
            (try columns.integer(), try columns.optionalInteger())
        }
        guard let (number, endedBy) = row else { return nil }
        guard let state = QuarantineState(stored: number),
            let message = try messages(.entry(entry)).first,
            let record = QuarantineRecord(restoring: message, state, endedBy: endedBy)
        else { throw .corrupt("the refusal of entry \(entry) contradicts itself: run fsck") }
        return record
    }

    private func before(
        _ issuer: AgencyID, _ token: TokenID, _ thread: ThreadID, _ limit: Int
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: issuer), try mayComeAgain(number) else { return [] }
        let found = try numbers(
            .quarantinedBefore, [token.text, number, thread.bytes, number, limit])
        return found.count < 2 ? found : Set(found).sorted()
    }

    /// Whether a sender has refused messages at all that may come again; most have none, and are asked
    /// for once however many messages of theirs a transaction takes.
    private func mayComeAgain(_ sender: Int) throws(StoreFailure) -> Bool {
        if let known = lookedUp.refused[sender] { return known }
        let found = try !numbers(.quarantinedAtAll, [sender]).isEmpty
        lookedUp.refused[sender] = found
        return found
    }

    /// The first of each list that together hold what is asked for, merged.
    private func page(
        _ filter: QuarantineFilter, _ viewer: Viewer, _ limit: Int
    ) throws(StoreFailure) -> [Int64] {
        var after = filter.after
        if let from = filter.from { after = max(after, try firstEntry(since: from) - 1) }
        let end = try filter.to.map { to throws(StoreFailure) in try firstEntry(since: to) }
        var found: Set<Int64> = []
        for state in filter.states {
            for (command, key) in try lists(for: viewer) {
                let bounds: Arguments = [key, state.stored, after, end ?? .max, limit]
                found.formUnion(try numbers(command, bounds))
            }
        }
        return Array(found.sorted().prefix(limit))
    }

    /// Which lists hold what a viewer may know of, and under which number.
    private func lists(for viewer: Viewer) throws(StoreFailure) -> [(Command, Int)] {
        var lists: [(Command, Int)] = []
        if let number = try number(of: viewer.agency) {
            lists = [(.quarantineSent, number), (.quarantineTold, number)]
        }
        guard case .overseer(_, let partnerships) = viewer else { return lists }
        return lists + partnerships.sorted().map { (.quarantineOverseen, $0) }
    }
}

extension QuarantineState {
    /// As its column has it; the index of what may be sent again says `state < 2`.
    var stored: Int64 {
        switch self {
        case .open: 0
        case .withdrawn: 1
        case .resubmitted: 2
        }
    }

    init?(stored: Int64) {
        guard let state = Self.allCases.first(where: { $0.stored == stored }) else { return nil }
        self = state
    }
}
