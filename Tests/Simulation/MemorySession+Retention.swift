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

    func purgedMessages(
        after entry: Int64, receivedBefore time: Instant, limit: Int
    ) throws(StoreFailure) -> [Int64] {
        let purged = state.messages.lazy.filter {
            $0.entry > entry && $0.isPurged && self.state.entries[Int($0.entry)].at < time
        }
        return Array(purged.map(\.entry).prefix(limit))
    }

    func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> {
        let refused = state.messages.filter { message in
            guard case .refused(let facts) = state.happenings[Int(message.entry)].facts else {
                return false
            }
            return facts.thread == thread
        }
        return Set(
            try messages(.thread(thread)).map(\.entry.partnership)
                + refused.map { state.entries[Int($0.entry)].partnership })
    }

    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
        state.isForgotten(indexed, of: issuer)
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
            let hold = LegalHold(
                restoring: thread, partnership: entry.partnership, entry: entry.index)
            guard !holds.contains(where: { $0.isOf(hold) }) else { return }
            holds.append(hold)
        case .released(let thread, _):
            holds.removeAll { $0.thread == thread && $0.partnership == entry.partnership }
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

    func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) -> Bool {
        forgotten.contains { $0.issuer == issuer && $0.indexed == indexed }
    }

    /// What went in by facts and parts goes out with them.
    mutating func forget(_ part: ForgottenPart) throws(StoreFailure) {
        let entry = part.entry
        guard entry >= 0, entry < entries.count,
            entries[Int(entry)].commitment == part.commitment
        else { throw .refused("there is no entry \(entry) to forget") }
        if let message = messages.first(where: { $0.entry == entry }) {
            guard message.isPurged else {
                throw .refused("the message of entry \(entry) is kept")
            }
            if !message.isRefused {
                forgotten.append(
                    ForgottenMessage(
                        issuer: message.issuer, indexed: message.attachment.indexed))
            }
        }
        entries[Int(entry)] = entries[Int(entry)].forgotten
        messages.removeAll { $0.entry == entry }
        handoffs.removeAll { $0.name.entry == entry }
        expectations.removeAll { $0.name.entry == entry }
        quarantine.removeAll { $0.entry == entry }
        amendments[entry] = nil
    }

    mutating func forget(_ purged: PurgedPart, _ moment: PartName) throws(StoreFailure) {
        guard let place = messages.firstIndex(where: { $0.entry == purged.entry }) else {
            throw .refused("there is no message of entry \(purged.entry) to purge")
        }
        messages[place].purgedBy = moment
    }
}

extension LegalHold {
    /// Whether a partnership holds a thread by both.
    fileprivate func isOf(_ other: LegalHold) -> Bool {
        thread == other.thread && partnership == other.partnership
    }
}
