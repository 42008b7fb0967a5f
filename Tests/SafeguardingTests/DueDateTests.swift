// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Safeguarding
import Testing

/// A limit, and how the walk finds the same: the position of the last day, and the milliseconds
/// of its midnight at which the thing is late where that is not the next day's.
private struct Unit: Sendable {
    let limit: String
    let find: @Sendable (NaiveCalendar, Int) -> Int?
    var minutes: Int64?

    static func next(_ text: String, _ minutes: Int64, school: Bool) -> Unit {
        Unit(
            limit: text,
            find: { calendar, from in
                let counts = school ? calendar.school : calendar.working
                // At midnight the day's own morning is still to come, at noon it is over.
                let isMorning = `A due time`.moments[from % 2] == 0
                return isMorning && counts[from] ? from : calendar.walk(1, from: from, on: counts)
            }, minutes: minutes)
    }

    static let all: [Unit] =
        [1, 2, 3, 5, 10, 15, 20, 45].map { count in
            Unit(limit: count == 1 ? "1 working day" : "\(count) working days") { calendar, from in
                calendar.walk(count, from: from, on: calendar.working)
            }
        }
        + [2, 5].map { count in
            Unit(limit: "\(count) working days before") { calendar, from in
                calendar.walk(count, from: from, by: -1, on: calendar.working)
            }
        }
        + [1, 7, 28].map { count in
            Unit(limit: count == 1 ? "1 day" : "\(count) days") { _, from in from + count }
        }
        + [6, 8].map { count in Unit(limit: "\(count) weeks") { _, from in from + 7 * count } }
        + [1, 3, 6, 12].map { count in
            Unit(limit: count == 1 ? "1 month" : "\(count) months") { calendar, from in
                calendar.months(count, from: from)
            }
        }
        + [1, 4].map { count in
            Unit(limit: count == 1 ? "1 school day" : "\(count) school days") { calendar, from in
                calendar.walk(count, from: from, on: calendar.school)
            }
        }
        + [
            next("09:30 on the next working day", 570, school: false),
            next("08:30 on the next school day", 510, school: true),
        ]
}

@Suite struct `A due time` {
    /// The moments that are asked, of one day the first and of the next the noon.
    fileprivate static let moments: [Int64] = [0, 43_200_000]

    private static func naive(_ division: String, _ school: SchoolCalendar) throws -> NaiveCalendar
    {
        struct Snapshot: Decodable { let events: [Event] }
        struct Event: Decodable { let date: String }
        let data = try Data(contentsOf: Checkout.file("config/calendars/\(division).json"))
        let events = try JSONDecoder().decode(Snapshot.self, from: data).events
        return NaiveCalendar(
            holidays: Set(events.map(\.date)),
            terms: school.terms.map {
                ($0.days.lowerBound.description, $0.days.upperBound.description)
            },
            closed: Set(school.closed.keys.map(\.description)))
    }

    @Test(arguments: Shipped.divisions)
    func `agrees with a walk from day to day, each day of ten years, in every unit`(
        division: String
    ) throws {
        let calendar = try Shipped.calendar(division)
        let school = try Shipped.exampleSchool()
        let naive = try Self.naive(division, school)
        let held = try NaiveDay.walk.map { school.coverage.contains(try day($0.text)) }
        var asked = 0
        var wrong: [String] = []
        for unit in Unit.all {
            let limit = try #require(TimeLimit(unit.limit))
            for (position, start) in NaiveDay.walk.enumerated() where naive.covered[position] {
                if limit.countsSchoolDays, !held[position] { continue }
                let expected = unit.find(naive, position).map {
                    unit.minutes == nil
                        ? NaiveDay.walk[$0 + 1].midnight : NaiveDay.walk[$0].midnight
                }.map { $0 + (unit.minutes ?? 0) * 60_000 }
                let moment = Self.moments[position % 2]
                let instant = Instant(milliseconds: start.midnight + moment)
                let due = try? limit.due(from: instant, calendar: calendar, school: school)
                asked += 1
                if due?.milliseconds != expected { wrong.append("\(start.text) \(unit.limit)") }
            }
        }
        #expect(wrong.prefix(5) == [])
        #expect(asked > 80_000)
    }

    @Test(arguments: Shipped.packs)
    func `is walked to in every way that a rule of a shipped pack counts`(name: String) throws {
        let walked = Set(Unit.all.map(\.limit))
        for rule in try Shipped.rules(name).timescales {
            for limit in rule.allLimits where !limit.isElapsed && limit != .before {
                #expect(walked.contains(limit.description), "\(rule.name): \(limit)")
            }
        }
    }

