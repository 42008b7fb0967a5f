// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

/// Times that a message tells, and what they do to those who owe, and to whoever tells them.
@Suite struct `A time that a message tells` {
    let partner: Partner

    init() throws { partner = try Partner() }

    private func opened(_ name: String, by message: OpeningMessage) throws -> Expectation.Terms {
        let opened = try partner.open(partner.england(), by: message)
        let opening = try #require(opened.openings.first { $0.terms.name == name })
        #expect(opening.steps == [])
        return opening.terms
    }

    @Test(arguments: ["R16.offered", "R16.held"])
    func `that left no time is counted from the receipt, as asked late`(rule: String) throws {
        let found = try partner.referral(
            type: "missing.found", payload: #"{"found_at": "2026-11-21T09:00:00Z"}"#)
        let terms = try opened(rule, by: found)
        #expect(terms.owedBy == partner.council)
        #expect(terms.from == found.received)
        #expect(terms.due.rfc3339 == "2026-11-28T09:00:00Z")
        #expect(terms.shortfall == .askedLate && terms.breakPoint == .followUpNotDone)
        let late: Int64 = 4 * 86_400_000
        #expect(terms.askedLateBy == late)
    }

    @Test func `that left some time is counted from, as before`() throws {
        let found = try partner.referral(
            type: "missing.found", payload: #"{"found_at": "2026-11-22T10:00:00Z"}"#)
        let terms = try opened("R16.offered", by: found)
        #expect(terms.from.rfc3339 == "2026-11-22T10:00:00Z")
        #expect(terms.due.rfc3339 == "2026-11-25T10:00:00Z")
        #expect(terms.askedLateBy == nil && terms.shortfall == .neverSent)
    }

    @Test(arguments: ["2026-11-18", "2026-11-25T09:00:00Z"])
    func `by which something is asked for, and that is past, leaves the limit of the rule`(
        due: String
    ) throws {
        let back = try partner.referral(
            type: "case.referred-back", payload: #"{"response_due": "\#(due)"}"#)
        let terms = try opened("R26.answered", by: back)
        #expect(terms.from == back.received)
        #expect(terms.due.rfc3339 == "2026-12-03T00:00:00Z")
        #expect(terms.askedLateBy == nil && terms.shortfall == .notDecided)
    }

    @Test func `keeps who tells it to what it owes itself, however late`() throws {
        let started = try partner.referral(
            type: "looked-after.changed", particulars: ["change": "started"],
            from: partner.council, to: [partner.health], payload: #"{"start": "2026-10-01"}"#)
        let terms = try opened("R20.requested", by: started)
        #expect(terms.due.rfc3339 == "2026-10-08T23:00:00Z")
        #expect(terms.askedLateBy == nil)
    }

    @Test(
        arguments: [
            ("R12", "2026-12-10T00:00:00Z"), ("R14.first", "2027-02-26T00:00:00Z"),
        ])
    func `that says of something to come that it was done puts nothing off`(
        rule: String, due: String
    ) throws {
        let record = try partner.referral(
            type: "conference.recorded", particulars: ["kind": "ICPC", "outcome": "plan-made"],
            from: partner.council, to: [partner.police],
            payload: #"{"held_at": "2027-11-25T09:00:00Z"}"#)
        let terms = try opened(rule, by: record)
        #expect(terms.from == record.received)
        #expect(terms.due.rfc3339 == due)
    }

    @Test func `of who came to a meeting is never later than its record`() throws {
        let record = try partner.referral(
            type: "conference.recorded", from: partner.council, to: [partner.police],
            payload: """
                {"held_at": "2027-11-25T09:00:00Z", "attendance": [
                    {"org": "https://police.example", "present": true}]}
                """, attendance: "/attendance")
        let opened = try partner.open(partner.england(), by: record)
        let came = opened.openings.filter { $0.terms.name == "R11.attendance" }
        #expect(came.map(\.steps) == [[.met(at: record.received)]])
    }

    @Test func `of what is to come is counted from, where that may be told before`() throws {
        let changed = try partner.referral(
            type: "looked-after.changed", particulars: ["change": "started"],
            from: partner.council, to: [partner.health], payload: #"{"start": "2026-12-07"}"#)
        #expect(
            try opened("R20.requested", by: changed).due.rfc3339 == "2026-12-15T00:00:00Z")
        let invitation = try partner.referral(
            type: "conference.invited", from: partner.council, to: [partner.police],
            payload: #"{"at": "2026-12-10T10:00:00Z"}"#)
        #expect(
            try opened("R11.recorded", by: invitation).due.rfc3339 == "2026-12-12T00:00:00Z")
    }
}
