// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

@Suite struct `The clock of a node` {
    private static let noon = SampleTown.morning

    private func clock(_ differences: [(after: Int64, difference: Int64)]) -> NodeClock {
        var clock: NodeClock?
        for (after, difference) in differences {
            let receipt = Self.noon.adding(milliseconds: after)
            let issue = receipt.adding(milliseconds: difference)
            if clock?.note(issuedAt: issue, receivedAt: receipt) == nil {
                clock = NodeClock(issuedAt: issue, receivedAt: receipt)
            }
        }
        return clock ?? NodeClock(issuedAt: Self.noon, receivedAt: Self.noon)
    }

    @Test func `is told by the message that was fastest`() {
        #expect(clock([(0, -90_000), (1_000, -2_000), (2_000, -60_000)]).difference == -2_000)
        #expect(clock([(0, 3_000), (1_000, -60_000)]).difference == 3_000)
    }

    private static let standings: [(Int64, NodeClock.Standing)] = [
        (0, .right), (5_000, .right), (5_001, .ahead), (-5_000, .right), (-5_001, .behind),
    ]

    @Test(arguments: standings)
    func `is right within what is tolerated`(difference: Int64, standing: NodeClock.Standing) {
        #expect(clock([(0, difference)]).standing == standing)
    }

    @Test func `forgets what it was once that is an hour or two ago`() {
        let span = NodeClock.span
        #expect(clock([(0, 9_000), (span - 1, 0)]).difference == 9_000)
        #expect(clock([(0, 9_000), (span, 0), (2 * span - 1, 0)]).difference == 9_000)
        #expect(clock([(0, 9_000), (span, 0), (2 * span, 0)]).difference == 0)
        #expect(clock([(0, 9_000), (2 * span, 0)]).difference == 0)
    }
}

@Suite struct `A clock that was ahead` {
    private func clock(_ differences: [Int64]) -> NodeClock {
        var clock = NodeClock(
            issuedAt: SampleTown.morning.adding(milliseconds: differences[0]),
            receivedAt: SampleTown.morning)
        for (number, difference) in differences.enumerated().dropFirst() {
            let receipt = SampleTown.morning.adding(milliseconds: Int64(number) * 1_000)
            clock.note(issuedAt: receipt.adding(milliseconds: difference), receivedAt: receipt)
        }
        return clock
    }

    @Test func `is right again once three messages in a row are`() {
        #expect(clock([899_000, 0, -1_000]).standing == .ahead)
        #expect(clock([899_000, 0, -1_000, -5_000]).standing == .right)
        #expect(clock([899_000, 0, -1_000, -5_000]).difference == 0)
    }

    @Test func `is not right again for what waited, nor while others are ahead`() {
        #expect(clock([899_000, -5_001, -60_000, -900_000]).difference == 899_000)
        #expect(clock([899_000, 0, 0, 5_001, 0, 0]).standing == .ahead)
        #expect(clock([899_000, 0, -60_000, 0, 0]).standing == .right)
    }
}

@Suite struct `The nodes of an agency` {
    private func clocks(_ stage: Stage, of resident: Resident?) throws -> [JSONNode?] {
        try stage.broker.nodes(for: resident?.id).map { value in
            try JSONDocument(parsing: value.canonical, limits: .message).root["clock"]
        }
    }

    @Test(arguments: [
        (42_000, "ahead"), (-42_000, "behind"), (0, "right"), (301_000, "ahead"),
    ])
    func `show how far a clock is off, also when the message is refused for it`(
        milliseconds: Int64, standing: String
    ) async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let signed = SampleTown.morning.adding(milliseconds: milliseconds)
        _ = try await stage.post(
            town.letter(from: town.police, "referral.made", to: [town.council], at: signed))
        let clock = try #require(try clocks(stage, of: town.police).first ?? nil)
        #expect(clock["standing"]?.string == standing)
        #expect(clock["difference_ms"]?.integer == milliseconds)
        #expect((clock["what_to_do"] == nil) == (standing == "right"))
        #expect(try clocks(stage, of: town.council).allSatisfy { $0 == nil })
        #expect(try clocks(stage, of: nil).compactMap { $0 }.count == 1)
    }

    @Test func `are no longer told to set a clock that later messages prove right`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        for milliseconds: Int64 in [899_000, 0, 0, 0] {
            let clock = try clocks(stage, of: town.police).first ?? nil
            #expect(clock.map { $0["standing"]?.string == "ahead" } ?? true)
            let signed = SampleTown.morning.adding(milliseconds: milliseconds)
            _ = try await stage.post(
                town.letter(from: town.police, "referral.made", to: [town.council], at: signed))
        }
        let clock = try #require(try clocks(stage, of: town.police).first ?? nil)
        #expect(clock["standing"]?.string == "right")
        #expect(clock["what_to_do"] == nil)
    }

    @Test func `say nothing of a clock while the broker's own is in doubt`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        stage.clock.jump(milliseconds: 3_600_000)
        _ = try await stage.post(
            town.letter(from: town.police, "referral.made", to: [town.council]))
        #expect(try clocks(stage, of: town.police).allSatisfy { $0 == nil })
    }
}
