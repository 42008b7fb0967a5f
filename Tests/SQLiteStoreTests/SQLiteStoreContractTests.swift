// SPDX-License-Identifier: Apache-2.0

import StoreContract
import Testing

@testable import SQLiteStore

/// The store of a daemon, and that of a simulated year, which waits for no disk.
///
/// One clause after the other: one of them holds a thread that tests share, and with as few threads as
/// a small machine has two such would wait for each other.
@Suite(.serialized) struct `The SQLite store` {
    @Test(arguments: StoreContract.clauses, [Durability.synced, .unsynced])
    func `keeps the contract of stores`(
        _ clause: StoreContract.Clause, _ durability: Durability
    ) async throws {
        let place = try Place()
        let store = try place.open(durability: durability)
        try await clause.check(
            StoreContract.Tested(store: store) {
                try store.close()
                return try place.open(durability: durability)
            })
    }
}
