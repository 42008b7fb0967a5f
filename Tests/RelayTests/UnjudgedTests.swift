// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Synchronization
import Testing
import Wire

@testable import Relay

/// The alarm that verdicts wait must ring when they do, and not when something else failed.
@Suite struct `A transaction that fails` {
    private let town: SampleTown
    private let stage: Stage
    private let observer = HearingObserver()

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
    }

    /// A second sequencer on the same store, of which the observer hears.
    private func withSequencer(_ work: (Sequencer) async throws -> Void) async throws {
        let world = stage.clock.world
        let sequencer = Sequencer(
            store: stage.store, world: world, clock: LogClock(world),
            current: CurrentSetting(stage.broker.setting), observer: observer)
        let loop = Task { try await sequencer.run() }
        defer { loop.cancel() }
        // The first transaction judges nothing.
        try await sequencer.enter { _ throws(StoreFailure) in }
        try await work(sequencer)
    }

    @Test func `for its own sake is not told as verdicts that wait`() async throws {
        try await withSequencer { sequencer in
            await #expect(throws: StoreFailure.refused("its own sake")) {
                try await sequencer.enter { _ throws(StoreFailure) in
                    throw .refused("its own sake")
                }
            }
        }
        #expect(observer.failures == [])
    }

    @Test func `for a verdict's sake is, and goes through without it`() async throws {
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await stage.accept(letter).index
        // What is owed can be read, and not whether the message was delivered, by which it is judged.
        try await damage("UPDATE handoffs SET reason = 'none' WHERE name >> 16 = ?", entry)
        try await judgeLate()
        #expect(observer.failures.count == 1, "\(observer.failures)")
    }

    @Test func `for its many parts is refused, and ends nothing`() async throws {
        let parts = [Part](repeating: .resubmission(0), count: PartName.mostParts + 1)
        try await withSequencer { sequencer in
            let refusal = StoreFailure.refused("one entry would have 65537 parts")
            await #expect(throws: refusal) {
                try await sequencer.enter { transaction throws(StoreFailure) in
                    _ = try transaction.record(Happening(.judged, parts: parts), partnership: 0)
                }
            }
            try await sequencer.enter { _ throws(StoreFailure) in }
        }
    }

    /// What is damaged stays due, and the first in the row, until somebody restores it.
    @Test func `to judge what is damaged judges what is due after it`() async throws {
        let letters = try (1...2).map { _ in
            try town.letter(from: town.police, "referral.made", to: [town.council])
        }
        let damaged = try await stage.accept(letters[0]).index
        stage.clock.advance(milliseconds: 1_000)
        try await stage.accept(letters[1])
        try await damage("UPDATE entries SET content = x'ff00ff' WHERE ix = ?", damaged)
        try await judgeLate()
        #expect(observer.failures.count == 1, "\(observer.failures)")
        let missed = try await stage.notices(town.police).filter { $0.payload["rule"] == "R1" }
        #expect(missed.count == 1)
    }

    private func damage(_ sql: String, _ entry: Int64) async throws {
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { database in
            try database.execute(sql: sql, arguments: [entry])
        }
    }

    /// A week later, when all is due.
    private func judgeLate() async throws {
        stage.clock.advance(milliseconds: 7 * 86_400_000)
        try await withSequencer { sequencer in
            try await sequencer.enter { _ throws(StoreFailure) in }
        }
    }
}

/// Remembers why transactions could not be judged.
private final class HearingObserver: CommitObserver {
    private let heard = Mutex<[StoreFailure]>([])

    var failures: [StoreFailure] { heard.withLock { $0 } }

    func committed(_ summary: CommitSummary) {}

    func couldNotJudge(_ failure: StoreFailure) { heard.withLock { $0.append(failure) } }
}
