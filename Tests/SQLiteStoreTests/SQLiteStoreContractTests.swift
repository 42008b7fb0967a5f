// SPDX-License-Identifier: Apache-2.0

import StoreContract
import Testing

@testable import SQLiteStore

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
