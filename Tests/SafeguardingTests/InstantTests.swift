// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `An instant` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2026-03-18T09:00:00Z", 1_773_824_400_000),
            ("2026-03-18T09:00:00.5Z", 1_773_824_400_500),
            ("2026-03-18T10:00:00+01:00", 1_773_824_400_000),
            ("2026-03-18t03:30:00.0009-05:30", 1_773_824_400_000),
            ("2026-03-18T09:00:00z", 1_773_824_400_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2017-01-01T00:59:60.5+01:00", 1_483_228_800_000),
            ("2000-02-29T00:00:00-00:00", 951_782_400_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func `is read from RFC 3339 text`(text: String, milliseconds: Int64) throws {
        #expect(try Instant(rfc3339: text) == Instant(milliseconds: milliseconds))
    }

    @Test(
        arguments: [
            ("", .notATime("")),
            ("2026-03-18", .notATime("2026-03-18")),
            ("2026-03-18 09:00:00Z", .notATime("2026-03-18 09:00:00Z")),
            ("2026-03-18T09:00:00", .notATime("2026-03-18T09:00:00")),
            ("2026-03-18T09:00:00.Z", .notATime("2026-03-18T09:00:00.Z")),
            ("2026-03-18T09:00:00+1", .notATime("2026-03-18T09:00:00+1")),
            ("2026-03-18T09:00:00Z ", .notATime("2026-03-18T09:00:00Z ")),
            ("٢٠٢٦-03-18T09:00:00Z", .notATime("٢٠٢٦-03-18T09:00:00Z")),
            ("2026-02-30T09:00:00Z", .noSuchTime("2026-02-30T09:00:00Z")),
            ("2026-03-18T24:00:00Z", .noSuchTime("2026-03-18T24:00:00Z")),
            ("2026-03-18T09:60:00Z", .noSuchTime("2026-03-18T09:60:00Z")),
            ("2026-03-18T09:00:61Z", .noSuchTime("2026-03-18T09:00:61Z")),
            ("2026-03-18T09:00:60Z", .noSuchTime("2026-03-18T09:00:60Z")),
            ("2026-03-18T09:00:00+24:00", .noSuchTime("2026-03-18T09:00:00+24:00")),
        ] as [(String, TimeTextError)])
    func `is refused with the reason`(text: String, error: TimeTextError) {
        #expect(throws: error) { try Instant(rfc3339: text) }
    }

    @Test func `is written in UTC, with milliseconds only where there are some`() {
        #expect(Instant(seconds: 1_773_824_400).rfc3339 == "2026-03-18T09:00:00Z")
        #expect(Instant(milliseconds: 1_773_824_400_007).rfc3339 == "2026-03-18T09:00:00.007Z")
        #expect(Instant(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
    }

    @Test func `counts seconds towards the past`() {
        #expect(Instant(milliseconds: -1).seconds == -1)
        #expect(Instant(milliseconds: 1_999).seconds == 1)
        #expect(Instant(seconds: 5).milliseconds == 5_000)
    }

    @Test func `moves by durations`() {
        let start = Instant(seconds: 100)
        #expect(start + .seconds(5) == Instant(seconds: 105))
        #expect(start - .milliseconds(1) == Instant(milliseconds: 99_999))
        #expect(start - Instant(seconds: 40) == .seconds(60))
        #expect(start.milliseconds(since: Instant(seconds: 101)) == -1_000)
        #expect(start.adding(milliseconds: -1) < start)
        #expect(start + .microseconds(999) == start)
    }

    @Test func `stops at the ends of the range and still has words`() {
        let last = Instant(seconds: .max)
        let first = Instant(seconds: .min)
        #expect(last.milliseconds == .max)
        #expect(first.milliseconds == .min)
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(last.milliseconds(since: first) == .max)
        #expect(first.milliseconds(since: last) == .min)
        #expect(last.rfc3339 == "292278994-08-17T07:12:55.807Z")
        #expect(first.rfc3339 == "-292275055-05-16T16:47:04.192Z")
        #expect(London.rfc3339(at: last).hasPrefix("292278994-08-17T07:12:55.807"))
        #expect(London.rfc3339(at: first).hasPrefix("-292275055-05-16T16:47:04.192"))
        #expect(London.startOfDay(London.date(at: first)).milliseconds == .min)
    }
}

@Suite struct `A calendar date` {
    @Test(
        arguments: [
            ("1970-01-01", 0, .thursday), ("1969-12-31", -1, .wednesday),
            ("2000-02-29", 11_016, .tuesday), ("2026-03-18", 20_530, .wednesday),
            ("2028-12-31", 21_549, .sunday), ("0000-03-01", -719_468, .wednesday),
        ] as [(String, Int, Weekday)])
    func `has a number and a weekday`(text: String, number: Int, weekday: Weekday) throws {
        let date = try CalendarDate(text)
        #expect(date.dayNumber == number)
        #expect(date.weekday == weekday)
        #expect(CalendarDate(dayNumber: number) == date)
        #expect(date.description == text)
    }

    @Test(
        arguments: [
            ("", .notADate("")), ("2026-3-18", .notADate("2026-3-18")),
            ("18/03/2026", .notADate("18/03/2026")), ("2026-03-18Z", .notADate("2026-03-18Z")),
            ("2026-02-29", .noSuchDay("2026-02-29")), ("2026-13-01", .noSuchDay("2026-13-01")),
            ("2026-00-10", .noSuchDay("2026-00-10")), ("2026-04-31", .noSuchDay("2026-04-31")),
            ("1900-02-29", .noSuchDay("1900-02-29")), ("2026-01-00", .noSuchDay("2026-01-00")),
        ] as [(String, TimeTextError)])
    func `is refused with the reason`(text: String, error: TimeTextError) {
        #expect(throws: error) { try CalendarDate(text) }
    }

    @Test func `follows its neighbour for 800 years`() throws {
        var previous = try CalendarDate("1599-12-31")
        for number in (previous.dayNumber + 1)...(previous.dayNumber + 292_194) {
            let date = CalendarDate(dayNumber: number)
            #expect(previous < date)
            #expect(date.dayNumber == number)
            let isFirst = date.day == 1
            let before = CalendarDate.days(in: previous.month, of: previous.year)
            #expect(isFirst ? previous.day == before : date.day == previous.day + 1)
            previous = date
        }
        #expect(previous.description == "2399-12-31")
    }

    @Test func `moves by days`() throws {
        #expect(try day("2026-02-28").adding(days: 1) == day("2026-03-01"))
        #expect(try day("2026-01-01").adding(days: -1) == day("2025-12-31"))
        #expect(CalendarDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CalendarDate(year: 2_000_000, month: 1, day: 1) == nil)
        #expect(Weekday.allCases.filter(\.isWeekend) == [.saturday, .sunday])
    }
}

@Suite struct `A time that cannot be read` {
    @Test func `says what is wrong and what to write`() {
        let words = [
            TimeTextError.notATime("x"): "`x` is not a time, write it as `2026-03-18T09:00:00Z`",
            .noSuchTime("x"): "`x` names a time there is not, write it as `2026-03-18T09:00:00Z`",
            .notADate("x"): "`x` is not a date, write it as `2026-03-18`",
            .noSuchDay("x"): "`x` names a day there is not, write it as `2026-03-18`",
        ]
        for (error, sentence) in words { #expect(error.description == sentence) }
    }
}
