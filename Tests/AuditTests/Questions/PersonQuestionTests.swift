// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Testing

@Suite struct `The question about children whom nobody owns` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council) = (PeriodFile.police, PeriodFile.council)
        file.add(
            "referral.made", from: police, at: 1, ["urgency": "routine"], about: [1],
            owed: [.init("R1", by: council, .overdue)])
        file.add(
            "incident.notified", from: police, at: 700, ["urgency": "urgent", "grade": "green"],
            about: [2, -3], owed: [.init("R1", by: council, .open)])
        file.add(
            "incident.notified", from: police, at: 710, ["urgency": "urgent", "grade": "red"],
            about: [4], owed: [.init("R1", by: council, .open)])
        let decided = file.add(
            "referral.made", from: PeriodFile.health, at: 240, ["urgency": "immediate"],
            about: [5, 6],
            owed: [.init("R1", by: council, .met(hour: 241))])
        file.add(
            "message.acknowledged", from: PeriodFile.nights, at: 241, answering: decided)
        let asked = file.add(
            "strategy-discussion.requested", from: council, at: 245, answering: decided)
        file.add("message.acknowledged", from: police, at: 246, answering: asked)
        file.add(
            "referral.decided", from: council, at: 250, answering: decided,
            ["decision": "s17-assessment"], about: [6], owed: [.init("R4", by: council, .overdue)])
        file.add(
            "referral.made", from: police, at: 9, ["urgency": "routine"], about: [7],
            owed: [.init("R1", by: council, .late(hour: 600))])
        return file
    }

    @Test func `lists them with the most serious first, and the longest waiting of those`() throws {
        let answer = file().answer(.unowned)
        let children = answer.tables[0].rows.map { $0[0] }
        let expected = [6, 4, 2, 3, 1].map { Answer.Cell.text(PeriodFile.subject($0).text) }
        #expect(children == expected)
    }

    @Test func `says for what, whom and how long each waits`() throws {
        let answer = file().answer(.unowned)
        let allocation = try answer.row(PeriodFile.subject(6).text)
        #expect(allocation["waits_for"] == .text("allocation"))
        #expect(allocation["days"] == .tenths(200))
        #expect(allocation["overdue"] == .flag(true))
        #expect(allocation["owed_by"] == .text("Council"))
        #expect(allocation["last_holder"] == .text("Night team"))
        #expect(allocation["person"] == .text(String(repeating: "06", count: 16)))
        let nobody = try answer.row(PeriodFile.subject(3).text)
        #expect(nobody["person"] == .absent, "no identifier was given")
        #expect(nobody["waits_for"] == .text("acknowledgement"))
        #expect(nobody["overdue"] == .flag(false))
        #expect(nobody["last_holder"] == .absent)
    }

    @Test func `counts them by urgency, and only counts when small numbers are suppressed`() throws
    {
        let answer = file().answer(.unowned)
        let urgent = try answer.row("urgent", in: "by_urgency")
        #expect(urgent["children"] == .count(3))
        #expect(urgent["overdue"] == .count(0))
        #expect(try answer.row("All", in: "by_urgency")["longest_days"] == .tenths(300))
        #expect(
            answer.suppressing(below: 5).tables.map(\.name) == ["by_urgency", "referred_back_all"])
    }

    @Test func `has the register of cases that were referred back`() throws {
        var file = file()
        let (office, council) = (PeriodFile.office, PeriodFile.council)
        file.add(
            "case.referred-back", from: office, at: 100,
            ["by": "auditor", "response_due": PeriodFile.hour(200).rfc3339],
            owed: [
                .init("R26.acknowledged", by: council, .met(hour: 110)),
                .init("R26.answered", by: council, .late(hour: 220)),
            ])
        file.add(
            "case.referred-back", from: office, at: 480,
            owed: [
                .init("R26.acknowledged", by: council, .met(hour: 490)),
                .init("R26.answered", by: council, .overdue),
            ])
        file.amend(480, [.corrected, .retracted, .corrected])
        file.add("case.referred-back", from: office, at: 800)
        let answer = file.answer(.unowned)
        let rows = try #require(answer.table(named: "referred_back")).rows
        #expect(rows.count == 2, "the third came after the period")
        #expect(
            Array(rows[0][1...3]) == [.text("Office"), .text("auditor"), .absent])
        #expect(
            Array(rows[0][5...]) == [
                .time(PeriodFile.hour(200)), .text("in time"), .text("late"),
                .time(PeriodFile.hour(220)), .tenths(50), .absent,
            ])
        #expect(
            Array(rows[1][6...]) == [
                .text("in time"), .text("overdue"), .absent, .tenths(100),
                .text("corrected retracted"),
            ])
        let all = try answer.only(in: "referred_back_all")
        #expect(all["cases"] == .count(2))
        #expect(all["acknowledged_in_time_pct"] == .share(2, of: 2))
        #expect(all["answered_in_time_pct"] == .share(0, of: 2))
        #expect(all["overdue_now"] == .count(1))
    }
}

