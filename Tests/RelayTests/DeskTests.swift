// SPDX-License-Identifier: Apache-2.0

import Foundation
import Handoffs
import Safeguarding
import SampleTown
import Testing

@testable import Relay

@Suite struct `A mailbox's desk` {
    private let now = SampleTown.morning

    private func candidate(_ entry: Int64) throws -> Desk.Candidate {
        Desk.Candidate(
            name: PartName(entry: entry, part: 1),
            token: try TokenID(UUID().uuidString.lowercased()), partnership: 1)
    }

    private func take(
        _ candidates: [Desk.Candidate], _ desk: inout Desk, at now: Instant
    ) -> [PartName] {
        desk.take(
            candidates, limit: 10, capacity: 10, now: now,
            until: now.adding(milliseconds: 60_000))
    }

    @Test func `does not hand out again what was acknowledged since a poll looked`() throws {
        var desk = Desk()
        let seen = [try candidate(1)]
        #expect(take(seen, &desk, at: now) == [seen[0].name])
        desk.acknowledge(seen[0], now: now, forgetting: 60_000)
        #expect(take(seen, &desk, at: now.adding(milliseconds: 60_000)).isEmpty)
        #expect(desk.count == 0)
    }

    @Test func `knows when the next message is visible again, seen from when it was looked at`()
        throws
    {
        var desk = Desk()
        _ = take([try candidate(1)], &desk, at: now)
        let visible = now.adding(milliseconds: 60_000)
        #expect(desk.nextVisible(after: now) == visible)
        #expect(desk.nextVisible(after: visible) == nil)
    }

    @Test func `keeps back what is being acknowledged, however late it is`() throws {
        var desk = Desk()
        let seen = [try candidate(1)]
        #expect(take(seen, &desk, at: now) == [seen[0].name])
        desk.hold(seen[0].name)
        let late = now.adding(milliseconds: 3_600_000)
        #expect(desk.free([seen[0].name], now: late).isEmpty)
        #expect(take(seen, &desk, at: late).isEmpty)
        desk.release(seen[0].name, at: late)
        #expect(take(seen, &desk, at: late) == [seen[0].name])
    }

    @Test func `does not forget an earlier time when a later one could not be sent`() throws {
        var desk = Desk()
        let seen = [try candidate(1), try candidate(2)]
        #expect(take([seen[0]], &desk, at: now) == [seen[0].name])
        let later = now.adding(milliseconds: 60_000)
        #expect(take(seen, &desk, at: later).count == 2)
        for one in seen { desk.forget(one.name) }
        #expect(desk.handedOut(seen[0].token)?.name == seen[0].name)
        #expect(desk.handedOut(seen[1].token) == nil)
        #expect(take(seen, &desk, at: later).count == 2)
    }

    @Test func `remembers the newest acknowledgements, and no more than so many`() throws {
        var desk = Desk()
        let many = try (0..<Int64(Desk.remembered) + 1_000).map(candidate)
        for (place, one) in many.enumerated() {
            let now = now.adding(milliseconds: Int64(place / 1_000))
            #expect(take([one], &desk, at: now) == [one.name])
            desk.acknowledge(one, now: now, forgetting: 60_000)
            #expect(desk.acknowledgedCount <= Desk.remembered)
        }
        let newest = many.suffix(Desk.remembered / 2)
        #expect(newest.allSatisfy { desk.handedOut($0.token)?.name == $0.name })
        #expect(desk.handedOut(many[0].token) == nil)
    }
}
