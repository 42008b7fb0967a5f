// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

@Suite struct `A return of missing episodes` {
    /// Reads a file; a child's keyed name is its number, in the system of the council's own numbers.
    static func read(_ text: String) throws -> ReturnedEpisodes {
        try ReturnedEpisodes(reading: Array(text.utf8)) { value, system in
            system.hasSuffix("la-child-id")
                ? [UInt8](repeating: UInt8(value) ?? 0, count: 16) : []
        }
    }

    @Test func `is read by its heads, whatever their order and case, with dates of both kinds`()
        throws
    {
        let text =
            "\u{FEFF}DOB,mis_end,CHILD,MIS_START\r\n,05/06/2026,7,2026-06-04\r\n\r\n"
            + "\"1, or\n2\",,\"8\",04/06/2026 18:00\n"
        let returned = try Self.read(text)
        #expect(returned.faults.isEmpty)
        #expect(returned.episodes.map(\.line) == [2, 4])
        #expect(returned.episodes.map(\.child.count) == [3, 3])
        #expect(returned.episodes.map { "\($0.start)" } == ["2026-06-04", "2026-06-04"])
        #expect(returned.episodes.map { $0.end.map { "\($0)" } } == ["2026-06-05", nil])
    }

    @Test(arguments: [
        ("7,05/06/2026", "It has 2 fields, and the first line 3."),
        ("7,soon,", "MIS_START is no date: write dd/mm/yyyy."),
        ("7,31/02/2026,", "MIS_START is no date: write dd/mm/yyyy."),
        ("7,5/6/2026,", "MIS_START is no date: write dd/mm/yyyy."),
        ("7,05/06/2026,x", "MIS_END is no date: write dd/mm/yyyy."),
        ("7,05/06/2026,04/06/2026", "MIS_END is before MIS_START."),
        (",05/06/2026,", "The child's identifier is empty or longer than 64 characters."),
        (
            String(repeating: "7", count: 65) + ",05/06/2026,",
            "The child's identifier is empty or longer than 64 characters."
        ),
        ("a\"b,05/06/2026,", "A quotation mark is not closed, or not doubled."),
        ("\"7,05/06/2026,", "A quotation mark is not closed, or not doubled."),
    ])
    func `names a bad line by its number, and reads the others`(
        _ line: String, _ why: String
    ) throws {
        let text = "CHILD,MIS_START,MIS_END\n7,05/06/2026,\n" + line
        let returned = try Self.read(text)
        #expect(returned.episodes.map(\.line) == [2])
        #expect(returned.faults.map(\.line) == [3])
        #expect(returned.faults.map(\.why) == [why])
    }

    @Test(arguments: [
        "", "CHILD,DOB\n", "MIS_START\n", "Child Unique ID,Gender\n",
        String(repeating: ",", count: 63) + "CHILD,MIS_START\n",
    ])
    func `is refused without its heads`(_ text: String) {
        #expect(throws: ReturnedEpisodes.Refusal.self) { try Self.read(text) }
    }

    @Test func `may have so many fields, characters and lines, and no more`() throws {
        let wide = String(repeating: ",", count: ReturnedEpisodes.mostFields - 2)
        #expect(try Self.read(wide + "CHILD,MIS_START\n").episodes.isEmpty)
        let id = String(repeating: "7", count: ReturnedEpisodes.mostCharacters)
        #expect(try Self.read("CHILD,MIS_START\n\(id),05/06/2026\n").faults.isEmpty)
        let lines = String(repeating: "7,05/06/2026\n", count: ReturnedEpisodes.mostLines)
        let most = "CHILD,MIS_START\n" + lines
        #expect(try Self.read(most).episodes.count == ReturnedEpisodes.mostLines)
        #expect(throws: ReturnedEpisodes.Refusal.self) { try Self.read(most + "7,05/06/2026") }
    }

    @Test func `must be UTF-8`() {
        #expect(throws: ReturnedEpisodes.Refusal.self) {
            try ReturnedEpisodes(reading: [0x43, 0xFF]) { _, _ in [] }
        }
    }
}

