// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding
import Testing

import struct Handoffs.Expectation

@Suite struct `The register of care leavers` {
    private static func contact(_ touch: String, at hour: Double) -> [String: String] {
        ["in_touch": touch, "contact_at": PeriodFile.hour(hour).rfc3339, "mode": "face-to-face"]
    }

    /// A contact, after which the next is due in a day, as in every file of tests.
    @discardableResult
    private func record(
        in file: inout PeriodFile, _ touch: String, at hour: Double, answering: Int64? = nil,
        about people: [Int] = [1], _ verdict: Expectation.Verdict? = .open
    ) -> Int64 {
        file.add(
            "care-leaver.contacted", from: PeriodFile.council, at: hour, answering: answering,
            Self.contact(touch, at: hour), about: people,
            owed: verdict.map { [.init("R22", by: PeriodFile.council, $0)] } ?? [])
    }

    @Test func `says who is responsible, when and how contact was made, and what is due`() throws {
        var file = PeriodFile()
        record(in: &file, "REFU", at: 10)
        let row = try file.answer(.careLeavers, hours: 0..<20).row("Council")
        #expect(row["last_contact_at"] == .time(PeriodFile.hour(10)))
        #expect(row["in_touch"] == .text("REFU"))
        #expect(row["mode"] == .text("face-to-face"))
        #expect(row["days_since"] == .tenths(4))
        #expect(row["attempts"] == .count(0))
        #expect(row["next_due_at"] == .time(PeriodFile.hour(34)))
        #expect(row["overdue"] == .flag(false))
        #expect(row["days_overdue"] == .absent)
    }

    @Test func `is overdue from the very moment on, and says by how long`() throws {
        var file = PeriodFile()
        record(in: &file, "YES", at: 10, .overdue)
        let at = try file.answer(.careLeavers, hours: 0..<34).row("Council")
        #expect(at["overdue"] == .flag(true))
        #expect(at["days_overdue"] == .tenths(0))
        let later = file.answer(.careLeavers, hours: 0..<58)
        #expect(try later.row("Council")["days_overdue"] == .tenths(10))
        let all = try later.row("Council", in: "by_agency")
        #expect(all["care_leavers"] == .count(1))
        #expect(all["in_touch_pct"] == .share(1, of: 1))
        #expect(all["overdue"] == .count(1))
        #expect(all["longest_days"] == .tenths(10))
        #expect(try later.row("Police", in: "by_agency")["care_leavers"] == .count(0))
        #expect(try later.row("All", in: "by_agency")["overdue"] == .count(1))
    }

    @Test func `takes an attempt in vain for no contact`() throws {
        var file = PeriodFile()
        let first = record(in: &file, "YES", at: 10)
        record(in: &file, "NO", at: 20, answering: first, about: [], nil)
        record(in: &file, "NO", at: 30, answering: first, about: [], nil)
        let answer = file.answer(.careLeavers, hours: 0..<31)
        let row = try answer.row("Council")
        #expect(row["last_contact_at"] == .time(PeriodFile.hour(10)))
        #expect(row["attempts"] == .count(2))
        #expect(row["tried_at"] == .time(PeriodFile.hour(30)))
        #expect(row["next_due_at"] == .time(PeriodFile.hour(34)))
        #expect(try answer.row("Council", in: "by_agency")["in_touch"] == .count(0))
    }

    @Test func `lists first whom nobody ever reached, for whom no clock runs`() throws {
        var file = PeriodFile()
        record(in: &file, "YES", at: 10, about: [1], .overdue)
        record(in: &file, "NO", at: 11, about: [2], nil)
        let answer = file.answer(.careLeavers)
        let ids = try #require(answer.table(named: "care_leavers")).rows.map(\.first)
        #expect(ids == [.text(PeriodFile.subject(2).text), .text(PeriodFile.subject(1).text)])
        #expect(try answer.row("All", in: "by_agency")["never"] == .count(1))
        let row = try answer.row(PeriodFile.subject(2).text)
        #expect(row["next_due_at"] == .absent && row["overdue"] == .absent)
    }

    @Test func `follows a person from thread to thread, and nobody without an identifier`() throws {
        var file = PeriodFile()
        record(in: &file, "YES", at: 10, about: [1], .overdue)
        record(in: &file, "YES", at: 50, about: [1])
        record(in: &file, "YES", at: 10, about: [-2])
        record(in: &file, "YES", at: 50, about: [-2])
        let answer = file.answer(.careLeavers, hours: 0..<60)
        #expect(answer.table(named: "care_leavers")?.rows.count == 3)
        #expect(
            try answer.row(PeriodFile.subject(1).text)["next_due_at"]
                == .time(PeriodFile.hour(74)))
    }

    @Test func `goes by when contact was made, though it is entered late`() throws {
        var file = PeriodFile()
        let first = record(in: &file, "YES", at: 10)
        file.add(
            "care-leaver.contacted", from: PeriodFile.council, at: 40, answering: first,
            Self.contact("NO", at: 5))
        #expect(try file.answer(.careLeavers).row("Council")["attempts"] == .count(0))
    }

    @Test(arguments: ["DIED", "NREQ"])
    func `leaves out who died or needs no more, and says how many`(_ touch: String) throws {
        var file = PeriodFile()
        let first = record(in: &file, "YES", at: 10, .gone)
        record(in: &file, touch, at: 20, answering: first, nil)
        let answer = file.answer(.careLeavers)
        #expect(answer.table(named: "care_leavers")?.rows.isEmpty == true)
        #expect(
            answer.remarks.contains(
                "1 care leaver died, or needs no more contact, and is not listed."))
        let before = file.answer(.careLeavers, hours: 0..<20)
        #expect(before.table(named: "care_leavers")?.rows.count == 1)
        #expect(try before.row("Council")["next_due_at"] == .absent, "it is owed no more")
    }
}
