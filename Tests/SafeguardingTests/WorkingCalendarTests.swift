// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `A working-day calendar` {
    static let computed: [(String, Int, String)] = [
        ("2026-04-02", 1, "2026-04-07"), ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 15, "2027-01-19"), ("2027-12-24", 1, "2027-12-29"),
        ("2026-03-27", 10, "2026-04-14"), ("2026-04-04", 1, "2026-04-07"),
        ("2026-05-01", 45, "2026-07-07"),
    ]

    @Test(arguments: computed)
    func `counts from the day after the event`(from: String, days: Int, to: String) throws {
        let calendar = try Shipped.calendar("england-and-wales")
        #expect(try calendar.workingDay(days, after: day(from)) == day(to))
    }

    @Test(arguments: Shipped.divisions)
    func `agrees with counting day by day, every day of ten years`(division: String) throws {
        let calendar = try Shipped.calendar(division)
        let closed = Set(calendar.holidays.map(\.date.dayNumber))
        let first = calendar.holidaysCoverFrom.dayNumber
        let last = calendar.holidaysCoverUntil.dayNumber - 40
        for number in first...last {
            var walk = number
            for count in 1...15 {
                repeat { walk += 1 } while (walk + 3) % 7 >= 5 || closed.contains(walk)
                let start = CalendarDate(dayNumber: number)
                #expect(try calendar.workingDay(count, after: start).dayNumber == walk)
            }
            let date = CalendarDate(dayNumber: number)
            let isWorking = !(date.weekday.isWeekend || closed.contains(number))
            #expect(try calendar.isWorkingDay(date) == isWorking)
        }
    }

    @Test(arguments: [
        ("2026-03-27T12:00:00Z", 1, "2026-03-30T23:00:00Z"),
        ("2026-03-26T12:00:00Z", 1, "2026-03-28T00:00:00Z"),
        ("2026-10-23T12:00:00Z", 1, "2026-10-27T00:00:00Z"),
        ("2026-10-22T12:00:00Z", 1, "2026-10-23T23:00:00Z"),
        ("2026-07-01T22:59:59Z", 1, "2026-07-02T23:00:00Z"),
        ("2026-07-01T23:00:00Z", 1, "2026-07-03T23:00:00Z"),
        ("2026-04-04T10:00:00Z", 1, "2026-04-07T23:00:00Z"),
        ("2028-12-28T10:00:00Z", 1, "2028-12-30T00:00:00Z"),
    ])
    func `makes a thing due at the end of the day`(from: String, days: Int, due: String) throws {
        let calendar = try Shipped.calendar("england-and-wales")
        #expect(try calendar.due(workingDays: days, after: moment(from)) == moment(due))
    }

    @Test func `leaves elapsed hours to the clock, across the change of time`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let limit = try #require(TimeLimit("72 hours"))
        let due = try limit.due(from: moment("2026-03-28T20:00:00Z"), calendar: calendar)
        #expect(London.rfc3339(at: due) == "2026-03-31T21:00:00+01:00")
    }

    @Test func `names the edition that a verdict records`() throws {
        #expect(try Shipped.calendar("england-and-wales").edition == "england-and-wales@2025-11-24")
        #expect(try Shipped.calendar("scotland").edition == "scotland@2026-02-25")
        #expect(try Shipped.calendar("scotland").holidaysCoverUntil == day("2028-12-31"))
    }

    @Test func `refuses what it does not cover`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let edition = calendar.edition
        let before = CalendarError.beforeCoverage(
            asked: try day("2018-12-31"), from: try day("2019-01-01"), edition: edition)
        #expect(throws: before) { try calendar.workingDay(1, after: day("2018-12-31")) }
        let last = try day("2028-12-29")
        let beyond = CalendarError.beyondCoverage(
            start: last, workingDays: 1, until: try day("2028-12-31"), edition: edition)
        #expect(throws: beyond) { try calendar.workingDay(1, after: last) }
        #expect(throws: beyond) { try calendar.due(workingDays: 1, after: London.startOfDay(last)) }
        #expect(try calendar.workingDay(1, after: day("2028-12-28")) == last)
        let after = CalendarError.beyondCoverage(
            start: try day("2029-01-01"), workingDays: 0, until: try day("2028-12-31"),
            edition: edition)
        #expect(throws: after) { try calendar.isWorkingDay(day("2029-01-01")) }
        #expect(throws: after) { try calendar.workingDay(1, after: day("2029-01-01")) }
        #expect(throws: CalendarError.fewerThanOneDay(0)) {
            try calendar.workingDay(0, after: last)
        }
        #expect(throws: CalendarError.fewerThanOneDay(-1)) {
            try calendar.workingDay(-1, after: last)
        }
        #expect(throws: CalendarError.self) { try calendar.workingDay(.max, after: last) }
        #expect(
            beyond.description == "1 working day after 2028-12-29 is later than 2028-12-31, the "
                + "last day that calendar england-and-wales@2025-11-24 covers, "
                + "install a newer snapshot")
        #expect(after.description.hasPrefix("2029-01-01 is after 2028-12-31, the last day"))
        #expect(before.description.hasPrefix("2018-12-31 is before 2019-01-01, the first day"))
        #expect(CalendarError.fewerThanOneDay(0).description.hasSuffix("ask for 1 or more"))
    }

    @Test func `shows the days that did not count`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let closed = try calendar.closedDays(after: day("2026-04-02"), through: day("2026-04-07"))
        #expect(
            closed.map(\.description) == ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"])
        #expect(try calendar.closedDays(after: day("2026-04-02"), through: day("2026-04-02")) == [])
    }

    @Test func `is another calendar when its edition differs`() throws {
        let one = try Shipped.calendar("scotland")
        #expect(try one == Shipped.calendar("scotland"))
        #expect(try one.hashValue == Shipped.calendar("scotland").hashValue)
        #expect(try one != Shipped.calendar("northern-ireland"))
    }
}

