// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

/// Names of parts that no entry can have.
@Suite struct `A part that is too high a number` {
    @Test(arguments: [
        "explain?expectation=0.65536", "explain?expectation=140737488355328.0",
        "missed?cursor=1.1.0.65536", "missed?order=log&cursor=0.65536",
    ])
    func `is refused before the store is asked for it`(query: String) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let wrong = try await client.get("/audit/" + query, counter.fields(town.manager))
            #expect(wrong.status == .badRequest)
        }
    }
}
