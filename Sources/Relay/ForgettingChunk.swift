// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// What one transaction forgets of the facts that a plan names, and what it keeps.
struct ForgettingChunk {
    /// The entries that go.
    private(set) var going: [FactsLook.Going] = []
    /// How many stay by now.
    private(set) var kept = 0
    /// The entries that cannot be read, or hang together with what cannot.
    private(set) var damaged: [Int64] = []
    private let named: Set<Int64>
    private var look: FactsLook

    /// Looks at each of some entries again.
    ///
    /// - Parameter damaged: what of the plan could not be read before.
    init(
        _ entries: some Sequence<Int64>, of planned: PlannedPurge, _ look: FactsLook,
        damaged: [Int64] = [], _ stride: PurgeStride, in store: any StoreReading
    ) throws(StoreFailure) {
        named = Set(planned.forgettable)
        self.look = look
        for entry in damaged { self.look.keep(unread: entry) }
        for entry in entries where !self.look.gone.has(entry) {
            guard stride != .passingOver else {
                keep(damaged: entry)
                continue
            }
            do throws(StoreFailure) { try take(entry, store) } catch {
                guard case .corrupt = error else { throw error }
                keep(damaged: entry)
            }
        }
    }

    private mutating func keep(damaged entry: Int64) {
        damaged.append(entry)
        look.keep(unread: entry)
    }

    private mutating func take(
        _ entry: Int64, _ store: any StoreReading
    ) throws(StoreFailure) {
        // With its thread it may have gone before.
        guard let found = try store.entries(.indices([entry])).first, !found.isForgotten else {
            return
        }
        let together = try look.going(with: found, in: store)
        guard !together.isEmpty, together.allSatisfy({ named.contains($0.entry.index) }) else {
            kept += 1
            return
        }
        look.letGo(together)
        going += together
    }
}

extension FactsLook {
    /// What goes with an entry, itself included; nothing where it stays by now.
    fileprivate mutating func going(
        with entry: LedgerEntry, in store: any StoreReading
    ) throws(StoreFailure) -> [Going] {
        guard let message = try store.messages(.entry(entry.index)).first else {
            return try telling(of: entry, in: store) == .ofNothingElse
                ? [Going(entry: entry, retentionClass: nil, thread: nil)] : []
        }
        guard try mayGo(threadOf: message, in: store),
            case .due(let going) = try standing(of: message, in: store)
        else { return [] }
        return going
    }
}
