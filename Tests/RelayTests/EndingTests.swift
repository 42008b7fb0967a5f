// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Signing
import Testing

@testable import Relay

private let day: Int64 = 86_400_000

@Suite struct `What ends by itself` {
    private let start = SampleTown.morning

    private func at(_ days: Int64) -> Instant { start.adding(milliseconds: days * day) }

    private func ending(
        _ kind: Ending.Kind = .anchor, lives days: Int64, file: String = "root.pem"
    ) -> Ending {
        Ending(kind, file: file, from: start, until: at(days))
    }

    @Test func `is near in steps, the last of them the end`() {
        let ending = ending(lives: 200)
        func stage(daysBefore days: Int64, less milliseconds: Int64 = 0) -> Ending.Stage {
            ending.stage(at: at(200 - days).adding(milliseconds: -milliseconds))
        }
        #expect(stage(daysBefore: 60, less: 1) == .far)
        for days in [60, 30, 14, 7, 1] as [Int64] {
            #expect(stage(daysBefore: days) == .near(days: Int(days)))
        }
        #expect(stage(daysBefore: 0, less: 1) == .near(days: 1))
        #expect(stage(daysBefore: 0) == .over)
    }

    @Test func `is told of a day before when it is a list, which lives for days`() {
        for kind in [Ending.Kind.list, .clientList] {
            let list = ending(kind, lives: 7)
            #expect(list.stage(at: at(5)) == .far)
            #expect(list.stage(at: at(6)) == .near(days: 1))
        }
    }

    @Test func `is far in the first half of its life, however short that is`() {
        let list = ending(.list, lives: 1)
        #expect(list.stage(at: start.adding(milliseconds: day / 2 - 1)) == .far)
        #expect(list.stage(at: start.adding(milliseconds: day / 2)) == .near(days: 1))
    }

    @Test func `is told once a step, and once when another is in its place`() {
        var endings = Endings()
        let (first, second) = (ending(lives: 200), ending(lives: 800))
        #expect(endings.changes([first], at: at(0)) == [])
        #expect(endings.changes([first], at: at(141)) == [.near(first, days: 60)])
        #expect(endings.changes([first], at: at(142)) == [])
        #expect(endings.changes([first], at: at(199)) == [.near(first, days: 1)])
        #expect(endings.changes([first], at: at(200)) == [.over(first)])
        #expect(endings.changes([first], at: at(300)) == [])
        #expect(endings.changes([second], at: at(300)) == [.renewed(second)])
        #expect(endings.changes([second], at: at(301)) == [])
        #expect(endings.changes([], at: at(301)) == [])
    }

    @Test func `is shown by the first of its kind, until there is none, and then as never`() {
        var endings = Endings()
        let all = [
            ending(lives: 200), ending(lives: 90, file: "b.pem"), ending(.listener, lives: 300),
        ]
        #expect(endings.firstEnds(all) == [.anchor: at(90), .listener: at(300)])
        #expect(endings.firstEnds([all[2]]) == [.anchor: nil, .listener: at(300)])
        #expect(endings.firstEnds([]) == [.anchor: nil, .listener: nil])
        var others = Endings()
        #expect(others.firstEnds([]).isEmpty)
    }

    @Test func `is an agreement too, told once when its day of review is over`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let ids = try town.setting().directory.agreements.map(\.id)
        let review = try #require(try town.setting().directory.agreements.first?.reviewBy)
        var endings = Endings()
        #expect(stage.broker.ends(&endings) == [])
        let over = London.endOfDay(review).milliseconds(since: stage.clock.now)
        stage.clock.advance(milliseconds: over - 1)
        #expect(stage.broker.ends(&endings) == [])
        stage.clock.advance(milliseconds: HourlyLook.pause)
        let told = stage.broker.ends(&endings).map { change -> String in
            if case .unreviewed(let agreement) = change { agreement.id } else { "\(change)" }
        }
        #expect(told == ids.sorted())
        stage.clock.advance(milliseconds: HourlyLook.pause)
        #expect(stage.broker.ends(&endings) == [])
        // Reviewed, and forgotten again.
        #expect(endings.lapses([]) == [])
        #expect(endings.lapses(try town.setting().directory.agreements).count == ids.count)
    }

    @Test func `is looked at at once after a load, and each hour`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        func setting(_ endings: [Ending]) throws -> Setting {
            let usual = try town.setting()
            return Setting(
                frontDoor: usual.frontDoor, vault: usual.vault, signature: usual.signature,
                noteSigner: usual.noteSigner, documents: usual.documents, endings: endings,
                version: usual.version)
        }
        var endings = Endings()
        #expect(stage.broker.ends(&endings) == [])
        let listener = Ending(
            .listener, file: "l.pem", from: start.adding(milliseconds: -300 * day),
            until: start.adding(milliseconds: 7 * day + 3_600_000))
        try await stage.broker.load(setting([listener]))
        #expect(stage.broker.ends(&endings) == [.near(listener, days: 14)])
        stage.clock.advance(milliseconds: HourlyLook.pause - 1)
        #expect(stage.broker.ends(&endings) == [])
        stage.clock.advance(milliseconds: 1)
        #expect(stage.broker.ends(&endings) == [.near(listener, days: 7)])
    }
}