    @Test func `is never nearer than its least, and for days in a row comes within the hour of it`()
        throws
    {
        let calendar = try Shipped.calendar("england-and-wales")
        let school = try Shipped.exampleSchool()
        let days = NaiveDay.walk.filter { $0.text > "2026-01-07" && $0.text < "2026-12-01" }
        for unit in Unit.all {
            let limit = try #require(TimeLimit(unit.limit))
            let waits = days.dropFirst().compactMap { next -> Int64? in
                let last = Instant(milliseconds: next.midnight - 1)
                let due = try? limit.due(from: last, calendar: calendar, school: school)
                return due.map { $0.milliseconds - last.milliseconds }
            }
            let least = try #require(waits.min())
            #expect(limit.leastMilliseconds <= max(0, least), "\(limit)")
            if case .days = limit { #expect(least - limit.leastMilliseconds == 1, "\(limit)") }
            if limit == .workingDays(1) {
                #expect(least - limit.leastMilliseconds == 3_600_001)
            }
        }
    }

    @Test(arguments: Shipped.divisions)
    func `counts working days for school days where no school's calendar is at hand`(
        division: String
    ) throws {
        let calendar = try Shipped.calendar(division)
        let (ofSchool, ofWork) = (TimeLimit.schoolDays(3), TimeLimit.workingDays(3))
        for text in ["2026-08-03T10:00:00Z", "2026-04-02T10:00:00Z", "2026-12-23T10:00:00Z"] {
            let start = try moment(text)
            #expect(
                try ofSchool.due(from: start, calendar: calendar)
                    == ofWork.due(from: start, calendar: calendar))
        }
    }

    @Test func `is a time on the wall, across the changes of summer time`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let limit = try #require(TimeLimit("08:30 on the next working day"))
        func due(_ text: String) throws -> String {
            London.rfc3339(at: try limit.due(from: moment(text), calendar: calendar))
        }
        #expect(try due("2026-03-27T23:30:00Z") == "2026-03-30T08:30:00+01:00")
        #expect(try due("2026-10-23T22:30:00Z") == "2026-10-26T08:30:00+00:00")
        // It is past midnight in London: it is Wednesday, and its morning is still to come.
        #expect(try due("2026-06-30T23:30:00Z") == "2026-07-01T08:30:00+01:00")
    }

    @Test(arguments: [
        ("2026-09-08T06:30:00+01:00", "2026-09-08"), ("2026-09-08T08:29:59+01:00", "2026-09-08"),
        ("2026-09-08T08:30:00+01:00", "2026-09-09"), ("2026-09-08T23:59:00+01:00", "2026-09-09"),
        ("2026-09-05T06:30:00+01:00", "2026-09-07"), ("2026-08-31T06:30:00+01:00", "2026-09-01"),
    ])
    func `is this morning's, for what comes in the small hours of a day that counts`(
        start: String, due: String
    ) throws {
        let calendar = try Shipped.calendar("england-and-wales")
        for limit in ["08:30 on the next working day", "08:30 on the next school day"] {
            let found = try #require(TimeLimit(limit)).due(from: moment(start), calendar: calendar)
            #expect(London.rfc3339(at: found) == "\(due)T08:30:00+01:00", "\(limit)")
        }
    }

    @Test func `by school days is this morning's only where there are lessons`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let school = try Shipped.exampleSchool()
        let limit = try #require(TimeLimit("08:30 on the next school day"))
        let due = try ["2026-02-13", "2026-02-16", "2026-02-23"].map {
            try limit.due(
                from: moment("\($0)T06:30:00Z"), calendar: calendar, school: school
            ).rfc3339
        }
        #expect(
            due == ["2026-02-13T08:30:00Z", "2026-02-23T08:30:00Z", "2026-02-23T08:30:00Z"])
    }

    @Test func `is before the moment that the clock names`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let start = try moment("2026-04-08T00:30:00Z")
        #expect(try TimeLimit.before.due(from: start, calendar: calendar) == start)
        let due = try TimeLimit.workingDaysBefore(2).due(from: start, calendar: calendar)
        #expect(due == (try moment("2026-04-02T23:00:00Z")))
    }

    @Test func `is refused where the calendar does not reach`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        #expect(throws: CalendarError.self) {
            try TimeLimit.workingDaysBefore(2).due(
                from: moment("2019-01-03T10:00:00Z"), calendar: calendar)
        }
        #expect(throws: CalendarError.self) {
            try TimeLimit.workingDaysBefore(0).due(
                from: moment("2020-01-03T10:00:00Z"), calendar: calendar)
        }
        let beyond = try moment("2031-05-05T10:00:00Z")
        #expect(try TimeLimit.months(1).due(from: beyond, calendar: calendar) > beyond)
        #expect(throws: CalendarError.self) {
            try TimeLimit.workingDays(1).due(from: beyond, calendar: calendar)
        }
    }
}
