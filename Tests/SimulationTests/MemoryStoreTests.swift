// SPDX-License-Identifier: Apache-2.0

import Simulation
import StoreContract
import Testing

@Suite struct `The store in memory` {
    @Test(arguments: StoreContract.clauses)
    func `keeps the contract of stores`(_ clause: StoreContract.Clause) async throws {
        let store = MemoryStore()
        try await clause.check(StoreContract.Tested(store: store) { store })
    }
}
