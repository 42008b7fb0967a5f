// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import Relay
import Synchronization

/// The `Store` in memory: it keeps the whole contract but durability.
package final class MemoryStore: Store {
    private let committed = Mutex(MemoryState())
    /// On which there is one writer at a time; readers look at what is committed and wait for nobody.
    private let writer = DispatchQueue(label: "the writer of a store in memory")

    /// Makes an empty store.
    package init() {}

    /// Runs work on a copy of the state, and puts the copy in the state's place.
    package func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let outcome: Swift.Result<Result, StoreFailure> = await withCheckedContinuation { done in
            writer.async { done.resume(returning: self.transact(work)) }
        }
        return try outcome.get()
    }

    private func transact<Result>(
        _ work: (any StoreTransaction) throws(StoreFailure) -> Result
    ) -> Swift.Result<Result, StoreFailure> {
        do throws(StoreFailure) {
            let (result, state) = try committed.withLock { $0 }.working(work)
            committed.withLock { $0 = state }
            return .success(result)
        } catch { return .failure(error) }
    }

    /// Runs work on what is committed.
    package func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        try work(MemorySession(committed.withLock { $0 }))
    }
}

extension MemoryState {
    /// The state as work leaves it, and the work's result.
    ///
    /// - Parameter guarding: may put something between the work and its transaction.
    func working<Result>(
        _ work: (any StoreTransaction) throws(StoreFailure) -> Result,
        guarding: (any StoreTransaction) -> any StoreTransaction = { $0 }
    ) throws(StoreFailure) -> (Result, MemoryState) {
        let session = MemorySession(self)
        let result = try work(guarding(session))
        return (result, try session.finish())
    }
}
