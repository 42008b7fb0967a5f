// SPDX-License-Identifier: Apache-2.0

@testable import SQLiteStore
import StoreContract
import Testing

@Suite struct `The SQLite store` {
    @Test(arguments: StoreContract.clauses)
    func `keeps the contract of stores`(_ clause: StoreContract.Clause) async throws {
        let place = try Place()
        let store = try place.open()
        try await clause.check(
            StoreContract.Tested(store: store) {
                try store.close()
                return try place.open()
            })
    }
}
