// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

@Suite struct `The clock of an expectation` {
    let partner: Partner

    init() throws { partner = try Partner() }

    @Test(
        arguments: [
            // Over Easter 2026: Good Friday is 3 April, Easter Monday 6 April, London is on BST.
            ("2026-04-02T15:00:00Z", 1, "2026-04-07T23:00:00Z"),
            ("2026-04-02T22:59:59.999Z", 1, "2026-04-07T23:00:00Z"),
            ("2026-04-03T12:00:00Z", 1, "2026-04-07T23:00:00Z"),
            ("2026-04-02T15:00:00Z", 3, "2026-04-09T23:00:00Z"),
            // Over Christmas 2026: the 25th is a Friday, Boxing Day is kept on Monday the 28th.
            ("2026-12-24T10:00:00Z", 1, "2026-12-30T00:00:00Z"),
            ("2026-12-26T10:00:00Z", 1, "2026-12-30T00:00:00Z"),
            ("2026-12-24T10:00:00Z", 4, "2027-01-05T00:00:00Z"),
        ])
    func `counts working days to the end of a day in London`(
        _ received: String, _ days: Int, _ due: String
    ) throws {
        let rule = try partner.rule(limit: .workingDays(days))
        let terms = try partner.open(rule, by: partner.referral(at: received)).terms
        #expect(terms.map(\.due.rfc3339) == [due])
    }

    @Test func `runs hours, or a day, at most when the message is urgent or tells of danger`()
        throws
    {
        let pack = try partner.england()
        let immediate = try partner.open(
            pack, by: partner.referral(urgency: "immediate", at: "2026-12-24T22:30:00Z"))
        #expect(
            immediate.terms.map(\.due.rfc3339) == ["2026-12-24T23:30:00Z", "2026-12-25T22:30:00Z"])
        let urgent = try partner.open(
            pack, by: partner.referral(urgency: "urgent", at: "2026-12-24T22:30:00Z"))
        #expect(
            urgent.terms.map(\.due.rfc3339) == ["2026-12-25T06:30:00Z", "2026-12-25T22:30:00Z"])
        let danger = try partner.open(
            pack,
            by: partner.referral(
                particulars: ["immediate_danger": "true"], at: "2026-12-24T22:30:00Z"))
        #expect(danger.terms.map(\.due) == immediate.terms.map(\.due))
    }

    @Test func `starts when it happened, where the rule says so and the message tells`() throws {
        let rule = try partner.rule(starts: .toe, limit: .elapsed(milliseconds: 3_600_000))
        let told = try partner.open(rule, by: partner.referral(toe: "2026-11-25T08:30:00Z"))
        #expect(told.terms.map(\.from.rfc3339) == ["2026-11-25T08:30:00Z"])
        #expect(told.terms.map(\.due.rfc3339) == ["2026-11-25T09:30:00Z"])
        let untold = try partner.open(rule, by: partner.referral())
        #expect(untold.terms.map(\.from.rfc3339) == ["2026-11-25T09:00:00Z"])
    }

    @Test(
        arguments: [
            (#"{"stay":{"ended":"2026-11-25T08:30:00Z"}}"#, "2026-11-25T09:30:00Z"),
            (#"{"stay":{"ended":"yesterday"}}"#, "2026-11-25T10:00:00Z"),
            (#"{"stay":{"ended":20}}"#, "2026-11-25T10:00:00Z"), ("{}", "2026-11-25T10:00:00Z"),
        ])
    func `starts at a time in the payload, else at receipt`(
        _ payload: String, _ due: String
    ) throws {
        let pointer = JSONPointer(tokens: ["stay", "ended"])
        let rule = try partner.rule(
            starts: .pointer(pointer), limit: .elapsed(milliseconds: 3_600_000))
        let terms = try partner.open(rule, by: partner.referral(payload: payload)).terms
        #expect(terms.map(\.due.rfc3339) == [due])
    }

    @Test func `beyond the calendar is named as not judged, and loses no other rule`() throws {
        let opened = try partner.open(
            try partner.rule("X1"),
            try partner.rule("X2", limit: .elapsed(milliseconds: 3_600_000)),
            by: partner.referral(at: "2028-12-29T12:00:00Z"))
        #expect(opened.terms.map(\.rule) == ["X2"])
        #expect(opened.unjudged.map(\.rule) == ["X1"])
        #expect(
            opened.unjudged.map(\.why) == [
                .beyondCoverage(
                    start: try CalendarDate("2028-12-29"), workingDays: 1,
                    until: try CalendarDate("2028-12-31"), edition: "england-and-wales@2025-11-24")
            ])
    }

    @Test(
        arguments: [
            ("2026-11-24T23:59:59.999Z", 0), ("2026-11-25T00:00:00Z", 1),
            ("2026-11-30T23:59:59.999Z", 1), ("2026-12-01T00:00:00Z", 0),
        ])
    func `runs only by a rule in force on the day of receipt`(
        _ received: String, _ count: Int
    ) throws {
        let rule = try partner.rule(from: "2026-11-25", until: "2026-11-30")
        let opened = try partner.open(rule, by: partner.referral(at: received))
        #expect(opened.terms.count == count)
        #expect(opened.unjudged == [])
    }

    @Test func `takes the day of receipt by the clocks of London`() throws {
        let rule = try partner.rule(from: "2026-06-02")
        let before = try partner.referral(at: "2026-06-01T22:59:59Z")
        #expect(try partner.open(rule, by: before).terms == [])
        let after = try partner.referral(at: "2026-06-01T23:00:00Z")
        #expect(try partner.open(rule, by: after).terms.count == 1)
    }
}
