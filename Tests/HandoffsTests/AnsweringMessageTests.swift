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
        mustReach: Bool = false, subjects: [Int] = []
    ) throws -> Expectation {
        let rule = try #require(partnership.rules.timescale(name))
        return Expectation(
            Expectation.Terms(
                rule: rule.id, duty: rule.duty, pack: partnership.rules.name, calendar: "c",
                isUnverified: true, force: rule.force, breakPoint: rule.breakPoint,
                breaks: rule.breaks, shortfall: rule.shortfall, owedBy: debtor,
                owedTo: creditor ?? partner.police, mustReach: mustReach,
                expects: rule.expects.pattern.types.sorted(), from: received,
                due: received.adding(milliseconds: due), subjects: subjects))
    }

    private func message(
        _ type: String, _ particulars: [String: String] = [:], from sender: AgencyID,
        to recipients: [AgencyID] = [], attendance: [Attendee] = [],
        passesOnTo: AgencyID? = nil, answers: Int64 = 7, subjects: [Int] = [],
        namesOnlyOthers: Bool = false,
        after milliseconds: Int64 = 60_000, payload: String = "{}"
    ) throws -> AnsweringMessage {
        AnsweringMessage(
            type: type, particulars: particulars, sender: sender, recipients: recipients,
            subjects: subjects, namesOnlyOthers: namesOnlyOthers, attendance: attendance,
            passesOnTo: passesOnTo, answers: answers,
            received: received.adding(milliseconds: milliseconds),
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

    @Test(
        arguments: [
            ("2025-11-25T08:59:59Z", nil), ("2025-11-24", nil), ("2025-11-25T09:00:30Z", "met"),
            ("2025-11-25T09:00:00Z", "met"), ("2025-11-25", "met"),
        ])
    func `tells of an earlier episode where its time is before the clock's start`(
        held: String, step: String?
    ) throws {
        var owed = try expectation("R16.held", by: partner.council)
        let told = try message(
            "return-interview.recorded", ["outcome": "held"], from: partner.council,
            payload: #"{"held_at": "\#(held)"}"#)
        #expect(try take(told, on: &owed) == step)
    }

    @Test func `does not meet by the very contact from which the time is counted`() throws {
        var owed = try expectation("R22", by: partner.council)
        func contact(_ time: String) throws -> AnsweringMessage {
            try message(
                "care-leaver.contacted", ["in_touch": "YES"], from: partner.council,
                after: 7_200_000, payload: #"{"contact_at": "\#(time)"}"#)
        }
        _ = owed.judge(at: owed.due)
        #expect(try take(contact("2025-11-25T09:00:00Z"), on: &owed) == nil)
        #expect(try take(contact("2025-11-20T09:00:00Z"), on: &owed) == nil)
        #expect(try take(contact("2025-11-25T09:30:00Z"), on: &owed) == "met")
    }

    @Test func `passes nothing on to whom it is owed`() throws {
        var owed = try expectation("R2", by: partner.council)
        let back = try message(
            "message.acknowledged", ["status": "redirected"], from: partner.council,
            passesOnTo: partner.police)
        #expect(try take(back, on: &owed) == nil)
        #expect(owed.owedBy == partner.council)
    }

    @Test func `ends with its reason what turns out not to be owed`() throws {
        var owed = try expectation("R16.held", by: partner.council)
        let declined = try message(
            "return-interview.recorded", ["outcome": "declined"], from: partner.council)
        #expect(try take(declined, on: &owed) == "not_applicable")
    }

    @Test func `that tells of a duplicate ends what its sender owes for what it answers`()
        throws
    {
        var owed = try expectation("R2", by: partner.council)
        func duplicate(from sender: AgencyID, of entry: Int64) throws -> AnsweringMessage {
            try message(
                "message.acknowledged", ["status": "duplicate"], from: sender, answers: entry)
        }
        #expect(try take(duplicate(from: partner.health, of: 7), on: &owed) == nil)
        #expect(try take(duplicate(from: partner.council, of: 8), on: &owed) == nil)
        #expect(try take(duplicate(from: partner.council, of: 7), on: &owed) == "not_applicable")
    }

    @Test func `that declines a case declines it for its sender alone`() throws {
        var owed = try expectation("R5.within", by: partner.council)
        func declined(by sender: AgencyID) throws -> AnsweringMessage {
            try message("case.transferred", ["status": "declined"], from: sender)
        }
        #expect(try take(declined(by: partner.health), on: &owed) == nil)
        #expect(try take(declined(by: partner.council), on: &owed) == "not_applicable")
    }

    @Test func `ends what is owed for one child, and not what is owed for another`() throws {
        var owed = try expectation("R13.next", by: partner.council, subjects: [0, 1])
        func ended(for subjects: [Int]) throws -> AnsweringMessage {
            try message(
                "conference.recorded", ["outcome": "plan-ended"], from: partner.council,
                subjects: subjects, namesOnlyOthers: subjects.isEmpty)
        }
        #expect(try take(ended(for: []), on: &owed) == nil)
        #expect(try take(ended(for: [1]), on: &owed) == "partly_met")
        #expect(owed.outstanding == [0] && owed.isWaiting)
        #expect(try take(ended(for: [1]), on: &owed) == nil)
        #expect(try take(ended(for: [0]), on: &owed) == "not_applicable")
    }

    @Test(arguments: ["R8.concluded", "R9.invited", "R9.held", "R12", "R13.next", "R14.later"])
    func `that a child died or is another authority's ends what was to be done for it`(
        rule: String
    ) throws {
        for (type, particulars) in [
            ("record.retracted", ["reason_code": "child-died"]),
            ("record.retracted", ["reason_code": "moved-area"]),
            ("case.transferred", ["status": "accepted", "transfer_kind": "between-areas"]),
        ] {
            var owed = try expectation(rule, by: partner.council)
            let message = try message(type, particulars, from: partner.police)
            #expect(try take(message, on: &owed) == "not_applicable")
        }
        var owed = try expectation(rule, by: partner.council)
        let error = try message(
            "record.retracted", ["reason_code": "sent-in-error"], from: partner.police)
        #expect(try take(error, on: &owed) == nil)
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

    @Test func `stops a clock for as long as the pause took, where hours decided and not days`()
        throws
    {
        let rule = Timescale(
            id: "X1", title: "t", opens: .message(MessagePattern(types: ["missing.found"])),
            expects: Expected(MessagePattern(types: ["return-interview.recorded"])),
            owedBy: .sender, clock: RuleClock(limit: .workingDays(2)),
            additionalLimits: [
                Timescale.ConditionalLimit(
                    conditions: ["urgency": ["immediate"]], limit: .elapsed(milliseconds: 3_600_000)
                )
            ],
            pauses: [
                Pause(
                    MessagePattern(types: ["missing.reported"]), because: "missing again",
                    until: MessagePattern(types: ["missing.found"]))
            ], breakPoint: .followUpNotDone, force: .local, source: "s", edition: "e",
            effectiveFrom: try CalendarDate("2020-01-01"))
        var owed = try expectation("R1", by: partner.council, due: 3_600_000)
        for (type, minutes) in [("missing.reported", 10), ("missing.found", 25)] as [(_, Int64)] {
            _ = try owed.take(
                message(type, from: partner.police), by: rule, openedBy: 7, in: partnership,
                at: received.adding(milliseconds: minutes * 60_000))
        }
        #expect(owed.due == received.adding(milliseconds: 75 * 60_000))
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
