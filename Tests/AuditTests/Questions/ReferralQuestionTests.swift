// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Testing

@Suite struct `The question about referrals` {
    /// Four referrals of the police, of which one is acknowledged late, one is overdue and one is not
    /// due yet; one of the night team, which is part of the council; one before the period.
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council) = (PeriodFile.police, PeriodFile.council)
        file.add(
            "referral.made", from: police, at: -1,
            owed: [.init("R1", by: council, .overdue), .init("R2", by: council, .overdue)])
        let first = file.add(
            "incident.notified", from: police, at: 1,
            owed: [
                .init("R1", by: council, .met(hour: 2)), .init("R2", by: council, .met(hour: 5)),
            ])
        let second = file.add(
            "referral.made", from: police, at: 10,
            owed: [
                .init("R1", by: council, .late(hour: 40)),
                .init("R2", by: council, .late(hour: 50)),
            ])
        file.add(
            "referral.made", from: police, at: 20,
            owed: [.init("R1", by: council, .overdue), .init("R2", by: council, .overdue)])
        file.add(
            "referral.made", from: police, at: 719,
            owed: [.init("R1", by: council, .open), .init("R2", by: council, .open)])
        let third = file.add(
            "referral.made", from: PeriodFile.nights, at: 30,
            owed: [
                .init("R1", by: council, .met(hour: 31)), .init("R2", by: council, .met(hour: 40)),
            ])
        file.add(
            "referral.decided", from: council, at: 5, answering: first,
            owed: [.init("R3", by: council, .met(hour: 6))])
        file.add(
            "referral.decided", from: council, at: 50, answering: second,
            owed: [.init("R3", by: council, .late(hour: 99))])
        file.add(
            "referral.decided", from: council, at: 800, answering: third,
            owed: [.init("R3", by: council, .overdue)])
        return file
    }

    @Test func `counts by source what was acknowledged, decided and told`() throws {
        let row = try file().answer(.referrals).row("Police")
        #expect(row["referrals"] == .count(4))
        #expect(row["acknowledgements_due"] == .count(3))
        #expect(row["acknowledged_in_time"] == .count(1))
        #expect(row["acknowledged_in_time_pct"] == .share(1, of: 3))
        #expect(row["decided_in_time_pct"] == .share(1, of: 3))
        #expect(row["decided"] == .count(2))
        #expect(row["hours_to_decision_median"] == .tenths(40), "4 and 40 hours")
        #expect(row["hours_to_decision_p90"] == .tenths(400))
        #expect(row["referrer_told_pct"] == .share(2, of: 2))
        #expect(row["overdue_now"] == .count(1))
    }

    @Test func `counts a team as its agency, and sees what came after the period`() throws {
        let row = try file().answer(.referrals).row("Council")
        #expect(row["referrals"] == .count(1))
        #expect(row["referrer_told_pct"] == .share(0, of: 1))
        #expect(row["overdue_now"] == .count(1))
        #expect(row["hours_to_decision_median"] == .tenths(100))
    }

    @Test func `shows agencies to which nothing happened, and the sum of all`() throws {
        let answer = file().answer(.referrals)
        #expect(
            answer.tables[0].rows.map { $0[1] }
                == ["Police", "Health", "Council", "School"].map(Answer.Cell.text))
        let none = try answer.row("School")
        #expect(none["referrals"] == .count(0))
        #expect(none["decided_in_time_pct"] == .absent)
        #expect(none["hours_to_decision_median"] == .absent)
        let all = try answer.row("All")
        #expect(all["referrals"] == .count(5))
        #expect(all["acknowledged_in_time_pct"] == .share(2, of: 4))
        #expect(all["hours_to_decision_median"] == .tenths(100), "4, 10 and 40 hours")
    }

    @Test func `says what was left out because it is restricted, erased or went elsewhere`() throws
    {
        var file = file()
        file.add("referral.made", from: PeriodFile.health, at: 3, restricted: true)
        file.add("referral.made", from: PeriodFile.health, at: 4, erased: true)
        file.add("referral.made", from: PeriodFile.health, at: 900, restricted: true)
        let answer = file.answer(.referrals)
        #expect(
            answer.remarks == [
                "1 referral owed nothing to its sender: it did not go to the front door, or was "
                    + "taken back.",
                "1 message of a restricted thread was left out.",
                "1 message of the period was erased; what it said is not known any more.",
            ])
        #expect(try answer.row("Health")["referrals"] == .count(1))
    }
}
