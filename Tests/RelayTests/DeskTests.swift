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
}
