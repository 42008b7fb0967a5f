// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

/// What somebody altered in the store, below everybody's eyes.
@Suite struct `A row that was altered` {
    private let town: SampleTown

    init() throws { town = try SampleTown() }

    private func alter(_ stage: Stage, _ statement: String) throws {
        let path = stage.place.appending(path: "baton.db").path
        try DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
    }

    /// The same store, with nothing of it at hand in memory.
    private func again(_ stage: Stage) async throws -> Stage {
        try stage.close()
        return try await Stage(town, at: stage.clock.now, folder: stage.place)
    }

    private func referral() throws -> Letter {
        try town.letter(from: town.police, "referral.made", to: [town.council])
    }

    @Test func `of one message keeps none of the others from its recipient`() async throws {
        let first = try await Stage(town)
        var letters: [Letter] = []
        for _ in 0..<4 { letters.append(try referral()) }
        var entries: [Int64] = []
        for letter in letters { entries.append(try await first.accept(letter).index) }
        let stage = try await again(first)
        // The first two change their content, so that even a poll for one meets nothing but damage.
        let (one, other) = ("entry = \(entries[0])", "entry = \(entries[1])")
        let swap = [
            "CREATE TABLE aside AS SELECT body FROM messages WHERE \(one)",
            "UPDATE messages SET body = (SELECT body FROM messages WHERE \(other)) WHERE \(one)",
            "UPDATE messages SET body = (SELECT body FROM aside) WHERE \(other)",
            "DROP TABLE aside",
        ]
        for statement in swap { try alter(stage, statement) }
        #expect(try await stage.poll(town.council, max: 1).sets.map(\.token) == [letters[2].jti])
        #expect(try await stage.poll(town.council).sets.map(\.token) == [letters[3].jti])
        let damaged = entries[0]
        await #expect(throws: StoreFailure.self) { _ = try await stage.broker.open([damaged]) }
        for statement in swap { try alter(stage, statement) }
        let limits = stage.broker.setting.limits
        #expect(try await stage.poll(town.council).sets.isEmpty, "it is left out for a while")
        stage.clock.advance(milliseconds: limits.visibilityMilliseconds + 1)
        #expect(
            try await stage.poll(town.council).sets.map(\.token) == letters.map(\.jti),
            "what is whole again is handed out")
    }

    /// A retraction needs an agreement of its own, as any type does.
    private func amending() throws -> Setting {
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement("isa-3", from: four, to: four, types: ["record.retracted"])
        return try town.setting(
            directory: town.directory(agreements: town.usualAgreements + [more]))
    }

    @Test func `of a retraction keeps nothing from a recipient but itself`() async throws {
        let first = try await Stage(town, setting: try amending())
        let (retracted, other) = (try referral(), try referral())
        for letter in [retracted, other] { try await first.accept(letter) }
        var retraction = try town.answer(to: retracted, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": .string(town.police.id.uri), "jti": .string(retracted.jti.text)])
        let index = try await first.accept(retraction).index
        try first.close()
        let stage = try await Stage(
            town, setting: try amending(), at: first.clock.now, folder: first.place)
        try alter(stage, "UPDATE entries SET content = x'00' WHERE ix = \(index)")
        #expect(
            try await stage.poll(town.council).sets.map(\.token) == [retracted.jti, other.jti])
    }

    @Test func `of an entry is not told of by an audit, which names it`() async throws {
        let stage = try await Stage(town)
        let letter = try referral()
        let index = try await stage.accept(letter).index
        let other = try referral()
        try await stage.accept(other)
        let overseer = Viewer.overseer(town.manager.id, partnerships: [1])
        #expect(try await stage.thread(letter.thread, for: overseer) != nil)
        try alter(stage, "UPDATE entries SET secret = zeroblob(32) WHERE ix = \(index)")
        await #expect(
            throws: StoreFailure.corrupt(
                "entry \(index): its facts are not what its leaf commits to: run `batond fsck`")
        ) { _ = try await stage.thread(letter.thread, for: overseer) }
        #expect(try await stage.thread(other.thread, for: overseer) != nil)
    }

    @Test func `that is gone from the checkpoints is named by its size`() async throws {
        let stage = try await Stage(town)
        var sizes: [Int64] = []
        for _ in 0..<4 {
            stage.clock.advance(milliseconds: 10)
            try await stage.accept(referral())
            sizes.append(try await stage.size())
        }
        #expect(try await faults(stage) == [])
        try alter(stage, "DELETE FROM checkpoints WHERE size IN (\(sizes[0]), \(sizes[2]))")
        #expect(
            try await faults(stage)
                == [sizes[0], sizes[2]].map {
                    "the checkpoint of size \($0) is not there: " + LogInspection.restore
                })
    }

    @Test func `of particulars is found, by the message that says otherwise`() async throws {
        let stage = try await Stage(town)
        let first = try referral()
        var second = try referral()
        second.set("urgency", "immediate")
        let index = try await stage.accept(first).index
        let other = try await stage.accept(second).index
        #expect(try await faults(stage) == [])
        let path = stage.place.appending(path: "baton.db").path
        let kept = try await DatabaseQueue(path: path).read { database in
            try Data.fetchOne(
                database, sql: "SELECT particulars FROM erasable WHERE entry = \(index)")
        }
        let whole = String(decoding: try #require(kept), as: UTF8.self)
        let urgency = try #require(whole.firstMatch(of: #/"urgency":"[a-z-]+"/#)).output
        let changes = [
            whole.replacing(urgency, with: #""urgency":"none""#),
            whole.replacing(urgency, with: #""urgence":"none""#),
            whole.replacing("," + urgency, with: ""),
            String(whole.replacing(#/"p":\[\[.*?\]\],/#, with: "")),
        ]
        for change in changes {
            #expect(change != whole)
            let hex = change.utf8.map { String(format: "%02x", $0) }.joined()
            try alter(stage, "UPDATE erasable SET particulars = x'\(hex)' WHERE entry = \(index)")
            #expect(
                try await faults(stage) == [
                    "entry \(index): its message says other than the particulars that are kept of it: "
                        + LogInspection.restore
                ], "\(change)")
        }
        try alter(
            stage,
            "UPDATE erasable SET particulars = "
                + "(SELECT particulars FROM erasable WHERE entry = \(other)) WHERE entry = \(index)"
        )
        #expect(try await faults(stage).count == 1, "those of another message")
    }

    private func faults(_ stage: Stage) async throws -> [String] {
        var inspection = LogInspection(stage.store, stage.broker.setting)
        var lines: [String] = []
        while let found = try await inspection.step() { lines += found }
        return lines
    }
}
