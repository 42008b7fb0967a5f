// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

private let hour: Int64 = 3_600_000
private let day = 24 * hour

/// Rule R28 of `england-2026.1`: silent for three times the usual interval, and 24 hours at least.
@Suite struct `An agency's system` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
    }

    /// Lets health poll at its own rhythm, and the watchman look.
    private func poll(
        every interval: Int64 = hour, _ times: Int, _ silences: inout Silences
    ) async throws {
        for _ in 0..<times {
            stage.clock.advance(milliseconds: interval)
            _ = try await stage.poll(town.health)
            try await stage.broker.declareSilences(&silences)
        }
    }

    private func wait(
        _ milliseconds: Int64, _ silences: inout Silences
    ) async throws {
        stage.clock.advance(milliseconds: milliseconds)
        try await stage.broker.declareSilences(&silences)
    }

    private func missed(_ stage: Stage) async throws -> [ExpectationRecord] {
        try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1])
        ).0.items
    }

    @Test func `that polls hourly and stops is silent after 24 hours, and that is told once`()
        async throws
    {
        var silences = Silences()
        try await poll(30, &silences)
        let last = stage.clock.now
        try await wait(day - 1, &silences)
        #expect(try await missed(stage) == [])
        try await wait(Silences.pause.upperBound, &silences)
        try await wait(Silences.pause.upperBound, &silences)
        let record = try #require(try await missed(stage).first)
        #expect(try await missed(stage).count == 1)
        let terms = record.expectation.terms
        #expect(terms.rule == "R28")
        #expect((terms.owedBy, terms.owedTo) == (town.health.id, town.council.id))
        #expect((terms.from, terms.due) == (last, last.adding(milliseconds: day)))
        #expect(record.opener.anchor == "silence")
        #expect(record.expectation.miss?.breakPoint.code == "B2")
        for resident in [town.health, town.council] {
            let told = try await stage.notices(resident).map(\.payload)
            #expect(told.map { $0["rule"]?.string } == ["R28"])
            #expect(told.first?["last_contact"]?.string == last.rfc3339)
        }
    }

    @Test func `is judged silent all the same where an entry of the log is damaged`() async throws {
        let damaged = try await stage.size()
        try await stage.broker.note(
            ReadFacts(agency: town.manager.id, person: "staff-1", question: "Q1"), partnership: 1)
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "UPDATE entries SET content = x'ff00ff' WHERE ix = ?", arguments: [damaged])
        }
        var silences = Silences()
        try await poll(5, &silences)
        try await wait(30 * hour, &silences)
        try await wait(Silences.pause.upperBound, &silences)
        #expect(try await missed(stage).map(\.expectation.owedBy) == [town.health.id])
    }

    @Test func `that is heard of again has missed it and is late, and that is told`() async throws {
        var silences = Silences()
        try await poll(5, &silences)
        let last = stage.clock.now
        try await wait(30 * hour, &silences)
        _ = try await stage.poll(town.health)
        let back = stage.clock.now
        try await wait(Silences.pause.upperBound, &silences)
        try await wait(Silences.pause.upperBound, &silences)
        let record = try #require(try await missed(stage).first)
        guard case .metLate(back, _) = record.expectation.verdict else {
            Issue.record("\(record.expectation.verdict)")
            return
        }
        let kinds = try await stage.notices(town.council).map { $0.payload["kind"]?.string }
        #expect(kinds == [nil, "resolved"])
        // The long silence is part of the pattern from now on.
        try await wait(3 * (back.milliseconds(since: last)) - 2 * hour, &silences)
        #expect(try await missed(stage).count == 1)
        try await wait(2 * hour, &silences)
        #expect(try await missed(stage).count == 2)
    }

    @Test func `that is off at weekends is not silent on a Sunday`() async throws {
        var silences = Silences()
        for pause in [hour, hour, 63 * hour, hour] { try await poll(every: pause, 1, &silences) }
        try await wait(3 * 63 * hour - 1, &silences)
        #expect(try await missed(stage) == [])
        try await wait(Silences.pause.upperBound, &silences)
        #expect(try await missed(stage).count == 1)
    }

    @Test(arguments: [Pulse.leastSigns - 1, Pulse.leastSigns])
    func `without a pattern is not silent`(signs: Int) async throws {
        var silences = Silences()
        try await poll(signs, &silences)
        try await wait(40 * day, &silences)
        #expect(try await missed(stage).count == (signs < Pulse.leastSigns ? 0 : 1))
    }

    @Test func `that sends is heard of as one that polls`() async throws {
        var silences = Silences()
        try await poll(5, &silences)
        try await wait(20 * hour, &silences)
        try await stage.accept(town.letter(from: town.health, "referral.made", to: [town.council]))
        try await wait(20 * hour, &silences)
        #expect(try await missed(stage).filter { $0.expectation.terms.rule == "R28" } == [])
    }

    @Test func `that shares nothing in a partnership is not silent there`() async throws {
        var silences = Silences()
        for _ in 0..<6 {
            stage.clock.advance(milliseconds: hour)
            stage.broker.hear(town.inspector.id)
        }
        try await wait(hour, &silences)
        try await wait(9 * day, &silences)
        #expect(try await missed(stage) == [])
    }

    @Test func `is not silent because a clock was set, nor while it is in doubt`() async throws {
        var silences = Silences()
        try await poll(6, &silences)
        stage.clock.jump(milliseconds: 3 * day)
        try await stage.tick()
        try await wait(30 * hour, &silences)
        #expect(try await missed(stage) == [])
        stage.clock.jump(milliseconds: -3 * day)
        _ = try await stage.broker.confirmClock()
        _ = try await stage.poll(town.health)
        try await wait(23 * hour, &silences)
        #expect(try await missed(stage) == [])
    }

    @Test func `has its silence explained, and every table can be made again`() async throws {
        var silences = Silences()
        try await poll(6, &silences)
        try await wait(25 * hour, &silences)
        let record = try #require(try await missed(stage).first)
        let viewer = Viewer.overseer(town.manager.id, partnerships: [1])
        let found = try await stage.broker.explanation(of: record.name, for: viewer)
        let text = try #require(found?.explanation.text)
        #expect(text.contains("usual for this agency was 1 hour."), "\(text)")
        #expect(text.contains("it may be silent for 1 day;"), "\(text)")
        #expect(text.contains("nothing had been heard for too long"), "\(text)")
        _ = try await stage.poll(town.health)
        try await wait(Silences.pause.upperBound, &silences)
        #expect(try stage.store.verifyProjections() == [])
    }
}

