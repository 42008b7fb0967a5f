// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing
import Wire

@Suite struct `An answer` {
    private func answer() throws -> Answer {
        Answer(
            .referrals,
            Answer.Outline(title: "A title", asker: "Somebody", sentence: "What is it?"),
            during: PeriodFile.start..<PeriodFile.hour(24),
            of: PeriodFile.partnership, asOf: PeriodFile.hour(30),
            tables: [
                Answer.Table(
                    "main", "The main one",
                    columns: [
                        Answer.Column("agency", .uri, "Its URI.", isForPrograms: true),
                        Answer.Column("name", .text, "Its name."),
                        Answer.Column("sent", .count, "What it sent."),
                        Answer.Column("in_time_pct", .percent, "In time."),
                        Answer.Column("hours_median", .hours, "The middle."),
                        Answer.Column("last_at", .time, "The last."),
                        Answer.Column("late", .truth, "Whether."),
                    ],
                    rows: [
                        [
                            .text("https://a.example"), .text("=SUM(A1), \"B\""), .count(12),
                            .share(2, of: 3), .tenths(20), .time(PeriodFile.hour(9.5)),
                            .flag(true),
                        ],
                        [
                            .text("https://b.example"), .text("C"), .count(0), .absent, .absent,
                            .absent, .absent,
                        ],
                    ],
                    total: [
                        .absent, .text("All"), .count(12), .share(2, of: 3), .tenths(25), .absent,
                        .absent,
                    ]),
                Answer.Table(
                    "other", "The other one",
                    columns: [
                        Answer.Column("child", .identifier, "Who.", showsPerson: true)
                    ], rows: [], isList: true),
            ], notes: [Answer.Note("Nothing else is known.")])
    }

    @Test func `is text that can be read aloud`() throws {
        #expect(
            try answer().text == """
                Q1  A title
                Somebody asks: What is it?
                Period: 2026-06-01 00:00 to before 2026-06-02 00:00; as it stood at \
                2026-06-02 06:00. Times are London's.
                Partnership: https://baton.example/p/one

                The main one
                name           sent          in time  hours median  last at           late
                =SUM(A1), "B"    12  66.7 % (2 of 3)           2.0  2026-06-01 09:30  yes
                C                 0                -             -
                All              12  66.7 % (2 of 3)           2.5

                The other one
                None.

                Notes
                - Nothing else is known.

                """)
    }

    @Test func `is JSON in which what is not known is absent`() throws {
        let json = try answer().json
        #expect(json["question"] == "Q1")
        #expect(
            json["period"] == ["from": "2026-05-31T23:00:00Z", "to": "2026-06-01T23:00:00Z"])
        #expect(json["partnership"] == "https://baton.example/p/one")
        #expect(
            json["columns"]?.array?[1] == ["name": "name", "meaning": "Its name.", "unit": "text"])
        #expect(
            json["rows"] == [
                [
                    "agency": "https://a.example", "name": "=SUM(A1), \"B\"", "sent": 12,
                    "in_time_pct": .number(66.7), "hours_median": 2,
                    "last_at": "2026-06-01T08:30:00Z", "late": true,
                ], ["agency": "https://b.example", "name": "C", "sent": 0],
            ])
        #expect(json["total"]?["sent"] == 12)
        #expect(json["further"]?.array?.count == 1)
        #expect(
            json["further"]?.array?[0]["columns"] == [
                ["name": "child", "meaning": "Who.", "unit": "identifier", "shows_person": true]
            ])
        #expect(json["notes"] == ["Nothing else is known."])
    }

    @Test func `is a table for spreadsheets, in which no cell is a formula`() throws {
        #expect(
            try answer().tables[0].csv
                == "agency,name,sent,in_time_pct,hours_median,last_at,late\r\n"
                + "https://a.example,\"'=SUM(A1), \"\"B\"\"\",12,66.7,2.0,2026-06-01T08:30:00Z,true\r\n"
                + "https://b.example,C,0,,,,\r\n")
    }
}