@Suite struct `The question about repeated contacts` {
    private func contact(
        _ file: inout PeriodFile, from sender: AgencyRecord, at hours: Double, about people: [Int],
        _ decision: String? = "no-further-action", naming named: [Int] = []
    ) {
        let contact = file.add("referral.made", from: sender, at: hours, about: people)
        guard let decision else { return }
        file.add(
            "referral.decided", from: PeriodFile.council, at: hours + 5, answering: contact,
            ["decision": decision], about: named)
    }

    @Test func `finds three contacts in twelve months that were all closed`() throws {
        var file = PeriodFile()
        let police = PeriodFile.police
        for day in [-8_000, -4_000, 100] as [Double] {
            contact(&file, from: police, at: day, about: [1])
        }
        for day in [-8_000, -4_000] as [Double] {
            contact(&file, from: police, at: day, about: [2])
        }
        contact(&file, from: police, at: 100, about: [2], "early-help")
        for day in [-8_000, -4_000, 100] as [Double] {
            contact(&file, from: police, at: day, about: [-3])
        }
        let answer = file.answer(.repeatedContacts)
        #expect(answer.tables[0].rows.count == 1)
        let row = try answer.row(String(repeating: "01", count: 16))
        #expect(row["contacts"] == .count(3))
        #expect(row["repeated_closed"] == .flag(true))
        #expect(row["several_agencies"] == .flag(false))
        let all = try answer.only(in: "all")
        #expect(all["children"] == .count(2))
        #expect(
            answer.remarks == ["1 child of the period had no identifier and cannot be found again."]
        )
    }

    @Test func `does not look back more than twelve months`() throws {
        var file = PeriodFile()
        // The period ends at hour 720; 365 days before it is hour -8,040.
        for day in [-8_041, -4_000, 100] as [Double] {
            contact(&file, from: PeriodFile.police, at: day, about: [1])
        }
        #expect(file.answer(.repeatedContacts).tables[0].rows.isEmpty)
    }

    @Test func `finds contacts of two agencies within seven days, and not at seven days`() throws {
        var file = PeriodFile()
        contact(&file, from: PeriodFile.police, at: 10, about: [1], nil)
        contact(&file, from: PeriodFile.health, at: 177.9, about: [1], nil)
        contact(&file, from: PeriodFile.police, at: 10, about: [2], nil)
        contact(&file, from: PeriodFile.health, at: 178, about: [2], nil)
        contact(&file, from: PeriodFile.council, at: 10, about: [3], nil)
        contact(&file, from: PeriodFile.nights, at: 11, about: [3], nil)
        let answer = file.answer(.repeatedContacts)
        #expect(answer.tables[0].rows.map { $0[0] } == [.text(String(repeating: "01", count: 16))])
        #expect(answer.tables[0].rows[0][3] == .text("Health; Police"))
    }

    @Test func `takes a decision for the children that it names`() throws {
        var file = PeriodFile()
        for hour in [1, 2, 3] as [Double] {
            contact(&file, from: PeriodFile.police, at: hour * 20, about: [1, 2], naming: [1])
        }
        #expect(
            file.answer(.repeatedContacts).tables[0].rows.map { $0[0] }
                == [.text(String(repeating: "01", count: 16))])
    }
}

