// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

@Suite struct `The question about what the police sent` {
    private func notice(
        _ file: inout PeriodFile, at hours: Double, lag: Double? = 2, grade: String? = "green",
        about people: [Int] = [], _ decisions: [String] = []
    ) {
        var values: [String: String] = [:]
        values["grade"] = grade
        values["incident_at"] = lag.map { PeriodFile.hour(hours - $0).rfc3339 }
        let notice = file.add(
            "incident.notified", from: PeriodFile.police, at: hours, values, about: people)
        for decision in decisions {
            file.add(
                "referral.decided", from: PeriodFile.council, at: hours + 1, answering: notice,
                ["decision": decision])
        }
    }

    @Test func `tells by grade what became of it, and how long after the incident it came`() throws
    {
        var file = PeriodFile()
        notice(&file, at: 10, lag: 2, ["no-further-action"])
        notice(&file, at: 11, lag: 30, ["no-further-action", "early-help"])
        notice(&file, at: 12, lag: nil)
        notice(&file, at: 13, lag: 0.5, grade: "red", ["strategy-discussion"])
        notice(&file, at: 14, lag: -3, grade: nil)
        notice(&file, at: 900)
        file.add("incident.notified", from: PeriodFile.health, at: 15, ["grade": "red"])
        let answer = file.answer(.policeNotices)
        let green = try answer.row("green")
        #expect(green["notices"] == .count(3))
        #expect(green["no_further_action_pct"] == .share(1, of: 2))
        #expect(green["hours_to_notice_median"] == .tenths(20))
        #expect(green["hours_to_notice_p90"] == .tenths(300))
        #expect(try answer.row("red")["notices"] == .count(1), "health is not the police")
        #expect(try answer.row("not graded")["hours_to_notice_median"] == .tenths(0))
        #expect(try answer.row("All")["notices"] == .count(5))
        let bands = try #require(answer.table(named: "by_lag")).rows.map { $0[1] }
        #expect(bands == [2, 1, 0, 1, 0, 0, 1].map(Answer.Cell.count))
    }

    @Test func `tells by kind what became of it, and of kinds of which none came`() throws {
        var file = PeriodFile()
        for (hour, kind) in [(1.0, "DA"), (2, "DA"), (3, "custody")] {
            let notice = file.add(
                "incident.notified", from: PeriodFile.police, at: hour,
                ["notification_kind": kind, "grade": "red"])
            guard hour == 1 else { continue }
            file.add(
                "referral.decided", from: PeriodFile.council, at: 4, answering: notice,
                ["decision": "no-further-action"])
        }
        let answer = file.answer(.policeNotices)
        #expect(try answer.row("DA", in: "by_kind")["notices"] == .count(2))
        #expect(try answer.row("DA", in: "by_kind")["no_further_action_pct"] == .share(1, of: 1))
        #expect(try answer.row("custody", in: "by_kind")["notices"] == .count(1))
        #expect(try answer.row("exploitation", in: "by_kind")["notices"] == .count(0))
        #expect(try answer.row("All", in: "by_kind")["notices"] == .count(3))
    }

    @Test func `counts children of three green notices within three months`() throws {
        var file = PeriodFile()
        // 1 June is hour 0: 2 March is day -91, 1 March day -92.
        for hour in [-91.0 * 24 + 1, -10, 3] { notice(&file, at: hour, about: [1]) }
        for hour in [-92.0 * 24 + 1, -10, 3] { notice(&file, at: hour, about: [2]) }
        for hour in [1.0, 2, 3] { notice(&file, at: hour, grade: "amber", about: [3]) }
        let repeated = try file.answer(.policeNotices).only(in: "repeated_greens")
        #expect(repeated["children"] == .count(2))
        #expect(repeated["repeated"] == .count(1))
    }
}
