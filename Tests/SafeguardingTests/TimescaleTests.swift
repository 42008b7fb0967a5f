// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing
import Wire

@Suite struct `A time limit` {
    @Test(
        arguments: [
            ("1 working day", .workingDays(1)), ("260 working days", .workingDays(260)),
            ("1 hour", .elapsed(milliseconds: 3_600_000)),
            ("90 minutes", .elapsed(milliseconds: 5_400_000)),
            ("6 seconds", .elapsed(milliseconds: 6_000)),
            ("1 millisecond", .elapsed(milliseconds: 1)),
            ("8784 hours", .elapsed(milliseconds: 31_622_400_000)),
            ("1 school day", .schoolDays(1)), ("195 school days", .schoolDays(195)),
            ("1 day", .days(1)), ("366 days", .days(366)), ("6 weeks", .weeks(6)),
            ("1 week", .weeks(1)), ("52 weeks", .weeks(52)), ("1 month", .months(1)),
            ("24 months", .months(24)), ("before", .before),
            ("1 working day before", .workingDaysBefore(1)),
            ("260 working days before", .workingDaysBefore(260)),
        ] as [(String, TimeLimit)])
    func `is read as it is written`(text: String, limit: TimeLimit) {
        #expect(TimeLimit(text) == limit)
        #expect(limit.description == text)
    }

    @Test func `is read with a time of day`() throws {
        let (first, last) = (TimeOfDay(hour: 0, minute: 0), TimeOfDay(hour: 23, minute: 59))
        let work = TimeLimit.nextWorkingDay(at: try #require(first))
        let school = TimeLimit.nextSchoolDay(at: try #require(last))
        #expect(TimeLimit("00:00 on the next working day") == work)
        #expect(TimeLimit("23:59 on the next school day") == school)
        #expect(work.description == "00:00 on the next working day")
        #expect(school.description == "23:59 on the next school day")
        #expect(TimeOfDay(hour: 24, minute: 0) == nil && TimeOfDay(hour: 0, minute: 60) == nil)
        #expect(TimeOfDay("9:30") == nil && TimeOfDay("09-30") == nil)
        #expect(try #require(first) < #require(last))
    }

    @Test func `says what it counts`() throws {
        func limits(_ holds: (TimeLimit) -> Bool) -> [String] {
            [
                "1 working day", "1 hour", "1 school day", "1 day", "1 week", "1 month", "before",
                "09:30 on the next working day", "08:30 on the next school day",
                "2 working days before",
            ].compactMap { TimeLimit($0) }.filter(holds).map(\.description)
        }
        #expect(limits(\.countsSchoolDays) == ["1 school day", "08:30 on the next school day"])
        #expect(limits(\.isElapsed) == ["1 hour"])
        #expect(limits(\.isBefore) == ["before", "2 working days before"])
        #expect(
            limits(\.countsWorkingDays) == [
                "1 working day", "1 school day", "09:30 on the next working day",
                "08:30 on the next school day", "2 working days before",
            ])
    }

    @Test(arguments: [
        "", "1", "day", "0 hours", "-1 hours", "1.5 hours", "1 fortnight", "1  hour", " 1 hour",
        "1 hour ", "+1 hour", "261 working days", "8785 hours", "99999999999999999999 seconds",
        "9223372036854775807 hours", "١ hour", "196 school days", "367 days", "53 weeks",
        "25 months", "261 working days before", "1 day before", "0 working days before",
        " before", "before 1 working day", "24:00 on the next working day",
        "8:30 on the next working day", "08:60 on the next school day", "on the next school day",
        "08:30 on the next day", "working days before",
    ])
    func `is refused when it is anything else`(text: String) {
        #expect(TimeLimit(text) == nil)
    }
}

@Suite struct `A timescale` {
    static func rule(
        _ limits: [Timescale.ConditionalLimit], instead: [Timescale.ConditionalLimit] = [],
        duty: String? = nil, breaks: [Shortfall: BreakPoint] = [:]
    ) throws -> Timescale {
        Timescale(
            id: "R1", duty: duty, title: "t",
            opens: .message(MessagePattern(types: ["referral.made"])),
            expects: Expected(MessagePattern(types: ["message.acknowledged"])), owedBy: .recipient,
            clock: RuleClock(limit: .workingDays(1)), replacingLimits: instead,
            additionalLimits: limits, breakPoint: .receivedNotOwned, breaks: breaks, force: .local,
            source: "s", edition: "e",
            effectiveFrom: try day("2020-01-01"))
    }