/// A start knows what the log holds of those who were there before.
@Suite struct `A start after a silence` {
    private let town: SampleTown

    init() throws { town = try SampleTown() }

    /// Health takes four messages, an hour after each other, and is silent.
    private func begin() async throws -> Stage {
        let stage = try await Stage(town)
        var silences = Silences()
        for _ in 0..<5 {
            stage.clock.advance(milliseconds: hour)
            let letter = try town.letter(from: town.police, "referral.made", to: [town.health])
            try await stage.accept(letter)
            _ = try await stage.poll(town.health)
            _ = try await stage.poll(town.health, acknowledging: [letter.jti])
            try await stage.broker.declareSilences(&silences)
        }
        return stage
    }

    private func again(
        _ first: Stage, after milliseconds: Int64, setting: Setting? = nil
    ) async throws -> Stage {
        let (closed, now) = (first.clock.now, first.clock.now.adding(milliseconds: milliseconds))
        try first.close()
        return try await Stage(
            town, setting: setting, at: now, folder: first.place,
            down: Interval(from: closed, until: now))
    }

    private func silent(_ stage: Stage) async throws -> [ExpectationRecord] {
        var filter = MissedFilter()
        (filter.rule, filter.owedBy) = ("R28", town.health.id)
        return try await stage.broker.missed(
            filter, for: .overseer(town.manager.id, partnerships: [1])
        ).0.items
    }