@Suite struct `A list 8 of Annex A` {
    private static let heads =
        "Child Unique ID,Gender,\"Number of Episodes the Child has been ‘Missing’ from their Placement "
        + "in the last 12 months\",Number of Episodes the Child has been ‘Absent’ from their Placement "
        + "in the last 12 months,"
        + "Was the child offered a Return Interview after their last missing episode (Y/N)?,"
        + "Did the child accept a Return Interview after their last missing episode (Y/N)?"

    private func read(_ lines: String...) throws -> ReturnedEpisodes {
        try `A return of missing episodes`.read(([Self.heads] + lines).joined(separator: "\n"))
    }

    /// Child 1 went missing from a placement twice, and was offered an interview after the second, which
    /// it declined; child 2 once, from home; child 4 once, from a placement.
    private func compared(_ lines: String...) throws -> Answer {
        var file = PeriodFile()
        for (person, hour, isPlaced) in [
            (1, 60.0, true), (2, 110, false), (1, 250, true), (4, 260, true),
        ] {
            let report = file.add(
                "missing.reported", from: PeriodFile.police, at: hour,
                ["placed_by_la": isPlaced ? "true" : "false"], about: [person])
            if hour == 250 {
                file.add(
                    "return-interview.recorded", from: PeriodFile.council, at: hour + 20,
                    answering: report,
                    [
                        "offered_at": PeriodFile.hour(hour + 12).rfc3339, "accepted": "false",
                        "outcome": "declined",
                    ])
            }
        }
        let text = ([Self.heads] + lines).joined(separator: "\n")
        return file.answer(
            .missingEpisodes, returned: try `A return of missing episodes`.read(text))
    }

    @Test func `is known by its heads, and read child by child`() throws {
        let returned = try read("7,b) Female,2,0,a) Yes,b) No", "8,b) Female,0,0,,c) Unknown")
        #expect(returned.faults == [] && returned.episodes == [])
        #expect(returned.children?.map(\.line) == [2, 3])
        #expect(returned.children?.map(\.episodes) == [2, 0])
        #expect(returned.children?.map(\.wasOffered) == [true, nil])
        #expect(returned.children?.map(\.wasAccepted) == [false, nil])
        #expect(try `A return of missing episodes`.read("CHILD,MIS_START").children == nil)
    }

    @Test(arguments: [
        (
            "7,,two,0,,",
            "The number of episodes in which the child was missing is no number: "
                + "write 0 where there was none."
        ),
        (
            "7,,,0,,",
            "The number of episodes in which the child was missing is no number: "
                + "write 0 where there was none."
        ),
        (
            "7,,1,0,maybe,",
            "Whether a return interview was offered is neither yes nor no: write "
                + "a) Yes, b) No, or nothing."
        ),
        (
            "7,,1,0,y,maybe",
            "Whether a return interview was accepted is neither yes nor no: write "
                + "a) Yes, b) No, or nothing."
        ),
        (",,1,0,,", "The child's identifier is empty or longer than 64 characters."),
        ("7,1", "It has 2 fields, and the first line 6."),
    ])
    func `names a bad line by its number`(_ line: String, _ why: String) throws {
        let returned = try read("7,,1,0,,", line)
        #expect(returned.children?.count == 1)
        #expect(returned.faults.map(\.line) == [3])
        #expect(returned.faults.map(\.why) == [why])
    }