    @Test func `is due by the earliest limit whose conditions hold`() throws {
        let rule = try Self.rule([
            .init(conditions: ["grade": ["red"]], limit: .elapsed(milliseconds: 4_000)),
            .init(conditions: ["grade": ["red", "amber"]], limit: .elapsed(milliseconds: 9_000)),
            .init(conditions: ["kind": ["slow"]], limit: .workingDays(9)),
        ])
        let calendar = try Shipped.calendar("scotland")
        let start = try moment("2026-06-12T12:00:00Z")
        func due(_ particulars: [String: String]) throws -> Instant {
            try rule.due(from: start, particulars: particulars, calendar: calendar)
        }
        #expect(try due(["grade": "red"]) == start + .seconds(4))
        #expect(try due(["grade": "amber"]) == start + .seconds(9))
        // Monday 15 June 2026 is a holiday in Scotland alone.
        #expect(try due(["grade": "green"]) == moment("2026-06-16T23:00:00Z"))
        #expect(try due(["kind": "slow"]) == moment("2026-06-16T23:00:00Z"))
        #expect(rule.limits(for: ["grade": "red"]).count == 3)
    }

    @Test func `takes the first limit in place of the clock's whose conditions hold`() throws {
        let rule = try Self.rule(
            [.init(conditions: ["urgency": ["immediate"]], limit: .elapsed(milliseconds: 60_000))],
            instead: [
                .init(conditions: ["stage": ["2"]], limit: .workingDays(2)),
                .init(conditions: ["stage": ["2", "3"]], limit: .workingDays(5)),
            ])
        #expect(rule.limits(for: [:]) == [.workingDays(1)])
        #expect(rule.limits(for: ["stage": "2"]) == [.workingDays(2)])
        #expect(rule.limits(for: ["stage": "3"]) == [.workingDays(5)])
        #expect(
            rule.limits(for: ["stage": "3", "urgency": "immediate"]) == [
                .workingDays(5), .elapsed(milliseconds: 60_000),
            ])
    }

    @Test func `gives way to a due time that the message states, and never past urgency`() throws {
        let calendar = try Shipped.calendar("england-and-wales")
        let rule = try Self.rule([
            .init(conditions: ["urgency": ["immediate"]], limit: .elapsed(milliseconds: 60_000))
        ])
        let start = try moment("2026-06-12T12:00:00Z")
        let stated = try moment("2027-06-12T12:00:00Z")
        func due(_ particulars: [String: String]) throws -> Instant {
            try rule.due(
                from: start, stated: stated, particulars: particulars, calendar: calendar)
        }
        #expect(try due([:]) == stated)
        #expect(try due(["urgency": "immediate"]) == start + .seconds(60))
    }

    @Test func `reads the times that a payload tells`() throws {
        let payload = try JSONDocument(
            parsing: #"{"at": "2026-06-12T12:00:00+01:00", "on": "2026-06-12", "no": "soon"}"#
        ).root
        func moment(_ name: String) -> Instant? {
            ClockMark.pointer(JSONPointer(tokens: [name])).moment(in: payload)
        }
        func stated(_ name: String) -> Instant? {
            RuleClock(limit: .before, dueAt: JSONPointer(tokens: [name])).statedDue(in: payload)
        }
        let noon = try Instant(rfc3339: "2026-06-12T11:00:00Z")
        #expect(moment("at") == noon)
        #expect(stated("at") == noon)
        #expect(moment("on") == (try Instant(rfc3339: "2026-06-11T23:00:00Z")))
        #expect(stated("on") == (try Instant(rfc3339: "2026-06-12T23:00:00Z")))
        #expect(moment("no") == nil && stated("no") == nil)
        #expect(moment("absent") == nil && stated("absent") == nil)
        #expect(ClockMark.received.moment(in: payload) == nil)
        #expect(RuleClock(limit: .before).statedDue(in: payload) == nil)
    }