@Suite struct `A calendar's snapshot` {
    static let good = """
        {
          "calendar": "test", "snapshot": "2025-11-24", "source": "here", "licence": "none",
          "covers": {"first_year": 2026, "last_year": 2026},
          "events": [
            {"date": "2026-01-01", "title": "New Year’s Day"}
          ]
        }
        """

    static func faults(replacing text: String, with other: String) -> [String] {
        let changed = good.replacing(text, with: other)
        do {
            _ = try WorkingCalendar(reading: Array(changed.utf8), file: "c.json")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func `is read`() throws {
        let calendar = try WorkingCalendar(reading: Array(Self.good.utf8), file: "c.json")
        #expect(calendar.name == "test")
        #expect(calendar.source == "here")
        #expect(calendar.licence == "none")
        #expect(calendar.holidays.map(\.title) == ["New Year’s Day"])
        #expect(try calendar.workingDay(1, after: day("2026-01-01")) == day("2026-01-02"))
    }

    @Test(arguments: [
        (
            "\"test\"", "\"Test\"",
            "c.json:2:15: `Test` is not a role: its name is not lower-case words joined by dots "
                + "and hyphens, write lower-case words joined by hyphens, such as `front-door`"
        ),
        (
            "2025-11-24", "2025-11-31",
            "c.json:2:35: `2025-11-31` names a day there is not, write it as `2026-03-18`"
        ),
        (
            "\"licence\": \"none\"", "\"license\": \"none\"",
            "c.json:2:67: unknown key `license` in a calendar, write one of: calendar, "
                + "snapshot, source, licence, covers, events"
        ),
        (
            "2026-01-01", "2027-01-01",
            "c.json:5:5: 2027-01-01 is in no year covered, write a day within them"
        ),
        (
            "2026,", "2027,",
            "c.json:3:13: the last year 2026 is before the first, write 2027 or later"
        ),
        (
            "2026}", "2026.0}",
            "c.json:3:47: the number `2026.0` stands where a whole number is expected, "
                + "write a whole number from 1996 to 2200"
        ),
        (
            "2026}", "2027}",
            "c.json:4:13: 2027 is covered and has no holiday, write the year's holidays"
        ),
        (
            "\"}\n", "\"},\n    {\"date\": \"2026-01-01\", \"title\": \"Again\"}\n",
            "c.json:6:5: 2026-01-01 stands twice, write it once"
        ),
        ("\"}\n", "\"},\n", "c.json:6:3: the file is not JSON"),
    ])
    func `is refused with file, line and column`(text: String, other: String, fault: String) {
        let faults = Self.faults(replacing: text, with: other)
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }
}
