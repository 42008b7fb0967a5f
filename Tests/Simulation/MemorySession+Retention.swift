// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension MemorySession {
    func keptMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        let kept = state.messages.lazy.filter {
            $0.entry > entry && !$0.isPurged && self.state.entries[Int($0.entry)].at < time
        }
        return Array(kept.map(\.entry).prefix(limit))
    }

    func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] {
        state.amendments.filter { messages.contains($0.key) }
    }

    func purgePlans() throws(StoreFailure) -> [PurgePlan] { state.plans }

    func legalHolds() throws(StoreFailure) -> [LegalHold] { state.holds }
}

extension MemoryState {
    mutating func keep(
        _ facts: RetentionFacts, _ entry: LedgerEntry
    ) throws(StoreFailure) {
        switch facts {
        case .planned:
            plans.append(PurgePlan(restoring: entry.index, partnership: entry.partnership))
        case .approved(let plan, _): try take(facts, of: plan, entry)
        case .purged(let purged):
            guard let plan = purged.plan else { return }
            try take(facts, of: plan, entry)
        case .held(let thread, _):
            guard !holds.contains(where: { $0.thread == thread }) else { return }
            holds.append(LegalHold(restoring: thread, entry: entry.index))
        case .released(let thread, _): holds.removeAll { $0.thread == thread }
        }
    }

    private mutating func take(
        _ facts: RetentionFacts, of plan: Int64, _ entry: LedgerEntry
    ) throws(StoreFailure) {
        guard let place = plans.firstIndex(where: { $0.entry == plan }) else {
            throw .refused("there is no plan of entry \(plan)")
        }
        plans[place].take(facts, of: entry.index)
    }

    mutating func forget(_ purged: PurgedPart, _ moment: PartName) throws(StoreFailure) {
        guard let place = messages.firstIndex(where: { $0.entry == purged.entry }) else {
            throw .refused("there is no message of entry \(purged.entry) to purge")
        }
        messages[place].purgedBy = moment
    }
}