    @Test func `stands for a break by the way in which it fell short`() throws {
        let rule = try Self.rule([], breaks: [.notDelivered: .sentNotReceived])
        #expect(rule.breakPoint(for: .notDelivered) == .sentNotReceived)
        #expect(rule.breakPoint(for: .neverSent) == .receivedNotOwned)
        #expect(rule.shortfall == .neverSent)
        #expect(rule.name == "R1")
        #expect(try Self.rule([], duty: "held").name == "R1.held")
        #expect(Shortfall.allCases.count == 9)
    }

    @Test func `has no due time beyond the calendar`() throws {
        let calendar = try Shipped.calendar("scotland")
        let rule = try Self.rule([])
        #expect(throws: CalendarError.self) {
            try rule.due(from: moment("2029-01-01T00:00:00Z"), particulars: [:], calendar: calendar)
        }
    }

    @Test func `is in force from its first day to its last`() throws {
        let rule = try Self.rule([])
        #expect(rule.isInForce(on: try day("2020-01-01")))
        #expect(!rule.isInForce(on: try day("2019-12-31")))
        #expect(rule.verifiedOn == nil)
        #expect(rule.roles.isEmpty)
    }

    @Test func `asks for every particular that its conditions name`() {
        let conditions: Conditions = ["a": ["1", "2"], "b": ["3"]]
        #expect(conditions.hold(for: ["a": "2", "b": "3", "c": "4"]))
        #expect(!conditions.hold(for: ["a": "2"]))
        #expect(!conditions.hold(for: ["a": "3", "b": "3"]))
        #expect(Conditions.none.hold(for: [:]))
        #expect(Conditions.none.isEmpty && !conditions.isEmpty)
        let pattern = MessagePattern(types: ["x.done"], conditions: ["a": ["1"]])
        #expect(pattern.matches(type: "x.done", particulars: ["a": "1"]))
        #expect(!pattern.matches(type: "y.done", particulars: ["a": "1"]))
        #expect(!pattern.matches(type: "x.done", particulars: [:]))
    }

    @Test func `uses the words of the format`() throws {
        let role = try Role("front-door")
        #expect(
            [DutyHolder.sender, .recipient, .referrer, .role(role)].map(\.description) == [
                "sender", "recipient", "referrer", "front-door",
            ])
        #expect(
            [Told.owedBy, .owedTo, .role(role)].map(\.description) == [
                "owed_by", "owed_to", "front-door",
            ])
        let marks: [ClockMark] = [.received, .toe, .root, .pointer(JSONPointer(tokens: ["a/b"]))]
        #expect(marks.map(\.description) == ["received", "toe", "root", "/a~1b"])
        let messages = Opening.message(MessagePattern(types: ["b.done", "a.done"]))
        #expect(
            [messages, .refusal, .silence].map(\.description) == [
                "a.done, b.done", "refusal", "silence",
            ])
    }

    @Test func `stands for one of twenty breaks`() {
        #expect(BreakPoint.allCases.map(\.code) == (1...20).map { "B\($0)" })
        #expect(Set(BreakPoint.allCases.map(\.name)).count == 20)
        #expect(BreakPoint.receivedNotOwned.name == "received, not owned")
    }

    @Test func `is a miss where a message did not come, and no pattern of several`() {
        let misses = BreakPoint.allCases.filter(\.isMiss).map(\.code)
        #expect(misses == (2...12).map { "B\($0)" } + ["B15", "B20"])
    }
}
