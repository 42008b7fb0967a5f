// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing

@testable import Relay

@Suite struct `Facts that are gone` {
    @Test func `though no entry says that they were purged are named by their entry`() async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let entry = try await stage.accept(
            try town.letter(from: town.police, "referral.made", to: [town.council]))
        try await stage.tick()
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            try database.execute(
                sql: "UPDATE entries SET secret = zeroblob(32), content = x'' WHERE ix = ?",
                arguments: [entry.index])
        }
        var inspection = LogInspection(stage.store, stage.broker.setting)
        var faults: [String] = []
        while let lines = try await inspection.step() { faults += lines }
        #expect(
            faults == [
                "entry \(entry.index): its facts are gone, and no entry says that they were purged: "
                    + LogInspection.restore
            ])
    }
}
