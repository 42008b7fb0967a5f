// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Testing

@Suite struct `The question about one child` {
    private func file() throws -> (file: PeriodFile, thread: ThreadID) {
        var file = PeriodFile()
        let (police, council) = (PeriodFile.police, PeriodFile.council)
        let referral = file.add(
            "referral.made", from: police, to: [council], at: 1, about: [1, 2],
            owed: [
                .init("R1", by: council, .late(hour: 30)), .init("R2", by: council, .overdue),
            ])
        file.add(
            "referral.decided", from: council, to: [police], at: 50, answering: referral, about: [2]
        )
        file.add(
            "message.acknowledged", from: council, to: [police], at: 30, answering: referral)
        let other = file.add(
            "missing.reported", from: PeriodFile.health, to: [police], at: 60, about: [1])
        file.add("incident.notified", from: police, to: [council], at: 70, about: [2])
        let opening = try #require(file.messages.first { $0.entry == other })
        return (file, opening.facts.thread)
    }

    private func kinds(_ answer: Answer) -> [String] {
        answer.tables[0].rows.map { row in row[1].plain + " " + row[3].plain }
    }

    @Test func `tells every thread of a person in order, with what was not done`() throws {
        let person = Inquiry.Subject.person(String(repeating: "01", count: 16))
        let answer = try file().file.answer(.child, about: person)
        #expect(
            kinds(answer) == [
                "sent referral.made", "late referral.made", "missed referral.made",
                "sent message.acknowledged", "sent missing.reported",
            ], "a decision about a brother only is not the child's")
        let late = answer.tables[0].rows[1]
        #expect(late[0] == .time(PeriodFile.hour(25)), "when it was due")
        #expect(late[2] == .text("Council"))
        #expect(late[5] == .text("R1"))
        #expect(late[7] == .time(PeriodFile.hour(30)))
        #expect(late.last == .absent)
        let all = try answer.only(in: "all")
        #expect(all["threads"] == .count(2))
        #expect(all["messages"] == .count(3))
        #expect(all["gaps"] == .count(2))
        #expect(all["missed"] == .count(1))
    }

    @Test func `marks what was corrected or retracted, and says how many`() throws {
        var (file, thread) = try file()
        file.amend(60, [.retracted])
        let answer = file.answer(.child, about: .thread(thread))
        #expect(answer.tables[0].rows.map(\.last) == [.text("retracted")])
        let note =
            "1 message of the period was corrected or retracted later; it is counted as it came."
        #expect(answer.notes.map(\.sentence).contains(note))
    }

    @Test func `tells one thread when that is asked for, and nothing of a stranger`() throws {
        let (file, thread) = try file()
        #expect(kinds(file.answer(.child, about: .thread(thread))) == ["sent missing.reported"])
        let stranger = Inquiry.Subject.person(String(repeating: "09", count: 16))
        #expect(file.answer(.child, about: stranger).tables[0].rows.isEmpty)
    }
}

@Suite struct `The question about proof` {
    @Test func `counts what was withheld and why`() throws {
        var file = PeriodFile()
        for reason in ["not-held", "more-detrimental", "x-local"] {
            file.add("information.withheld", from: PeriodFile.health, at: 1, ["reason": reason])
        }
        file.add("information.provided", from: PeriodFile.health, at: 2)
        file.add("information.withheld", from: PeriodFile.health, at: 800, ["reason": "not-held"])
        let health = try file.answer(.proof).row("Health", in: "withheld")
        #expect(health["answers"] == .count(4))
        #expect(health["withheld_pct"] == .share(3, of: 4))
        #expect(health["not_held"] == .count(1))
        #expect(health["more_detrimental"] == .count(1))
        #expect(health["other"] == .count(1))
        #expect(try file.answer(.proof).row("School", in: "withheld")["answers"] == .count(0))
    }

    @Test func `counts the reads of its partnership by who read and what`() throws {
        var work = Investigation(PeriodFile().inquiry(.proof))
        let inspector = try AgencyID("https://inspector.example")
        for (place, partnership) in [1, 1, 2].enumerated() {
            let read = ReadFacts(
                agency: inspector, person: place == 0 ? "i-1" : nil, question: "audit/missed",
                purpose: place == 0 ? "inspection" : nil)
            work.take(
                [],
                [
                    ReadRecord(
                        entry: Int64(place), at: PeriodFile.hour(1), partnership: partnership,
                        facts: read)
                ])
        }
        let row = try work.answer().row("audit/missed", in: "reads")
        #expect(row["reads"] == .count(2))
        #expect(row["by_persons"] == .count(1))
        #expect(row["for_purposes"] == .count(1))
    }
}

@Suite struct `A filter of reads` {
    private func read(by agency: AgencyRecord, partnership: Int) -> ReadRecord {
        ReadRecord(
            entry: 3, at: PeriodFile.hour(1), partnership: partnership,
            facts: ReadFacts(agency: agency.id, person: nil, question: "audit/missed"))
    }

    @Test func `shows who oversees its partnership's reads, and everybody its own`() {
        let filter = ReadsFilter(during: PeriodFile.start..<PeriodFile.hour(9))
        let office = Viewer.overseer(PeriodFile.office.id, partnerships: [1])
        #expect(filter.shows(read(by: PeriodFile.police, partnership: 1), to: office))
        #expect(!filter.shows(read(by: PeriodFile.police, partnership: 2), to: office))
        #expect(!filter.shows(read(by: PeriodFile.police, partnership: 0), to: office))
        #expect(filter.shows(read(by: PeriodFile.office, partnership: 0), to: office))
        let police = Viewer.party(PeriodFile.police.id)
        #expect(filter.shows(read(by: PeriodFile.police, partnership: 0), to: police))
        #expect(!filter.shows(read(by: PeriodFile.council, partnership: 1), to: police))
        let narrow = ReadsFilter(
            during: PeriodFile.start..<PeriodFile.hour(9), agency: PeriodFile.council.id)
        #expect(!narrow.shows(read(by: PeriodFile.police, partnership: 1), to: office))
    }
}
