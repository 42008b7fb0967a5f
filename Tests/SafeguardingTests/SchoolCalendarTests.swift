// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `A school's calendar` {
    static let text = """
        {
          "school": "hill-primary", "snapshot": "2026-03-18", "source": "Its website",
          "terms": [
            {"title": "Spring", "from": "2026-04-20", "until": "2026-05-22"},
            {"title": "Summer", "from": "2026-06-01", "until": "2026-07-17"}
          ],
          "closed": [{"date": "2026-06-01", "title": "Training day"}]
        }
        """

    static func read(_ text: String) throws(SourceFaults) -> SchoolCalendar {
        try SchoolCalendar(reading: Array(text.utf8), file: "s.json")
    }

    @Test func `is read`() throws {
        let school = try Self.read(Self.text)
        #expect(school.edition == "hill-primary@2026-03-18")
        #expect(school.source == "Its website")
        #expect(school.terms.map(\.title) == ["Spring", "Summer"])
        #expect(school.coverage == (try day("2026-04-20")...day("2026-07-17")))
        #expect(school.closed == [try day("2026-06-01"): "Training day"])
    }

    @Test func `counts the working days inside its terms on which it is open`() throws {
        let school = try Self.read(Self.text)
        let working = try Shipped.calendar("england-and-wales")
        func next(_ count: Int, _ from: String) throws -> String {
            try school.schoolDay(count, after: day(from), working: working).description
        }
        // Friday before the half-term week; the Monday after it is a training day.
        #expect(try next(1, "2026-05-22") == "2026-06-02")
        // Monday 4 May 2026 is a bank holiday.
        #expect(try next(1, "2026-05-01") == "2026-05-05")
        #expect(try next(2, "2026-05-21") == "2026-06-02")
        #expect(school.reasonForNoSchool(on: try day("2026-05-25")) == "not in term")
        #expect(school.reasonForNoSchool(on: try day("2026-06-01")) == "Training day")
        #expect(school.reasonForNoSchool(on: try day("2026-06-02")) == nil)
    }

    @Test func `refuses what its terms do not hold, by name`() throws {
        let school = try Self.read(Self.text)
        let working = try Shipped.calendar("england-and-wales")
        let held = try day("2026-04-20")...day("2026-07-17")
        for text in ["2026-04-19", "2026-07-18"] {
            let outside = CalendarError.outsideTerms(
                asked: try day(text), held: held, edition: school.edition)
            #expect(throws: outside) {
                try school.schoolDay(1, after: day(text), working: working)
            }
            #expect(outside.description.contains("hill-primary@2026-03-18"))
        }
        let beyond = CalendarError.beyondTerms(
            start: try day("2026-07-16"), schoolDays: 2, until: try day("2026-07-17"),
            edition: school.edition)
        #expect(
            try school.schoolDay(1, after: day("2026-07-16"), working: working) == held.upperBound)
        #expect(throws: beyond) {
            try school.schoolDay(2, after: day("2026-07-16"), working: working)
        }
        #expect(beyond.description.hasPrefix("2 school days after 2026-07-16 is later than"))
        #expect(throws: CalendarError.fewerThanOneDay(0)) {
            try school.schoolDay(0, after: day("2026-07-16"), working: working)
        }
    }

    @Test(arguments: [
        ("\"hill-primary\"", "\"Hill\"", "s.json:2:13: `Hill` is not a role"),
        (
            "\"2026-05-22\"", "\"2026-04-01\"",
            "s.json:4:5: 2026-04-01 is before 2026-04-20, write a last day after the first"
        ),
        (
            "\"2026-05-22\"", "\"2026-06-01\"",
            "s.json:5:5: `Summer` begins before the term above it ends, write the terms in order"
        ),
        ("\"closed\"", "\"shut\"", "s.json:7:3: unknown key `shut` in a school's calendar"),
        (
            "\"Training day\"}", "\"A\"}, {\"date\": \"2026-06-01\", \"title\": \"B\"}",
            "s.json:7:13: 2026-06-01 stands twice, write it once"
        ),
        ("\"terms\": [", "\"terms\": {", "s.json:"),
    ])
    func `is refused with file, line and column`(text: String, other: String, fault: String) {
        let changed = Self.text.replacing(text, with: other)
        #expect(changed != Self.text)
        let error = #expect(throws: SourceFaults.self) { try Self.read(changed) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }

    @Test func `holds so many terms and closed days and no more`() throws {
        func text(terms: Int, closed: Int) -> String {
            func date(_ number: Int) -> String {
                CalendarDate(dayNumber: 18_000 + number).description
            }
            let terms = (0..<terms).map {
                "{\"title\": \"t\", \"from\": \"\(date(3 * $0))\", \"until\": \"\(date(3 * $0 + 1))\"}"
            }
            let closed = (0..<closed).map { "{\"date\": \"\(date($0))\", \"title\": \"t\"}" }
            return """
                {"school": "s", "snapshot": "2026-03-18", "source": "s",
                 "terms": [\(terms.joined(separator: ", "))],
                 "closed": [\(closed.joined(separator: ", "))]}
                """
        }
        let (terms, closed) = (SchoolCalendar.mostTerms, SchoolCalendar.mostClosedDays)
        #expect(try Self.read(text(terms: terms, closed: closed)).terms.count == terms)
        let over = #expect(throws: SourceFaults.self) {
            try Self.read(text(terms: terms + 1, closed: closed + 1))
        }
        #expect(
            over?.faults.map(\.what) == [
                "there are \(terms + 1) terms", "there are \(closed + 1) closed days",
            ])
    }

    @Test func `that ships says that it is an example`() throws {
        let school = try Shipped.exampleSchool()
        #expect(school.name == "example")
        #expect(school.source.contains("no real school"))
    }
}
