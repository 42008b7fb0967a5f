// SPDX-License-Identifier: Apache-2.0

import Audit
import Testing

@Suite struct `The question about escalations` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council, health) = (PeriodFile.police, PeriodFile.council, PeriodFile.health)
        let first = file.add(
            "escalation.raised", from: health, at: 10, ["stage": "1"],
            owed: [.init("R24", by: council, .met(hour: 16))])
        let answered = file.add(
            "escalation.answered", from: council, at: 16, answering: first)
        let second = file.add(
            "escalation.raised", from: health, at: 20, ["stage": "2"],
            owed: [.init("R24", by: council, .late(hour: 70))])
        file.add(
            "escalation.closed", from: health, at: 30, answering: answered,
            ["outcome": "decision-stood"])
        file.add(
            "escalation.closed", from: health, at: 80, answering: second, ["outcome": "resolved"])
        file.add(
            "escalation.raised", from: police, at: 40, ["stage": "4"],
            owed: [.init("R24", by: council, .overdue)])
        return file
    }

    @Test func `counts stages, answers and outcomes of each agency`() throws {
        let answer = file().answer(.escalations)
        let health = try answer.row("Health")
        #expect(health["raised"] == .count(2))
        #expect(health["stage_1"] == .count(1))
        #expect(health["stage_2"] == .count(1))
        #expect(health["stage_3_on"] == .count(0))
        #expect(health["answered_in_time_pct"] == .share(1, of: 2))
        #expect(health["hours_to_answer_median"] == .tenths(60))
        #expect(health["hours_to_answer_p90"] == .tenths(500))
        #expect(health["closed"] == .count(2))
        #expect(health["changed"] == .count(1))
        let police = try answer.row("Police")
        #expect(police["stage_3_on"] == .count(1))
        #expect(police["overdue_now"] == .count(1))
    }

    @Test func `shows who never escalates`() throws {
        let answer = file().answer(.escalations)
        #expect(try answer.row("School")["raised"] == .count(0))
        #expect(answer.remarks.first == "2 agencies of 4 raised nothing in the period.")
    }
}
