// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

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

    @Test func `is hidden in what is said of it, and single cases are not listed`() throws {
        var file = PeriodFile()
        file.add("referral.made", from: PeriodFile.police, at: 1, restricted: true)
        let answer = file.answer(.unowned).suppressing(below: 5)
        #expect(answer.remarks.contains("<5 message of a restricted thread was left out."))
        #expect(answer.tables.allSatisfy { !$0.isList })
    }
}
