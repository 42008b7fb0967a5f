// SPDX-License-Identifier: Apache-2.0

import Foundation
import Handoffs
import Safeguarding
import SampleTown
import Testing

@testable import Relay

@Suite struct `A mailbox's desk` {
    private let now = SampleTown.morning

    private func candidate(_ entry: Int64, _ token: TokenID? = nil) throws -> Desk.Candidate {
        Desk.Candidate(
            name: PartName(entry: entry, part: 1),
            token: try token ?? TokenID(UUID().uuidString.lowercased()), partnership: 1)
    }

    private func visit(at now: Instant, acknowledging: Set<TokenID> = []) -> Desk.Visit {
        Desk.Visit(
            now: now, until: now.adding(milliseconds: 60_000), capacity: 10,
            acknowledging: acknowledging)
    }

    private func take(
        _ candidates: [Desk.Candidate], _ desk: inout Desk, at now: Instant,
        acknowledging: Set<TokenID> = []
    ) -> [PartName] {
        desk.take(candidates, limit: 10, for: visit(at: now, acknowledging: acknowledging))
    }

    private func free(
        _ names: [PartName], _ desk: inout Desk, at now: Instant,
        acknowledging: Set<TokenID> = []
    ) -> (names: [PartName], isMore: Bool) {
        desk.free(names, for: visit(at: now, acknowledging: acknowledging))
    }

    private func keepBack(
        _ candidates: [Desk.Candidate], _ desk: inout Desk, at now: Instant,
        acknowledging: Set<TokenID> = []
    ) -> Bool {
        desk.keepBack(candidates, from: visit(at: now, acknowledging: acknowledging))
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
        #expect(free([seen[0].name], &desk, at: late).names.isEmpty)
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

    @Test func `leaves out what waits for another under its jti, and nothing that stands behind`()
        throws
    {
        var desk = Desk()
        let first = try candidate(1)
        let all = [first, try candidate(2, first.token), try candidate(3)]
        let names = all.map(\.name)
        #expect(free(names, &desk, at: now).names == names, "none was read yet")
        #expect(keepBack(all, &desk, at: now))
        #expect(free(names, &desk, at: now).names == [names[0], names[2]])
        #expect(!keepBack([all[0], all[2]], &desk, at: now))
        #expect(take([first], &desk, at: now) == [names[0]])
        #expect(free(names, &desk, at: now).names == [names[2]])
        #expect(desk.nextVisible(after: now) == now.adding(milliseconds: 60_000))
        desk.acknowledge(first, now: now, forgetting: 60_000)
        #expect(free(names, &desk, at: now).names == [names[1], names[2]])
        let again = free(names, &desk, at: now, acknowledging: [first.token])
        #expect(again.names == [names[2]] && again.isMore)
    }

    @Test func `takes a repeated acknowledgement for no other message's`() throws {
        var desk = Desk()
        let first = try candidate(1)
        let second = try candidate(2, first.token)
        #expect(take([first], &desk, at: now) == [first.name])
        desk.acknowledge(first, now: now, forgetting: 60_000)
        #expect(take([second], &desk, at: now, acknowledging: [first.token]) == [])
        #expect(desk.handedOut(first.token)?.name == first.name)
        // It is acknowledged again and again; then nobody knows what an acknowledgement means.
        _ = keepBack([second], &desk, at: now, acknowledging: [first.token])
        _ = free([second.name], &desk, at: now, acknowledging: [first.token])
        let late = now.adding(milliseconds: 60_000)
        #expect(take([second], &desk, at: late, acknowledging: [first.token]) == [second.name])
        #expect(desk.handedOut(first.token) == nil)
        let later = late.adding(milliseconds: 60_000)
        #expect(take([second], &desk, at: later) == [second.name])
        #expect(desk.handedOut(first.token)?.name == second.name)
    }

    @Test func `renews nothing when something is acknowledged again`() throws {
        var desk = Desk()
        let seen = try candidate(1)
        #expect(take([seen], &desk, at: now) == [seen.name])
        desk.acknowledge(seen, now: now, forgetting: 60_000)
        let late = now.adding(milliseconds: 59_999)
        desk.acknowledge(seen, now: late, forgetting: 60_000)
        for entry in 2..<Int64(100) {
            let now = now.adding(milliseconds: 60_000)
            let other = try candidate(entry)
            _ = take([other], &desk, at: now)
            desk.acknowledge(other, now: now, forgetting: 60_000)
        }
        #expect(desk.handedOut(seen.token) == nil, "it was forgotten in its time")
    }

    @Test func `remembers so many that share a jti, and no more`() throws {
        var desk = Desk()
        let first = try candidate(0)
        let many = try (1...Int64(Desk.rememberedSharing)).map { try candidate($0, first.token) }
        #expect(take([first], &desk, at: now) == [first.name])
        #expect(keepBack(many, &desk, at: now))
        let other = try candidate(.max, first.token)
        #expect(!keepBack([other], &desk, at: now))
        #expect(take([other], &desk, at: now) == [])
        #expect(desk.count == 1 + Desk.rememberedSharing)
    }

    @Test func `remembers the newest acknowledgements, and no more than so many`() throws {
        var desk = Desk()
        let many = try (0..<Int64(Desk.remembered) + 1_000).map { try candidate($0) }
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
