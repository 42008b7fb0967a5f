// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

/// What whoever copies the log is told when a row of it was altered.
@Suite struct `A tile of a damaged log` {
    @Test(arguments: ["/log/tile/0/000.p/3", "/log/tile/entries/000.p/3"])
    func `is answered as damage, and kept by no cache`(_ path: String) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await counter.serve { client in
            _ = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            let whole = try await client.get(path)
            #expect(whole.status == .ok)
            #expect(whole.headers[.cacheControl]?.contains("immutable") == true)
            let file = counter.folder.appending(path: "baton.db").path
            try await DatabaseQueue(path: file).write {
                try $0.execute(sql: "UPDATE entries SET at = at + 1 WHERE ix = 1")
            }
            let damaged = try await client.get(path)
            #expect(damaged.status == .serviceUnavailable)
            #expect(damaged.headers[.cacheControl]?.contains("max-age") != true)
            #expect(damaged.text.contains("is damaged in its store"))
        }
    }
}
