// SPDX-License-Identifier: Apache-2.0

/// The store as the broker's doors have it: they read, and only the sequencer writes.
///
/// An I/O error while reading is as fatal as one while writing: nothing is acknowledged after it,
/// and start-up recovery decides (design.md section 5, promise 11).
struct ReadingStore: SnapshotSource {
    private let store: any Store
    private let sequencer: Sequencer

    /// Reads from a store; the sequencer hears of what ends the broker.
    init(_ store: any Store, stopping sequencer: Sequencer) {
        self.store = store
        self.sequencer = sequencer
    }

    /// Runs work on one consistent snapshot of what is committed.
    package func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        do throws(StoreFailure) { return try await store.read(work) } catch {
            if error.isFatal { sequencer.stop(error) }
            throw error
        }
    }

    /// Has whoever watches the store hear of what is damaged, as of anything that is read and is not what
    /// was written.
    func tell(damaged: [String]) async throws(StoreFailure) {
        for why in damaged {
            do throws(StoreFailure) {
                try await read { _ throws(StoreFailure) -> Void in throw .corrupt(why) }
            } catch {
                guard case .corrupt = error else { throw error }
            }
        }
    }

    /// Whether there is room for what the next transaction writes.
    func hasRoom() async -> Bool { await store.hasRoom() }
}
