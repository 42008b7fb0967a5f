// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `London's civil time` {
    @Test(arguments: [
        ("2026-03-29T00:59:59.999Z", "2026-03-29T00:59:59.999+00:00"),
        ("2026-03-29T01:00:00Z", "2026-03-29T02:00:00+01:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25T01:59:59+01:00"),
        ("2026-10-25T01:00:00Z", "2026-10-25T01:00:00+00:00"),
        ("2026-06-30T23:30:00Z", "2026-07-01T00:30:00+01:00"),
        ("2026-12-31T23:30:00Z", "2026-12-31T23:30:00+00:00"),
    ])
    func `changes at one o'clock UTC on the last Sundays`(utc: String, local: String) throws {
        #expect(London.rfc3339(at: try moment(utc)) == local)
        #expect(try moment(local) == moment(utc))
    }

    @Test(arguments: [
        ("2026-03-28", "2026-03-28T00:00:00Z"), ("2026-03-29", "2026-03-29T00:00:00Z"),
        ("2026-03-30", "2026-03-29T23:00:00Z"), ("2026-10-24", "2026-10-23T23:00:00Z"),
        ("2026-10-25", "2026-10-24T23:00:00Z"), ("2026-10-26", "2026-10-26T00:00:00Z"),
    ])
    func `begins each day at its own midnight`(date: String, start: String) throws {
        #expect(London.startOfDay(try day(date)) == (try moment(start)))
    }

    @Test func `has one first instant for each day of forty years`() throws {
        let first = try day("1996-01-01").dayNumber
        for number in first..<(first + 14_610) {
            let date = CalendarDate(dayNumber: number)
            let start = London.startOfDay(date)
            #expect(London.date(at: start) == date)
            #expect(London.date(at: start.adding(milliseconds: -1)).dayNumber == number - 1)
        }
    }

    @Test func `has days of 23, 24 and 25 hours`() throws {
        func hours(_ date: String) throws -> Duration {
            let date = try day(date)
            return London.startOfDay(date.adding(days: 1)) - London.startOfDay(date)
        }
        #expect(try hours("2026-03-29") == .seconds(23 * 3_600))
        #expect(try hours("2026-10-25") == .seconds(25 * 3_600))
        #expect(try hours("2026-07-01") == .seconds(24 * 3_600))
    }
}
