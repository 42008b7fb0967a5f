// SPDX-License-Identifier: Apache-2.0

import Audit
import Testing

@Suite struct `The question about attendance` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council, health) = (PeriodFile.police, PeriodFile.council, PeriodFile.health)
        file.add(
            "conference.invited", from: council, at: 1, ["kind": "ICPC"],
            owed: [
                .init("R10.answered", by: police, .met(hour: 2)),
                .init("R10.answered", by: health, .overdue),
                .init("R10.reported", by: police, .late(hour: 90)),
                .init("R10.reported", by: health, .met(hour: 80)),
            ])
        file.add(
            "conference.invited", from: council, at: 2, ["kind": "ICPC"],
            owed: [
                .init("R10.answered", by: police, .gone), .init("R10.reported", by: police, .gone),
            ])
        file.add(
            "conference.recorded", from: council, at: 100, ["kind": "ICPC"],
            owed: [
                .init("R11.attendance", by: council, .met(hour: 99)),
                .init("R11.attendance", by: police, .overdue),
                .init("R11.attendance", by: health, .met(hour: 99)),
            ])
        for day in 1...4 {
            file.add(
                "core-group.recorded", from: council, at: Double(100 + day * 24),
                owed: [.init("R13.attendance", by: police, day == 2 ? .met(hour: 1) : .overdue)])
        }
        file.add(
            "core-group.recorded", from: council, at: 730,
            owed: [.init("R13.attendance", by: police, .overdue)])
        return file
    }

    @Test func `counts what each agency did for each kind of meeting`() throws {
        let answer = file().answer(.attendance)
        let police = try answer.row("Police", "ICPC")
        #expect(police["invited"] == .count(1), "a conference that was put off invited nobody")
        #expect(police["answered_pct"] == .share(1, of: 1))
        #expect(police["reported_in_time_pct"] == .share(0, of: 1))
        #expect(police["attended_pct"] == .share(0, of: 1))
        let health = try answer.row("Health", "ICPC")
        #expect(health["answered_pct"] == .share(0, of: 1))
        #expect(health["reported_in_time_pct"] == .share(1, of: 1))
        #expect(health["attended_pct"] == .share(1, of: 1))
        let group = try answer.row("Police", "core-group")
        #expect(group["listed"] == .count(4), "the fifth came after the period")
        #expect(group["attended_pct"] == .share(1, of: 4))
    }

    @Test func `shows each agency with each kind, and the sum`() throws {
        let answer = file().answer(.attendance)
        #expect(answer.tables[0].rows.count == 4 * 3)
        #expect(try answer.row("School", "RCPC")["listed"] == .count(0))
        #expect(try answer.row("All")["attended_pct"] == .share(3, of: 7))
    }
}
