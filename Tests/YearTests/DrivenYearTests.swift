// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import Handoffs
import Intake
import Relay
import SQLiteStore
import Safeguarding
import Testing
import Wire

@testable import Year

@Suite struct `A simulated month` {
    /// How large a share of the place's volumes is driven, so that a debug build does it in seconds.
    static let share = 0.1

    static let rules = Result {
        let file = Checkout.file("config/rules/england-2026.1.yaml")
        return try RulePack(
            reading: String(contentsOf: file, encoding: .utf8), file: "england-2026.1.yaml")
    }

    private static let isTorture = ProcessInfo.processInfo.environment["BATON_TORTURE"] == "1"

    static func drive(
        _ profile: String, seed: UInt64, months: Int = 1, share: Double = share,
        isDisturbed: Bool = false
    ) async throws -> YearFiles {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await YearFiles(
            profile: profile, seed: seed, months: months, share: share,
            catalogue: `The plan of a year`.catalogue.get(), rules: rules.get(),
            calendar: `The plan of a year`.calendar.get(),
            store: folder.appending(path: "baton.db").path, isDisturbed: isDisturbed)
    }

    @Test(arguments: ["sunderland-2015", "sunderland-2025"])
    func `is found to break where it was broken, and nowhere else`(_ profile: String) async throws {
        let files = try await Self.drive(profile, seed: 11)
        #expect(files.score.all.injected > 0)
        #expect(
            files.score.isPerfect, "\(String(decoding: files.score.json.canonical, as: UTF8.self))")
        let wanted = (2...12).map { "B\($0)" } + ["B20"]
        let found = files.score.breakPoints.map(\.breakPoint.code)
        #expect(wanted.filter { !found.contains($0) } == [])
    }

    @Test func `without a fault is found to have none`() async throws {
        let files = try await Self.drive("clean", seed: 11)
        #expect(files.score.all == Score.Figures(injected: 0, found: 0, truePositives: 0))
    }

    /// What `clean` shows: the watchman of the year looks, and would have told.
    @Test func `tells of a system that is not heard of for days`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let plan = YearPlan(
            try #require(Profile(named: "clean")), seed: 11, months: 1, share: Self.share,
            calendar: try `The plan of a year`.calendar.get())
        let setting = try TownKeys(plan.town, seed: 11).setting(
            plan.town, catalogue: `The plan of a year`.catalogue.get(), rules: Self.rules.get(),
            calendar: plan.diary.calendar)
        let store = try SQLiteStore(
            path: folder.appending(path: "baton.db").path, origin: TownKeys.origin,
            durability: .unsynced)
        let clock = SimulatedClock(plan.diary.start, seed: 11)
        let silent = try #require(plan.town.agencies.first).id
        try await DrivenBroker.run(setting, store: store, clock: clock, down: nil) { driven in
            var watch = DueWatch(until: plan.diary.end)
            for hours in [1, 2, 3, 4, 5] {
                try await driven.move(to: plan.diary.start.after(hours: hours), &watch)
                _ = try await driven.broker.poll(Poll(returnImmediately: true), mailbox: silent)
            }
            try await driven.move(to: plan.diary.start.after(hours: 40), &watch)
        }
        let found = try await store.read { store throws(StoreFailure) in
            try store.expectations(.missed(MissedFilter()))
        }
        #expect(found.map(\.expectation.terms.rule) == ["R28"])
        #expect(found.map(\.expectation.owedBy) == [silent])
        #expect(found.compactMap { KnownMiss($0)?.anchor } == ["silence"])
    }

    @Test func `leaves the same files for the same seed`() async throws {
        let first = try await Self.drive("sunderland-2025", seed: 3)
        let again = try await Self.drive("sunderland-2025", seed: 3)
        #expect(first.contents.map(\.name) == again.contents.map(\.name))
        for (one, other) in zip(first.contents, again.contents) {
            #expect(one.bytes == other.bytes, "\(one.name)")
        }
        let report = String(decoding: first.contents[3].bytes, as: UTF8.self)
        #expect(report.contains("## What the broker cannot see"))
        #expect(report.contains("its root is"))
        // Sums, so that nothing hidden is left alone in its column; and no counts by another cut.
        #expect(first.contents[4].name == "figures.md")
        let figures = String(decoding: first.contents[4].bytes, as: UTF8.self)
        #expect(figures.contains("| All | "))
        #expect(!figures.contains("| rule | done late |"))
    }

    /// The one that is to be played again, or in a long run one of its own.
    private static let seed =
        ProcessInfo.processInfo.environment["BATON_SEED"].flatMap { UInt64($0) }
        ?? (isTorture ? .random(in: 1...1_000_000) : 11)

    @Test func `whose broker is killed, and whose clock is set, is found the same`() async throws {
        try await Self.disturb("sunderland-2015", seed: Self.seed, months: 1, share: Self.share)
    }

    @Test(.enabled(if: isTorture), arguments: ["sunderland-2015", "sunderland-2025"])
    func `of a whole year that is disturbed is found the same`(_ profile: String) async throws {
        try await Self.disturb(profile, seed: Self.seed, months: 12, share: 1)
    }

    private static func disturb(
        _ profile: String, seed: UInt64, months: Int, share: Double
    ) async throws {
        print("a disturbed year: BATON_SEED=\(seed)")
        let through = try await drive(profile, seed: seed, months: months, share: share)
        let disturbed = try await drive(
            profile, seed: seed, months: months, share: share, isDisturbed: true)
        #expect(disturbed.tally.kills > 0 && disturbed.tally.clockSteps > 0)
        let (one, other) = (through.lines("found.jsonl"), disturbed.lines("found.jsonl"))
        #expect(!one.isEmpty)
        #expect(other.subtracting(one) == [] && one.subtracting(other) == [], "seed \(seed)")
        #expect(one == other, "seed \(seed)")
        #expect(through.contents[1].bytes == disturbed.contents[1].bytes, "seed \(seed)")
    }

    @Test(.enabled(if: isTorture), arguments: ["sunderland-2015", "sunderland-2025", "clean"])
    func `of a whole place is found as it was made, for ten seeds`(
        _ profile: String
    ) async throws {
        for seed in UInt64(1)...10 {
            let files = try await Self.drive(profile, seed: seed, share: 1)
            let score = String(decoding: files.score.json.canonical, as: UTF8.self)
            #expect(files.score.isPerfect, "seed \(seed): \(score)")
        }
    }
}

extension YearFiles {
    fileprivate func lines(_ name: String) -> Set<String> {
        let bytes = contents.first { $0.name == name }?.bytes ?? []
        return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
    }
}