    @Test func `is held against the episodes of twelve months, from placements`() throws {
        let answer = try compared(
            "1,,2,0,a) Yes,b) No", "2,,0,0,,", "9,,3,0,Y,Y", "what", "8,,0,0,,")
        let table = try #require(answer.table(named: "compared_children"))
        #expect(
            table.rows.map(\.first) == [
                .text("both"), .text("both"), .text("only there"), .text("both"),
                .text("only here"),
            ])
        let all = try answer.only(in: "compared_children_all")
        #expect(all["children"] == .count(5))
        #expect(all["both"] == .count(3))
        #expect(all["differing"] == .count(0))
        #expect(all["only_here"] == .count(1))
        #expect(all["only_there"] == .count(1))
        #expect(try answer.only(in: "left_out")["line"] == .text("5"))
    }

    @Test(arguments: [
        ("1,,3,0,Yes,No", "episodes"), ("1,,2,0,No,No", "offered"), ("1,,2,0,Yes,Yes", "accepted"),
        ("1,,2,0,No,Yes", "offered, accepted"), ("2,,1,0,,", nil),
    ])
    func `tells what both do not say alike`(_ line: String, _ difference: String?) throws {
        let answer = try compared(line)
        let row = try answer.row(difference == nil ? "only there" : "both", in: "compared_children")
        #expect(row["difference"] == difference.map { .text($0) } ?? .absent)
    }
}

@Suite struct `A comparison of missing episodes` {
    /// Child 1 missing on 3 and again on 11 June, child 2 on 5 June, one without an identifier on 7.
    private func file() -> PeriodFile {
        var file = PeriodFile()
        for (person, hour) in [(1, 60.0), (1, 250), (2, 110), (-3, 150)] {
            let report = file.add(
                "missing.reported", from: PeriodFile.police, at: hour,
                ["reported_at": PeriodFile.hour(hour).rfc3339], about: [person])
            file.add(
                "missing.found", from: PeriodFile.police, at: hour + 10, answering: report,
                ["found_at": PeriodFile.hour(hour + 9).rfc3339])
        }
        return file
    }

    private func compared(_ lines: String...) throws -> Answer {
        let text = (["CHILD,MIS_START,MIS_END"] + lines).joined(separator: "\n")
        return file().answer(
            .missingEpisodes, returned: try `A return of missing episodes`.read(text))
    }

    @Test func `says what both have, what is only here, and what is only there`() throws {
        let answer = try compared("1,03/06/2026,03/06/2026", "9,05/06/2026,", "what,is,this")
        let table = try #require(answer.table(named: "compared"))
        #expect(
            table.rows.map(\.first) == [
                .text("both"), .text("only there"), .text("only here"), .text("only here"),
                .text("only here"),
            ])
        let all = try answer.only(in: "compared_all")
        #expect(all["episodes"] == .count(5))
        #expect(all["both"] == .count(1))
        #expect(all["differing"] == .count(0))
        #expect(all["only_here"] == .count(3))
        #expect(all["only_there"] == .count(1))
        #expect(try answer.only(in: "left_out")["line"] == .text("4"))
        #expect(
            answer.remarks.contains(
                "1 episode here is of a child without an identifier and matches nothing."))
    }

    @Test func `takes the days beside for the same, and no day further`() throws {
        for (day, isSame) in [("02", true), ("04", true), ("01", false), ("05", false)] {
            let answer = try compared("1,\(day)/06/2026,")
            #expect(try answer.only(in: "compared_all")["both"] == .count(isSame ? 1 : 0), "\(day)")
        }
    }

    @Test func `matches each once, with the nearest, and tells another end`() throws {
        let twice = try compared("1,03/06/2026,03/06/2026", "1,03/06/2026,03/06/2026")
        #expect(try twice.only(in: "compared_all")["only_there"] == .count(1))
        for end in ["", "07/06/2026"] {
            let answer = try compared("2,05/06/2026,\(end)")
            #expect(try answer.only(in: "compared_all")["differing"] == .count(1))
            #expect(try answer.row("both", in: "compared")["difference"] == .text("end"))
        }
    }

    @Test func `leaves out what began outside the period, and says so`() throws {
        let answer = try compared("1,01/01/2020,")
        #expect(try answer.only(in: "compared_all")["only_there"] == .count(0))
        #expect(answer.remarks.contains("1 line of the file began outside the period."))
    }

    @Test func `is not there when nothing was uploaded`() {
        let answer = file().answer(.missingEpisodes)
        #expect(answer.tables.map(\.name) == ["episodes", "all"])
        #expect(answer.remarks.contains("Nothing is compared with returns of other systems."))
    }
}
