// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

/// A clock that stood still and goes on leaves time to do what is owed.
@Suite struct `A pause that ends` {
    private let partner: Partner

    init() throws { partner = try Partner() }

    /// When something is due that was asked for at a time, after a pause.
    private func due(
        _ limit: String, from received: String, paused since: String, until time: String
    ) throws -> String {
        let rule = Timescale(
            id: "X1", title: "t", opens: .message(MessagePattern(types: ["referral.made"])),
            expects: Expected(MessagePattern(types: ["referral.decided"])), owedBy: .recipient,
            clock: RuleClock(limit: try #require(TimeLimit(limit))),
            pauses: [
                Pause(
                    MessagePattern(types: ["missing.reported"]), because: "missing again",
                    until: MessagePattern(types: ["missing.found"]))
            ], breakPoint: .followUpNotDone, force: .local, source: "s", edition: "e",
            effectiveFrom: try CalendarDate("2020-01-01"))
        let pack = RulePack(name: "sample-1", about: "a sample", timescales: [rule])
        let opened = try partner.open(pack, by: partner.referral(at: received))
        var owed = Expectation(try #require(opened.terms.first))
        for (type, at) in [("missing.reported", since), ("missing.found", time)] {
            let at = try Instant(rfc3339: at)
            _ = try owed.take(
                AnsweringMessage(
                    type: type, particulars: [:], sender: partner.police, recipients: [],
                    subjects: [], namesOnlyOthers: false, attendance: [], passesOnTo: nil,
                    answers: 7, received: at, payload: JSONDocument(parsing: "{}").root),
                by: rule, openedBy: 7, in: partner.partnership(pack), at: at)
        }
        #expect(owed.verdict == .open)
        return owed.due.rfc3339
    }

    @Test(arguments: [
        // Due at the end of Friday, and let go on over the weekend.
        ("2026-11-26T09:00:00Z", "2026-11-27T16:00:00Z", "2026-11-28T10:00:00Z"),
        ("2026-11-26T09:00:00Z", "2026-11-27T16:00:00Z", "2026-11-29T23:59:59Z"),
        // Due at the end of Thursday, and Friday was stopped too.
        ("2026-11-25T09:00:00Z", "2026-11-26T16:00:00Z", "2026-11-28T10:00:00Z"),
    ])
    func `on a day off leaves the next working day`(
        received: String, since: String, until: String
    ) throws {
        #expect(
            try due("1 working day", from: received, paused: since, until: until)
                == "2026-12-01T00:00:00Z")
    }

    @Test func `on the day on which it began changes nothing`() throws {
        let due = try due(
            "1 working day", from: "2026-11-26T09:00:00Z", paused: "2026-11-27T10:00:00Z",
            until: "2026-11-27T16:00:00Z")
        #expect(due == "2026-11-28T00:00:00Z")
    }

    @Test(arguments: [
        ("2026-11-25T20:00:00Z", "2026-11-25T22:00:00Z", "2026-11-26T10:00:00Z"),
        ("2026-11-25T20:00:00Z", "2026-11-26T07:00:00Z", "2026-11-26T10:00:00Z"),
    ])
    func `keeps the time of day of a limit that has one`(
        received: String, since: String, until: String
    ) throws {
        #expect(
            try due("08:30 on the next working day", from: received, paused: since, until: until)
                == "2026-11-27T08:30:00Z")
    }

    @Test func `before that time of the same day changes nothing`() throws {
        let due = try due(
            "08:30 on the next school day", from: "2026-11-25T20:00:00Z",
            paused: "2026-11-26T07:00:00Z", until: "2026-11-26T08:00:00Z")
        #expect(due == "2026-11-26T08:30:00Z")
    }
}