    @Test func `finds no second one, and the first sign ends it`() async throws {
        let first = try await begin()
        var silences = Silences()
        try await first.broker.declareSilences(&silences)
        first.clock.advance(milliseconds: 26 * hour)
        try await first.broker.declareSilences(&silences)
        #expect(try await silent(first).count == 1)
        let second = try await again(first, after: hour)
        silences = Silences()
        for _ in 0..<3 {
            try await second.broker.declareSilences(&silences)
            second.clock.advance(milliseconds: 2 * hour)
        }
        #expect(try await silent(second).map(\.expectation.isWaiting) == [true])
        _ = try await second.poll(town.health)
        let back = second.clock.now
        try await second.broker.declareSilences(&silences)
        let verdict = try #require(try await silent(second).first?.expectation.verdict)
        guard case .metLate(back, _) = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test func `ends one whose first sign came before the watchman looked`() async throws {
        let first = try await begin()
        var silences = Silences()
        try await first.broker.declareSilences(&silences)
        first.clock.advance(milliseconds: 26 * hour)
        try await first.broker.declareSilences(&silences)
        let second = try await again(first, after: hour)
        _ = try await second.poll(town.health)
        let back = second.clock.now
        second.clock.advance(milliseconds: hour)
        silences = Silences()
        try await second.broker.declareSilences(&silences)
        let verdict = try #require(try await silent(second).first?.expectation.verdict)
        guard case .metLate(back, _) = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test(arguments: [true, false])
    func `withdraws it where the agency takes no part any more`(takesPart: Bool) async throws {
        let first = try await begin()
        var silences = Silences()
        try await first.broker.declareSilences(&silences)
        first.clock.advance(milliseconds: 26 * hour)
        try await first.broker.declareSilences(&silences)
        let four = [town.police, town.council, town.school].map(\.id)
        let agreement = town.agreement("isa-1", from: four, to: four, types: ["referral.made"])
        let setting = try town.setting(
            directory: takesPart ? nil : town.directory(agreements: [agreement]))
        let second = try await again(first, after: hour, setting: setting)
        silences = Silences()
        for _ in 0..<2 { try await second.broker.declareSilences(&silences) }
        let record = try #require(try await silent(second).first)
        #expect(record.expectation.isWaiting == takesPart)
        guard !takesPart else { return }
        #expect(record.reason?.contains("takes no part") == true)
        #expect(second.broker.signs.ends == [])
        #expect(try second.store.verifyProjections() == [])
    }

    @Test(arguments: [Silences.graceMilliseconds - 1, Silences.graceMilliseconds])
    func `finds nobody silent before an hour of grace is over`(passed: Int64) async throws {
        let first = try await begin()
        try await first.accept(town.letter(from: town.police, "referral.made", to: [town.health]))
        first.clock.advance(milliseconds: 30 * hour)
        let second = try await again(first, after: hour)
        var silences = Silences()
        try await second.broker.declareSilences(&silences)
        second.clock.advance(milliseconds: passed)
        try await second.broker.declareSilences(&silences)
        #expect(
            try await silent(second).count == (passed < Silences.graceMilliseconds ? 0 : 1))
    }

    /// Health comes by every ten hours, and what it took last it has not acknowledged.
    @Test(arguments: [true, false])
    func `finds nobody silent whose usual time to come by is not over since`(
        comes: Bool
    ) async throws {
        let first = try await Stage(town)
        var silences = Silences()
        for _ in 0..<5 {
            first.clock.advance(milliseconds: 10 * hour)
            let letter = try town.letter(from: town.police, "referral.made", to: [town.health])
            try await first.accept(letter)
            _ = try await first.poll(town.health)
            _ = try await first.poll(town.health, acknowledging: [letter.jti])
            try await first.broker.declareSilences(&silences)
        }
        try await first.accept(town.letter(from: town.police, "referral.made", to: [town.health]))
        for _ in 0..<4 {
            first.clock.advance(milliseconds: 10 * hour)
            _ = try await first.poll(town.health)
        }
        let second = try await again(first, after: hour)
        silences = Silences()
        try await second.broker.declareSilences(&silences)
        second.clock.advance(milliseconds: 8 * hour)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second) == [])
        if comes { _ = try await second.poll(town.health) }
        second.clock.advance(milliseconds: 2 * hour)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second).count == (comes ? 0 : 1))
    }

    /// Four signs make a pattern: the second of health's five is the oldest that matters.
    @Test(arguments: [0, 1] as [Int64])
    func `reads so many entries back and no more`(short: Int64) async throws {
        let first = try await begin()
        let second = try await again(first, after: hour)
        let health = town.health.id
        let (size, oldest) = try await second.store.read { store throws(StoreFailure) in
            let size = try store.size()
            var heard: [Int64] = []
            for entry in try store.entries(.range(0..<size))
            where try entry.restored(origin: SampleTown.origin).facts == .polled(by: health) {
                heard.append(entry.index)
            }
            return (size, heard[heard.count - Pulse.leastSigns])
        }
        var silences = Silences(entryLimit: size - oldest - short)
        try await second.broker.declareSilences(&silences)
        second.clock.advance(milliseconds: 40 * day)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second).count == (short == 0 ? 1 : 0))
        #expect(Silences().entryLimit == Silences.usualEntryLimit)
    }

    @Test(arguments: [true, false])
    func `goes on with one of somebody for whom a message waits`(waits: Bool) async throws {
        let first = try await begin()
        if waits {
            try await first.accept(
                town.letter(from: town.police, "referral.made", to: [town.health]))
        }
        first.clock.advance(milliseconds: 20 * hour)
        // The hundred hours of the broker's own are nobody's silence.
        let second = try await again(first, after: 100 * hour)
        var silences = Silences()
        try await second.broker.declareSilences(&silences)
        second.clock.advance(milliseconds: 3 * hour)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second) == [])
        second.clock.advance(milliseconds: hour)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second).count == (waits ? 1 : 0))
        second.clock.advance(milliseconds: 20 * hour)
        try await second.broker.declareSilences(&silences)
        #expect(try await silent(second).count == 1, "counted from the start")
    }
}
