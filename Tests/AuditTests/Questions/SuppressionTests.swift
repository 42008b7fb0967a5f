// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@testable import Audit

@Suite struct `A small number that is suppressed` {
    private static let columns = [
        Answer.Column("name", .text, "Who."), Answer.Column("n", .count, "All."),
        Answer.Column("part", .count, "Some of them.", partOf: "n"),
        Answer.Column("part_pct", .percent, "How many in a hundred.", restsOn: ["part", "n"]),
        Answer.Column("hours_median", .hours, "The middle.", restsOn: ["n"]),
    ]

    private func row(_ name: String, _ whole: Int, _ part: Int) -> [Answer.Cell] {
        [
            .text(name), .count(whole), .count(part),
            whole == 0 ? .absent : .share(part, of: whole), .tenths(15),
        ]
    }

    /// The rows that are shown, the total last, as text.
    private func shown(
        _ rows: [[Answer.Cell]], total: [Answer.Cell]? = nil, below number: Int = 5
    ) throws -> [String] {
        let answer = Answer(
            .attendance,
            Answer.Outline(title: "A title", asker: "Somebody", sentence: "What is it?"),
            during: PeriodFile.start..<PeriodFile.hour(1),
            of: PeriodFile.partnership, asOf: PeriodFile.start,
            tables: [
                Answer.Table("t", "T", columns: Self.columns, rows: rows, total: total)
            ])
        let table = try #require(answer.suppressing(below: number).tables.first)
        return (table.rows + [table.total].compactMap(\.self)).map { row in
            row.map(\.plain).joined(separator: " ")
        }
    }

