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

/// What no transaction wrote, and what stands where the log will come to.
@Suite struct `A row beyond the head of the log` {
    private let town: SampleTown

    init() throws { town = try SampleTown() }

    private func tamper(_ stage: Stage, _ statement: String) async throws {
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            try database.execute(sql: statement)
        }
    }

    private func faults(_ stage: Stage) async throws -> [String] {
        var inspection = stage.broker.inspection(from: nil)
        var faults: [String] = []
        while let lines = try await inspection.step() { faults += lines }
        return faults
    }

    /// Posts letters until one is not taken, or there were more of them than a subtree has leaves.
    private func firstFailure(_ stage: Stage) async throws -> StoreFailure? {
        for _ in 0..<20 {
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            do { try await stage.accept(letter) } catch let failure as StoreFailure {
                return failure
            }
        }
        return nil
    }

    @Test func `that is a checkpoint is named, and never taken for one of the log`() async throws {
        let stage = try await Stage(town)
        let size = try await stage.size()
        let rows = (1...Int64(9)).map { "(\(size + $0), X'00')" }.joined(separator: ",")
        try await tamper(stage, "INSERT INTO checkpoints VALUES \(rows)")
        #expect(
            try await faults(stage)
                == (1...Int64(9)).map {
                    "a checkpoint of \(size + $0) entries is kept, and the log has \(size) entries: "
                        + LogInspection.restore
                })
        guard case .corrupt(let why)? = try await firstFailure(stage) else {
            Issue.record("a message was let in beside it")
            return
        }
        #expect(why.contains("is not of the log's tree"))
        #expect(try await stage.size() == size, "nothing was acknowledged")
        try await tamper(stage, "DELETE FROM checkpoints WHERE size > \(size)")
        #expect(try await firstFailure(stage) == nil)
        #expect(try await faults(stage) == [])
    }

    @Test func `that is a hash of the tree is named, and damage to who comes to it`() async throws {
        let stage = try await Stage(town)
        let size = try await stage.size()
        try await tamper(
            stage, "INSERT INTO tree VALUES (1, 0, zeroblob(32)), (2, 5, zeroblob(32))")
        #expect(
            try await faults(stage)
                == ["the hash 0 of level 1", "the hash 5 of level 2"].map {
                    "\($0) is kept, and the log has \(size) entries: " + LogInspection.restore
                })
        guard case .corrupt(let why)? = try await firstFailure(stage) else {
            Issue.record("the log grew over it")
            return
        }
        #expect(why.hasPrefix("SQLite 1555: "), "\(why)")
        try await tamper(stage, "DELETE FROM tree")
        #expect(try await firstFailure(stage) == nil)
        #expect(try await faults(stage) == [])
    }

    @Test func `that is an entry is named`() async throws {
        let stage = try await Stage(town)
        let size = try await stage.size()
        try await tamper(
            stage,
            """
            INSERT INTO entries SELECT ix + 1000, at, p, commitment, secret, content FROM entries
            """)
        let found = try await faults(stage)
        #expect(found.count == Int(size))
        #expect(
            found.first == "entry 1000 is kept, and the log has \(size) entries: "
                + LogInspection.restore)
        #expect(try await firstFailure(stage) != nil)
    }
}
