// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

@Suite struct `A message in a matter` {
    private let partner: Partner
    private let partnership: Partnership
    private let received = Instant(milliseconds: 1_764_061_200_000)  // 2025-11-25T09:00:00Z

    init() throws {
        partner = try Partner()
        partnership = try partner.partnership(
            try partner.england(),
            roles: [
                try Role("police-safeguarding"): partner.police,
                try Role("health-safeguarding"): partner.health,
            ])
    }

    private func expectation(
        _ name: String, by debtor: AgencyID, to creditor: AgencyID? = nil, due: Int64 = 3_600_000,
        mustReach: Bool = false
    ) throws -> Expectation {
        let rule = try #require(partnership.rules.timescale(name))
        return Expectation(
            Expectation.Terms(
                rule: rule.id, duty: rule.duty, pack: partnership.rules.name, calendar: "c",
                isUnverified: true, force: rule.force, breakPoint: rule.breakPoint,
                breaks: rule.breaks, shortfall: rule.shortfall, owedBy: debtor,
                owedTo: creditor ?? partner.police, mustReach: mustReach,
                expects: rule.expects.pattern.types.sorted(), from: received,
                due: received.adding(milliseconds: due), subjects: []))
    }

    private func message(
        _ type: String, _ particulars: [String: String] = [:], from sender: AgencyID,
        to recipients: [AgencyID] = [], attendance: [Attendee] = [], passesOnTo: AgencyID? = nil,
        after milliseconds: Int64 = 60_000, payload: String = "{}"
    ) throws -> AnsweringMessage {
        AnsweringMessage(
            type: type, particulars: particulars, sender: sender, recipients: recipients,
            subjects: [], namesOnlyOthers: false, attendance: attendance, passesOnTo: passesOnTo,
            answers: 7, received: received.adding(milliseconds: milliseconds),
            payload: try JSONDocument(parsing: payload).root)
    }

    private func take(
        _ message: AnsweringMessage, on expectation: inout Expectation
    ) throws -> String? {
        try expectation.take(
            message, by: partnership.rules.timescale(expectation.terms.name), openedBy: 7,
            in: partnership, at: message.received)?.word
    }

    @Test func `meets what its sender owes, and nothing of others`() throws {
        var owed = try expectation("R1", by: partner.council)
        #expect(try take(message("message.acknowledged", from: partner.health), on: &owed) == nil)
        #expect(try take(message("referral.decided", from: partner.council), on: &owed) == nil)
        #expect(
            try take(message("message.acknowledged", from: partner.council), on: &owed) == "met")
    }

    @Test func `passes on what its sender owes, only by answering what opened it`() throws {
        var owed = try expectation("R2", by: partner.council)
        let other = try message(
            "message.acknowledged", from: partner.health, passesOnTo: partner.police)
        #expect(try take(other, on: &owed) == nil)
        let redirection = try message(
            "message.acknowledged", from: partner.council, passesOnTo: partner.health)
        #expect(try take(redirection, on: &owed) == "passed_on")
        #expect(owed.owedBy == partner.health)
        #expect(try take(message("referral.decided", from: partner.council), on: &owed) == nil)
        #expect(try take(message("referral.decided", from: partner.health), on: &owed) == "met")
    }

    @Test func `is a discussion only with those there whom the rule wants there`() throws {
        var owed = try expectation("R6.held", by: partner.council)
        let alone = try message(
            "strategy-discussion.held", from: partner.council,
            attendance: [
                Attendee(partner.police, isPresent: false),
                Attendee(partner.health, isPresent: true),
            ])
        #expect(try take(alone, on: &owed) == nil)
        let quorate = try message(
            "strategy-discussion.held", from: partner.council,
            attendance: [
                Attendee(partner.police, isPresent: true),
                Attendee(partner.health, isPresent: true),
            ])
        #expect(try take(quorate, on: &owed) == "met")
    }

    @Test func `counts from when it says that the meeting was, and not from when it was told`()
        throws
    {
        var owed = try expectation("R6.held", by: partner.council)
        _ = owed.judge(at: owed.due)
        let told = try message(
            "strategy-discussion.held", from: partner.council,
            attendance: [partner.police, partner.health].map { Attendee($0, isPresent: true) },
            after: 7_200_000, payload: #"{"held_at": "2025-11-25T09:30:00Z"}"#)
        #expect(try take(told, on: &owed) == "met")
        let held = try Instant(rfc3339: "2025-11-25T09:30:00Z")
        #expect(owed.verdict == .met(at: held))
    }

    @Test func `ends with its reason what turns out not to be owed`() throws {
        var owed = try expectation("R16.held", by: partner.council)
        let declined = try message(
            "return-interview.recorded", ["outcome": "declined"], from: partner.council)
        #expect(try take(declined, on: &owed) == "not_applicable")
    }

    @Test func `must reach whom the rule wants to be told`() throws {
        var owed = try expectation(
            "R17", by: partner.council, to: partner.police, mustReach: true)
        let particulars = ["outcome": "held"]
        let elsewhere = try message(
            "return-interview.recorded", particulars, from: partner.council, to: [partner.health])
        #expect(try take(elsewhere, on: &owed) == nil)
        let copy = try message(
            "return-interview.recorded", particulars, from: partner.council, to: [partner.police])
        #expect(try take(copy, on: &owed) == "met")
    }

    @Test func `stops a clock, and lets it go on later by the working days between`() throws {
        let paused = MessagePattern(types: ["missing.reported"])
        let rule = Timescale(
            id: "X1", title: "t", opens: .message(MessagePattern(types: ["missing.found"])),
            expects: Expected(MessagePattern(types: ["return-interview.recorded"])),
            owedBy: .sender, clock: RuleClock(limit: .workingDays(2)),
            pauses: [
                Pause(
                    paused, because: "missing again",
                    until: MessagePattern(types: ["missing.found"]))
            ], breakPoint: .followUpNotDone, force: .local, source: "s", edition: "e",
            effectiveFrom: try CalendarDate("2020-01-01"))
        var owed = try expectation("R1", by: partner.council, due: 15 * 3_600_000)
        func take(_ type: String, at text: String) throws -> String? {
            try owed.take(
                message(type, from: partner.police), by: rule, openedBy: 7, in: partnership,
                at: try Instant(rfc3339: text))?.word
        }
        // Due at the end of Tuesday 25 November; away from Tuesday over the weekend to Monday.
        #expect(try take("missing.reported", at: "2025-11-25T09:10:00Z") == "paused")
        #expect(try take("missing.found", at: "2025-12-01T09:00:00Z") == "resumed")
        let due = try Instant(rfc3339: "2025-12-02T00:00:00Z")
        #expect(owed.due == due)
    }
}
