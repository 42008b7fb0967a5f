// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import TransparencyLog

/// Finds out which entries go again of those that the list outside the store names.
///
/// That their time was over was decided once. But the store is an older one than that in which it was, and
/// may have gone on: what hangs together goes together or stays, here as there, and nothing goes that
/// changed something which stays.
struct ListedFacts {
    private let named: Set<Int64>
    private let held: HeldThreads
    /// The log's origin, by which parts name handoffs and expectations.
    private let origin: String
    private var gone = Gone()
    private var going: [LedgerEntry] = []

    init(_ entries: [Int64], _ store: any StoreReading) throws(StoreFailure) {
        named = Set(entries)
        held = try store.heldThreads()
        origin = try store.head()?.head.origin.base ?? ""
    }

    /// The entries that go, in log order.
    ///
    /// What goes may be all that was in the way of something else, so it is looked again until nothing
    /// more goes.
    mutating func gather(from store: any StoreReading) throws(StoreFailure) -> [LedgerEntry] {
        var left = try store.entries(.indices(named.sorted())).filter { !$0.isForgotten }
        var before: Int
        repeat {
            before = going.count
            for entry in left where !gone.has(entry.index) {
                do throws(StoreFailure) { try look(at: entry, in: store) } catch {
                    // With something that cannot be read it hangs together: it stays.
                    guard case .corrupt = error else { throw error }
                    gone.add(unread: entry.index)
                }
            }
            left.removeAll { gone.has($0.index) }
        } while going.count > before
        return going.sorted { $0.index < $1.index }
    }

    private mutating func look(
        at entry: LedgerEntry, in store: any StoreReading
    ) throws(StoreFailure) {
        guard let message = try store.messages(.entry(entry.index)).first else {
            let happening = try entry.restored(origin: origin)
            guard try gone.haveAll(ofWhich: happening, held: held, in: store) else { return }
            return letGo(entry, of: nil)
        }
        let together = try store.together(with: message, less: gone)
        guard together.allSatisfy({ named.contains($0.entry.index) }),
            try gone.haveAll(changedBy: together, in: store)
        else { return }
        for message in together { letGo(message.entry, of: message.facts?.thread) }
    }

    private mutating func letGo(_ entry: LedgerEntry, of thread: ThreadID?) {
        gone.add(entry.index)
        if let thread { gone.add(thread) }
        going.append(entry)
    }
}
