// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Ledger
import Relay
import Safeguarding

/// What plans, holds and purges write to the tables of state.
extension Projection {
    func project(_ facts: RetentionFacts, _ parts: [Part]) throws(StoreFailure) {
        switch facts {
        case .planned: try session.run(.insertPlan, [entry.index, entry.partnership])
        case .approved(let plan, _): try take(facts, of: plan)
        case .purged(let purged):
            guard let plan = purged.plan else { return }
            try take(facts, of: plan)
        case .held(let thread, _):
            try session.run(.insertHold, [thread.bytes, entry.partnership, entry.index])
        case .released(let thread, _):
            try session.run(.deleteHold, [thread.bytes, entry.partnership])
        }
    }

    private func take(_ facts: RetentionFacts, of plan: Int64) throws(StoreFailure) {
        guard var kept = try session.plan(plan) else {
            throw .refused("there is no plan of entry \(plan)")
        }
        kept.take(facts, of: entry.index)
        try session.run(
            .writePlan,
            [
                kept.state.stored, kept.approval, kept.through, kept.factsThrough, kept.purged,
                kept.forgotten, kept.kept, DamagedEntries.text(kept.damaged), plan,
            ])
    }

    /// A message that was purged says so, and what it opened is weighed by its facts alone.
    func forget(_ purged: PurgedPart, _ part: Int) throws(StoreFailure) {
        let mark: Arguments = [PartName(entry: entry.index, part: part).row, purged.entry]
        guard !session.forgotten.contains(purged.entry) else {
            return try session.run(.markPurged, mark)
        }
        try session.change(.markPurged, mark, "message of entry \(purged.entry) to purge")
        let missed = try session.all(.missedOpenedBy, [purged.entry]) {
            columns throws(StoreFailure) in
            (name: try columns.integer(), breakPoint: BreakPoint(rawValue: try columns.text()))
        }
        for (name, breakPoint) in missed {
            guard let breakPoint else { throw .corrupt("a break point cannot be read: run fsck") }
            let rank = Seriousness([:], at: breakPoint).rank
            try session.run(.weighAgain, [rank, rank, name])
        }
    }
}
