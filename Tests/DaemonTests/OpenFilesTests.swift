// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Daemon

@Suite struct `The limit of open files` {
    private func plan(soft: Int, hard: Int) -> OpenFiles.Plan {
        OpenFiles(soft: soft, hard: hard, processors: 2).plan(connections: 100, listeners: 2)
    }

    /// What 200 connections need here: 40 of the daemon's own and 3 for each of two event loops.
    private static let needed = 246

    @Test func `is left alone where it does`() {
        let enough = OpenFiles.Plan(raised: nil, connections: 100, warning: nil)
        #expect(plan(soft: Self.needed, hard: Self.needed) == enough)
        #expect(plan(soft: 1_024, hard: 4_096) == enough)
    }

    @Test func `is raised as far as it must be`() {
        let raised = OpenFiles.Plan(raised: Self.needed, connections: 100, warning: nil)
        #expect(plan(soft: 64, hard: Self.needed) == raised)
        #expect(plan(soft: Self.needed - 1, hard: 1 << 30) == raised)
    }

    @Test func `lets fewer connections in where it cannot be raised so far`() {
        let one = plan(soft: Self.needed - 1, hard: Self.needed - 1)
        #expect(one.raised == nil && one.connections == 99)
        let few = plan(soft: 64, hard: 146)
        #expect(few.raised == 146 && few.connections == 50)
        #expect(
            few.warning
                == "at most 146 files may be open, so each listener takes at most 50 connections at "
                + "once instead of 100: for all of them write LimitNOFILE=246 in the unit, or raise "
                + "`ulimit -Hn`")
        #expect(plan(soft: 20, hard: 20).connections == OpenFiles.fewestConnections)
    }
}