    @Test func `is shown as under the limit, at the limit as it is, and nothing as nothing`() throws
    {
        #expect(
            try shown([row("a", 4, 0), row("b", 5, 0), row("c", 0, 0), row("d", 10, 5)]) == [
                "a <5 0 c c", "b 5 0 0.0 1.5", "c 0 0  1.5", "d 10 5 50.0 1.5",
            ])
        #expect(try shown([row("a", 4, 0)], below: 4) == ["a 4 0 0.0 1.5"])
    }

    @Test func `cannot be computed from its whole`() throws {
        // Four of 104 are missing from the part.
        #expect(try shown([row("a", 104, 100)]) == ["a 104 c c 1.5"])
        #expect(try shown([row("a", 105, 100)]) == ["a 105 100 95.2 1.5"])
        #expect(try shown([row("a", 100, 3)]) == ["a 100 <5 c 1.5"])
    }

    @Test func `cannot be computed from the total of its column`() throws {
        #expect(
            try shown([row("a", 3, 0), row("b", 20, 0), row("c", 9, 0)], total: row("all", 32, 0))
                == ["a <5 0 c c", "b 20 0 0.0 1.5", "c c 0 c c", "all 32 0 0.0 1.5"])
        // With nothing else to leave out, the total goes.
        #expect(
            try shown([row("a", 3, 0), row("b", 0, 0)], total: row("all", 3, 0), below: 3)
                == ["a 3 0 0.0 1.5", "b 0 0  1.5", "all 3 0 0.0 1.5"])
        #expect(
            try shown([row("a", 4, 0), row("b", 0, 0)], total: row("all", 4, 0))
                == ["a <5 0 c c", "b 0 0  1.5", "all <5 0 c c"])
    }

    @Test func `cannot be computed where several are as small or as large as they can be`() throws {
        for each in [1, 4] {
            #expect(
                try shown(
                    [row("a", each, 0), row("b", each, 0), row("c", 30, 0)],
                    total: row("all", 30 + 2 * each, 0))[2] == "c c 0 c c")
        }
        #expect(
            try shown(
                [row("a", 1, 0), row("b", 4, 0), row("c", 30, 0)], total: row("all", 35, 0))[2]
                == "c 30 0 0.0 1.5")
    }

    /// The first row that is shown of a table of counts, as text, of so many of each column.
    private func shown(
        _ columns: [Answer.Column], _ splits: [Answer.Split], _ counts: [Int], below number: Int = 6
    ) throws -> String {
        let table = Answer.Table(
            "t", "T", columns: columns, rows: [counts.map(Answer.Cell.count)], splits: splits)
        let row = try #require(table.suppressing(below: number).rows.first)
        return row.map(\.plain).joined(separator: " ")
    }

    private static let abcd = ["a", "b", "c", "d"].map { Answer.Column($0, .count, "Some.") }

    @Test func `cannot be computed from parts that make up a whole`() throws {
        let exact = [Answer.Split("a", into: ["b", "c", "d"], isExact: true)]
        // 20 less 8 and 9 would be 3.
        #expect(try shown(Self.abcd, exact, [20, 8, 9, 3]) == "20 c 9 <6")
        #expect(try shown(Self.abcd, exact, [20, 8, 12, 0]) == "20 8 12 0")
        #expect(try shown(Self.abcd, exact, [22, 8, 8, 6]) == "22 8 8 6")
        // What no column counts is left: 4 of 20.
        let some = [Answer.Split("a", into: ["b", "c"])]
        #expect(try shown(Self.abcd, some, [20, 9, 7, 0]) == "20 9 c 0")
        #expect(try shown(Self.abcd, some, [24, 9, 7, 0]) == "24 9 7 0")
        // Two hidden parts of which the sum leaves one value each.
        #expect(try shown(Self.abcd, exact, [12, 10, 1, 1]) == "12 c <6 <6")
    }

    @Test func `cannot be computed through a part of a part`() throws {
        let columns = [
            Answer.Column("a", .count, "All."),
            Answer.Column("b", .count, "Some.", partOf: "a"),
            Answer.Column("c", .count, "Some of those.", partOf: "b"),
        ]
        // One is closed less than raised; all that are closed changed something.
        #expect(try shown(columns, [], [8, 7, 7]) == "8 c c")
    }

    @Test func `cannot be computed from another table of the answer`() throws {
        var file = PeriodFile()
        func allocate(_ team: String, _ role: String, _ people: Range<Int>) {
            let root = file.add(
                "referral.made", from: PeriodFile.school, to: [PeriodFile.council], at: 1,
                about: Array(people))
            file.add(
                "case.allocated", from: PeriodFile.council, at: 2, answering: root,
                ["team": team, "worker_role": role])
        }
        allocate("Team 1", "social-worker", 1..<10)
        allocate("Team 1", "reviewer", 10..<13)
        allocate("Team 2", "social-worker", 20..<40)
        // Another small one, so that the column's total tells neither.
        allocate("Team 2", "reviewer", 60..<64)
        allocate("Team 3", "social-worker", 40..<60)
        let answer = file.answer(.caseload).suppressing(below: 6)
        let workers = try answer.row("Team 1", "social-worker", in: "by_owner")["cases"]
        let team = try answer.row("Team 1", in: "by_team")["cases"]
        #expect(try answer.row("Team 1", "reviewer", in: "by_owner")["cases"] == .under(6))
        #expect(workers == .concealed || team == .concealed, "12 less 9 would be 3")
    }

    @Test func `is not told by the answers to escalations that came`() throws {
        var file = PeriodFile()
        for hour in 1...8 {
            file.add(
                "escalation.raised", from: PeriodFile.health, at: Double(hour), ["stage": "1"],
                owed: [
                    .init(
                        "R24", by: PeriodFile.council,
                        hour == 8 ? .overdue : .met(hour: Double(hour + 1)))
                ])
        }
        let shown = file.answer(.escalations).suppressing(below: 6)
        let health = try shown.row("Health")
        #expect(health["raised"] == .count(8))
        #expect(health["overdue_now"] == .under(6))
        #expect(health["answers"] == .concealed, "8 less 7 would be the one that is overdue")
        #expect(try shown.row("All")["answers"] == .concealed)
    }

    @Test func `is hidden in what is said of it, and single cases are not listed`() throws {
        var file = PeriodFile()
        file.add("referral.made", from: PeriodFile.police, at: 1, restricted: true)
        let answer = file.answer(.unowned).suppressing(below: 5)
        // In the singular it would say that it was one.
        #expect(answer.remarks.contains("<5 messages of restricted threads were left out."))
        #expect(answer.tables.allSatisfy { !$0.isList })
    }
}