@Suite struct `Children of whom several sources tell` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council) = (PeriodFile.police, PeriodFile.council)
        let (health, school) = (PeriodFile.health, PeriodFile.school)
        // The night team is part of the council, which so has both messages about the first child.
        file.add("missing.reported", from: police, to: [PeriodFile.nights], at: 10, about: [1])
        file.add("exploitation.identified", from: council, to: [health], at: 20, about: [1])
        // Of the second nobody has both: the police and health each sent one to another.
        file.add("missing.reported", from: police, to: [council], at: 10, about: [2])
        file.add("exploitation.identified", from: health, to: [school], at: 20, about: [2])
        // The third is told of by one source alone, the fourth by all, the fifth too long ago.
        file.add("education.notified", from: police, to: [school], at: 30, about: [3])
        for type in ["missing.reported", "exploitation.identified", "education.notified"] {
            file.add(type, from: police, to: [school], at: 40, about: [4])
        }
        file.add("missing.reported", from: police, to: [council], at: -8_041, about: [5])
        file.add("exploitation.identified", from: council, to: [police], at: 50, about: [5])
        // A notice of the police tells of what it says; one without an identifier is nobody's.
        file.add(
            "incident.notified", from: police, to: [council], at: 60,
            ["notification_kind": "missing"], about: [6, -7])
        file.add("exploitation.identified", from: council, to: [health], at: 61, about: [6, -7])
        return file
    }

    @Test func `are listed, with whoever has a message of each`() throws {
        let table = try #require(file().answer(.repeatedContacts).table(named: "cross_referenced"))
        func name(_ person: Int) -> Answer.Cell {
            .text(String(repeating: "0\(person)", count: 16))
        }
        #expect(table.rows.map { $0[0] } == [name(4), name(1), name(2), name(6)])
        #expect(
            table.rows.map { $0[4] } == [
                .text("Police; School"), .text("Council"), .absent, .text("Council"),
            ])
        #expect(Array(table.rows[0][1...3]) == [.count(1), .count(1), .count(1)])
        #expect(table.isList)
    }

    @Test func `are counted by their sources, of all of whom any of them tells`() throws {
        let answer = file().answer(.repeatedContacts)
        let all = try answer.only(in: "all")
        #expect(all["told_of"] == .count(6))
        #expect(all["told_of_by_several"] == .count(4))
        #expect(all["joined_pct"] == .share(3, of: 4))
        let table = "cross_referenced_all"
        let both = try answer.row("missing, exploitation", in: table)
        #expect(both["children"] == .count(3))
        #expect(both["joined"] == .count(2))
        #expect(try answer.row("exploitation, education", in: table)["children"] == .count(0))
        #expect(
            try answer.row("missing, exploitation, education", in: table)["joined_pct"]
                == .share(1, of: 1))
        let shown = answer.suppressing(below: 5)
        #expect(shown.table(named: "cross_referenced") == nil)
        #expect(try shown.row("missing, exploitation", in: table)["children"] == .under(5))
    }
}

@Suite struct `The question about missing children` {
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council, health) = (PeriodFile.police, PeriodFile.council, PeriodFile.health)
        func time(_ hours: Double) -> String { PeriodFile.hour(hours).rfc3339 }
        for (person, start) in [(1, -2_000.0), (1, 10), (2, 100)] {
            let report = file.add(
                "missing.reported", from: police, at: start,
                ["reported_at": time(start), "risk": "high", "placed_by_la": "true"],
                about: [person])
            let isLate = person == 2
            let found = file.add(
                "missing.found", from: police, at: start + 5, answering: report,
                ["found_at": time(start + 4)],
                owed: [
                    .init(
                        "R16.offered", by: council,
                        isLate ? .late(hour: start + 90) : .met(hour: start + 20))
                ])
            file.add(
                "return-interview.recorded", from: council, to: isLate ? [health] : [police],
                at: start + 91, answering: found,
                [
                    "offered_at": time(start + (isLate ? 90 : 20)), "accepted": "true",
                    "outcome": "held", "held_at": time(start + 91),
                ])
        }
        file.add(
            "missing.reported", from: police, at: 500, ["reported_at": time(500)], about: [-3])
        return file
    }

    @Test func `counts episodes, repeats, offers in time, and copies to the police`() throws {
        let all = try file().answer(.missingEpisodes).only(in: "all")
        #expect(all["episodes"] == .count(3))
        #expect(all["children"] == .count(2))
        #expect(all["repeated"] == .count(1))
        #expect(all["offered_in_time_pct"] == .share(1, of: 2))
        #expect(all["accepted_pct"] == .share(2, of: 2))
        #expect(all["copied_to_police_pct"] == .share(1, of: 2))
    }

    @Test func `lists each episode of the period`() throws {
        let answer = file().answer(.missingEpisodes)
        #expect(answer.tables[0].rows.count == 3)
        let first = try answer.row(PeriodFile.subject(1).text)
        #expect(first["hours"] == .tenths(160))
        #expect(first["offered_in_time"] == .flag(true))
        #expect(first["copied_to_police"] == .flag(true))
        #expect(first["episodes_12m"] == .count(2))
        #expect(first["placed_by_la"] == .flag(true))
        let second = try answer.row(PeriodFile.subject(2).text)
        #expect(second["offered_in_time"] == .flag(false))
        #expect(second["copied_to_police"] == .flag(false))
        let third = try answer.row(PeriodFile.subject(3).text)
        #expect(third["found_at"] == .absent)
        #expect(third["offered_in_time"] == .absent)
        #expect(third["copied_to_police"] == .absent)
        #expect(third["episodes_12m"] == .absent)
    }
}
