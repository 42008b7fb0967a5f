// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `An explanation of a due time` {
    private func explain(
        _ limit: String, from start: String, stated: String? = nil, school: SchoolCalendar? = nil,
        particulars: [String: String] = [:]
    ) throws -> DueExplanation {
        let rule = Timescale(
            id: "R1", title: "t", opens: .message(MessagePattern(types: ["referral.made"])),
            expects: .anything, owedBy: .sender,
            clock: RuleClock(limit: try #require(TimeLimit(limit))),
            additionalLimits: [
                .init(
                    conditions: ["urgency": ["immediate"]],
                    limit: .elapsed(milliseconds: 3_600_000))
            ],
            breakPoint: .receivedNotOwned, force: .local, source: "s", edition: "e",
            effectiveFrom: try day("2020-01-01"))
        let calendar = try Shipped.calendar("england-and-wales")
        let start = try moment(start)
        let explained = try rule.explanation(
            from: start, stated: stated.map { try moment($0) }, particulars: particulars,
            calendar: calendar, school: school)
        #expect(
            try explained.due
                == rule.due(
                    from: start, stated: stated.map { try moment($0) }, particulars: particulars,
                    calendar: calendar, school: school))
        #expect(
            rule.isFallback(particulars: particulars, school: school) == explained.isFallback)
        return explained
    }

    @Test func `names every day that did not count`() throws {
        let explained = try explain("1 working day", from: "2026-04-02T20:00:00Z")
        #expect(
            explained.sentences == [
                "It starts at 2026-04-02T21:00:00+01:00, which is Thursday 2026-04-02 in London; "
                    + "that day is day 0.",
                "The limit is: 1 working day.",
                "By calendar england-and-wales@2025-11-24 these days do not count: "
                    + "Friday 2026-04-03 (Good Friday), Saturday 2026-04-04 (Saturday), "
                    + "Sunday 2026-04-05 (Sunday), Monday 2026-04-06 (Easter Monday).",
                "It is late from 2026-04-08T00:00:00+01:00 on, the end of Tuesday 2026-04-07.",
            ])
    }

    @Test func `names the limit that decided`() throws {
        let explained = try explain(
            "1 working day", from: "2026-04-02T20:00:00Z", particulars: ["urgency": "immediate"])
        #expect(explained.limit == .elapsed(milliseconds: 3_600_000))
        #expect(explained.uncounted.isEmpty)
        #expect(
            explained.sentences.dropFirst() == [
                "The limit is: 1 hour.", "It is late from 2026-04-02T22:00:00+01:00 on.",
            ])
    }

    @Test func `says so where every day counts, and where the message decided`() throws {
        let plain = try explain("1 working day", from: "2026-06-30T12:00:00Z")
        #expect(plain.sentences.contains { $0.hasSuffix("every day between counts.") })
        let stated = try explain(
            "1 working day", from: "2026-06-30T12:00:00Z", stated: "2026-07-02T23:00:00Z")
        #expect(stated.limit == nil)
        #expect(
            stated.sentences.dropFirst() == [
                "The message itself states when it is due.",
                "It is late from 2026-07-03T00:00:00+01:00 on, the end of Thursday 2026-07-02.",
            ])
    }

    @Test func `counts back from what is to come`() throws {
        let explained = try explain("2 working days before", from: "2026-04-08T09:00:00Z")
        #expect(
            explained.uncounted.map(\.date.description) == [
                "2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06",
            ])
        #expect(explained.sentences[0].hasPrefix("It runs up to 2026-04-08T10:00:00+01:00"))
        #expect(explained.lastDay == (try day("2026-04-02")))
        let before = try explain("before", from: "2026-04-08T09:00:00Z")
        #expect(before.due == before.start && before.uncounted.isEmpty)
    }

    @Test func `tells school days from working days, and owns up to the fallback`() throws {
        let limit = "08:30 on the next school day"
        let school = try Shipped.exampleSchool()
        let explained = try explain(limit, from: "2026-02-12T20:00:00Z", school: school)
        #expect(!explained.isFallback)
        #expect(explained.uncounted.isEmpty)
        let holiday = try explain(limit, from: "2026-02-13T20:00:00Z", school: school)
        #expect(holiday.due == (try moment("2026-02-23T08:30:00Z")))
        #expect(
            holiday.uncounted.map(\.reason) == [
                "Saturday", "Sunday", "not in term", "not in term", "not in term", "not in term",
                "not in term", "Saturday", "Sunday",
            ])
        #expect(holiday.sentences.contains { $0.contains(" and example@2026-03-18 these days") })
        let morning = try explain(limit, from: "2026-02-13T06:30:00Z", school: school)
        #expect(morning.due == (try moment("2026-02-13T08:30:00Z")))
        #expect(
            morning.sentences == [
                "It starts at 2026-02-13T06:30:00+00:00, which is Friday 2026-02-13 in London; "
                    + "the time of day was still to come on that day, which counts.",
                "The limit is: 08:30 on the next school day.",
                "It is late from 2026-02-13T08:30:00+00:00 on.",
            ])
        let fallback = try explain(limit, from: "2026-02-13T20:00:00Z")
        #expect(fallback.isFallback)
        #expect(fallback.due == (try moment("2026-02-16T08:30:00Z")))
        #expect(fallback.sentences.contains { $0.hasPrefix("No school's calendar is at hand") })
    }
}
