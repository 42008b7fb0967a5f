// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding

/// What one transaction purges of the messages that a plan names, and what it keeps.
struct PurgeChunk {
    /// The messages that go, as the entry names them.
    private(set) var parts: [Part] = []
    /// How many go, by class.
    private(set) var counts: [String: Int] = [:]
    /// How many something holds back by now.
    private(set) var kept = 0
    /// The entries that cannot be read.
    private(set) var damaged: [Int64] = []

    /// Looks at each of some entries again.
    init(
        _ entries: some Sequence<Int64>, of plan: PurgePlan, _ schedule: RetentionSchedule,
        _ stride: PurgeStride, in store: any StoreReading, at now: Instant
    ) throws(StoreFailure) {
        var look = try RetentionLook(store, schedule, partnership: plan.partnership, at: now)
        for entry in entries {
            guard stride != .passingOver else {
                damaged.append(entry)
                continue
            }
            do throws(StoreFailure) { try take(entry, &look, store) } catch {
                guard case .corrupt = error else { throw error }
                damaged.append(entry)
            }
        }
    }

    private mutating func take(
        _ entry: Int64, _ look: inout RetentionLook, _ store: any StoreReading
    ) throws(StoreFailure) {
        // What another plan has purged meanwhile was not kept.
        guard let message = try store.messages(.entry(entry)).first, message.purgedBy == nil
        else { return }
        guard case .due(let retentionClass) = try look.standing(of: message, in: store),
            let commitment = message.commitment
        else {
            kept += 1
            return
        }
        parts.append(.purged(PurgedPart(entry: entry, commitment: commitment)))
        counts[retentionClass.name, default: 0] += 1
    }
}
