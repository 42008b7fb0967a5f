// SPDX-License-Identifier: Apache-2.0

import Relay
import Synchronization

/// A store that remembers which readings of it failed, as what watches a store counts them.
final class HearingStore: Store {
    private let store: any Store
    private let heard = Mutex<[StoreFailure]>([])

    init(_ store: any Store) { self.store = store }

    var failures: [StoreFailure] { heard.withLock { $0 } }

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result { try await store.commit(work) }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        do throws(StoreFailure) { return try await store.read(work) } catch {
            heard.withLock { $0.append(error) }
            throw error
        }
    }
}
