// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding

/// Facts and parts go, and the entries stay.
extension Transaction {
    /// Purges the facts of the next entries that an approved plan names, as much as one transaction may;
    /// a thread goes whole, and so may be more.
    mutating func forgetSome(
        _ plan: PurgePlan, _ planned: PlannedPurge, _ stride: PurgeStride
    ) throws(StoreFailure) -> PurgeProgress {
        let rest = planned.forgettable.filter { $0 > plan.factsThrough ?? -1 }
        let some = rest.prefix(stride.most(of: setting.limits.purgeChunk))
        let look = try FactsLook(
            store, setting.retention, partnership: plan.partnership, at: now)
        let chunk = try ForgettingChunk(
            some, of: planned, look, damaged: plan.damaged, stride, in: store)
        let (going, kept) = (chunk.going, chunk.kept + chunk.damaged.count)
        let isDone = some.count == rest.count
        try recordForgotten(
            going.map(\.entry),
            PurgedFacts(
                cause: .retention, plan: plan.entry, approval: plan.approval, purged: [:],
                forgotten: going.count, kept: kept, damaged: chunk.damaged,
                factsThrough: some.last ?? plan.factsThrough, isLast: isDone),
            partnership: plan.partnership)
        noteDamaged(chunk.damaged.count)
        return PurgeProgress(
            plan: plan.entry, purged: 0, forgotten: going.count, kept: kept,
            damaged: chunk.damaged, isDone: isDone)
    }

    /// Purges again the facts that the list outside the store names.
    ///
    /// A thread that has got messages since the backup was made stays: it is not the one that was
    /// purged any more, and what is left of it would tell of what is not there. With it stays what tells
    /// of it.
    ///
    /// - Returns: of how many entries they went.
    mutating func forget(listed entries: [Int64]) throws(StoreFailure) -> Int {
        var listed = try ListedFacts(entries, store)
        let going = try listed.gather(from: store)
        let byPartnership = Dictionary(grouping: going, by: \.partnership)
        let chunk = setting.limits.purgeChunk
        for (partnership, entries) in byPartnership.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: entries.count, by: chunk) {
                let some = Array(entries[start..<min(start + chunk, entries.count)])
                let isLast = start + chunk >= entries.count
                try recordForgotten(
                    some,
                    PurgedFacts(
                        cause: .listed, purged: [:], forgotten: some.count, isLast: isLast),
                    partnership: partnership)
            }
        }
        return going.count
    }

    /// Purges again what cannot be read, by its name alone.
    ///
    /// What it hangs together with nobody can tell any more. But what cannot be read proves nothing, so
    /// that nothing is lost with it.
    mutating func forget(unreadable entries: [UnreadableEntry]) throws(StoreFailure) {
        let byPartnership = Dictionary(grouping: entries, by: \.partnership)
        for (partnership, entries) in byPartnership.sorted(by: { $0.key < $1.key }) {
            let parts = entries.flatMap(\.parts)
            guard !parts.isEmpty else { continue }
            let forgotten = parts.count(where: { part in
                if case .forgotten = part { true } else { false }
            })
            let facts = PurgedFacts(
                cause: .listed, purged: ["listed": parts.count - forgotten],
                forgotten: forgotten)
            try record(
                Happening(.retention(.purged(facts)), parts: parts), partnership: partnership)
            count("purged", parts.count - forgotten)
            count("forgotten", forgotten)
        }
    }

    private mutating func recordForgotten(
        _ entries: [LedgerEntry], _ facts: PurgedFacts, partnership: Int
    ) throws(StoreFailure) {
        let parts = entries.map {
            Part.forgotten(ForgottenPart(entry: $0.index, commitment: $0.commitment))
        }
        try record(Happening(.retention(.purged(facts)), parts: parts), partnership: partnership)
        count("forgotten", parts.count)
    }
}
