// SPDX-License-Identifier: Apache-2.0

import Audit
import Testing

@Suite struct `The question about strategy discussions` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council, health) = (PeriodFile.police, PeriodFile.council, PeriodFile.health)
        let soon = file.add(
            "strategy-discussion.requested", from: council, at: 1,
            owed: [
                .init("R6.held", by: council, .met(hour: 5)),
                .init("R6.response", by: police, .met(hour: 2)),
                .init("R6.response", by: health, .met(hour: 3)),
            ])
        file.add(
            "strategy-discussion.held", from: council, at: 6, answering: soon,
            owed: [
                .init("R6.attendance", by: police, .met(hour: 5)),
                .init("R6.attendance", by: health, .met(hour: 5)),
            ])
        let late = file.add(
            "strategy-discussion.requested", from: council, at: 10,
            owed: [
                .init("R6.held", by: council, .late(hour: 58)),
                .init("R6.response", by: police, .late(hour: 30)),
                .init("R6.response", by: health, .met(hour: 12)),
            ])
        file.add(
            "strategy-discussion.held", from: council, at: 59, answering: late,
            ["reason_delayed": "police-unavailable"],
            owed: [
                .init("R6.attendance", by: police, .met(hour: 58)),
                .init("R6.attendance", by: PeriodFile.school, .overdue),
                .init("R6.attendance", by: PeriodFile.nights, .overdue),
                .init("R6.attendance", by: council, .met(hour: 58)),
            ])
        file.add(
            "strategy-discussion.requested", from: council, at: 20,
            owed: [.init("R6.held", by: council, .overdue)])
        return file
    }

    @Test func `counts them, and how long they took`() throws {
        let all = try file().answer(.strategyDiscussions).only(in: "all")
        #expect(all["requested"] == .count(3))
        #expect(all["held_in_time_pct"] == .share(1, of: 3))
        #expect(all["held"] == .count(2))
        #expect(all["hours_to_discussion_median"] == .tenths(40))
        #expect(all["hours_to_discussion_p90"] == .tenths(480))
        #expect(all["overdue_now"] == .count(1))
    }

    @Test func `lists the late ones, and for whom each waited`() throws {
        let table = try #require(file().answer(.strategyDiscussions).table(named: "late"))
        #expect(table.rows.count == 2)
        #expect(
            Array(table.rows[0][4...]) == [
                .tenths(480), .text("Police; School"), .text("School"), .text("police-unavailable"),
                .absent,
            ])
        #expect(
            Array(table.rows[1][3...]) == [
                .absent, .tenths(7_000), .absent, .absent, .absent, .absent,
            ]
        )
    }

    @Test func `totals by agency who answered in time and came`() throws {
        let answer = file().answer(.strategyDiscussions)
        let police = try answer.row("Police", in: "by_agency")
        #expect(police["answered_in_time_pct"] == .share(1, of: 2))
        #expect(police["came_pct"] == .share(2, of: 2))
        #expect(police["late_discussions"] == .count(1))
        let council = try answer.row("Council", in: "by_agency")
        #expect(council["came_pct"] == .share(1, of: 1), "it came when one of its teams did")
        #expect(try answer.row("Health", in: "by_agency")["late_discussions"] == .count(0))
    }
}
