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
        ] as [(String, TimeLimit)])
    func `is read as it is written`(text: String, limit: TimeLimit) {
        #expect(TimeLimit(text) == limit)
        #expect(limit.description == text)
    }

    @Test(arguments: [
        "", "1", "day", "0 hours", "-1 hours", "1.5 hours", "1 day", "1  hour", " 1 hour",
        "1 hour ", "+1 hour", "261 working days", "8785 hours", "99999999999999999999 seconds",
        "9223372036854775807 hours", "١ hour",
    ])
    func `is refused when it is anything else`(text: String) {
        #expect(TimeLimit(text) == nil)
    }
}

@Suite struct `A timescale` {
    static func rule(_ limits: [Timescale.ConditionalLimit]) throws -> Timescale {
        Timescale(
            id: "R1", title: "t", opens: MessagePattern(types: ["referral.made"]),
            expects: MessagePattern(types: ["message.acknowledged"]), owedBy: .recipient,
            clock: RuleClock(limit: .workingDays(1)), additionalLimits: limits,
            breakPoint: .receivedNotOwned, force: .local, source: "s", edition: "e",
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
        let marks: [ClockMark] = [.received, .toe, .pointer(JSONPointer(tokens: ["a/b"]))]
        #expect(marks.map(\.description) == ["received", "toe", "/a~1b"])
    }

    @Test func `stands for one of twenty breaks`() {
        #expect(BreakPoint.allCases.map(\.code) == (1...20).map { "B\($0)" })
        #expect(Set(BreakPoint.allCases.map(\.name)).count == 20)
        #expect(BreakPoint.receivedNotOwned.name == "received, not owned")
    }
}
