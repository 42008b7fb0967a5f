// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Handoffs
import Safeguarding
import Wire

import struct Handoffs.Expectation

/// A partnership with one rule or a shipped pack, and messages that its rules may open by.
struct Partner {
    let police: AgencyID
    let council: AgencyID
    let health: AgencyID
    let frontDoor: Role
    let calendar: WorkingCalendar

    init() throws {
        police = try AgencyID("https://police.example")
        council = try AgencyID("https://council.example")
        health = try AgencyID("https://health.example")
        frontDoor = try Role("front-door")
        let path = "config/calendars/england-and-wales.json"
        calendar = try WorkingCalendar(
            reading: [UInt8](Data(contentsOf: Checkout.file(path))), file: path)
    }

    /// The pack for England that ships.
    func england() throws -> RulePack {
        let path = "config/rules/england-2026.1.yaml"
        return try RulePack(
            reading: String(contentsOf: Checkout.file(path), encoding: .utf8), file: path)
    }

    /// A rule for referrals, one working day from receipt where a test says nothing else.
    func rule(
        _ id: String = "X1", owedBy: DutyHolder = .recipient, owedTo: DutyHolder? = nil,
        per: Counting = .message, starts: ClockMark = .received,
        limit: TimeLimit = .workingDays(1), from: String = "2020-01-01", until: String? = nil
    ) throws -> Timescale {
        Timescale(
            id: id, title: "t", opens: .message(MessagePattern(types: ["referral.made"])),
            expects: Expected(
                MessagePattern(types: ["referral.decided", "message.acknowledged"])),
            owedBy: owedBy, owedTo: owedTo, per: per,
            clock: RuleClock(starts: starts, limit: limit), breakPoint: .receivedNotOwned,
            force: .local, source: "s", edition: "e", effectiveFrom: try CalendarDate(from),
            effectiveUntil: try until.map { try CalendarDate($0) },
            verification: .verified(on: try CalendarDate("2026-01-01")))
    }

    /// The partnership, with a pack.
    func partnership(
        _ pack: RulePack, schools: SchoolCalendars = SchoolCalendars(),
        roles: [Role: AgencyID] = [:]
    ) throws -> Partnership {
        Partnership(
            id: try PartnershipID("https://baton.example/p/sunderland"), number: 1,
            name: "Sunderland", rules: pack, calendar: calendar,
            schools: schools, roles: roles.merging([frontDoor: council]) { $1 })
    }

    /// What a message opens by a pack.
    func open(
        _ pack: RulePack, by message: OpeningMessage, roles: [Role: AgencyID] = [:]
    ) throws -> ExpectationOpener.Opened {
        ExpectationOpener(try partnership(pack, roles: roles)).open(by: message)
    }

    /// What a message opens by rules.
    func open(
        _ rules: Timescale..., by message: OpeningMessage
    ) throws -> ExpectationOpener.Opened {
        try open(RulePack(name: "sample-1", about: "a sample", timescales: rules), by: message)
    }

    /// A referral from the police to the council, where a test says nothing else.
    func referral(
        type: String = "referral.made", urgency: String = "routine",
        particulars: [String: String] = [:], from sender: AgencyID? = nil,
        to recipients: [AgencyID]? = nil, root: AgencyID? = nil, subjects: [Int] = [],
        at received: String = "2026-11-25T09:00:00Z", toe: String? = nil, payload: String = "{}",
        attendance: String? = nil, lateBy: [String: Int64] = [:]
    ) throws -> OpeningMessage {
        let payload = try JSONDocument(parsing: payload).root
        let list = try attendance.flatMap { payload.at(try JSONPointer(parsing: $0)) }
        return OpeningMessage(
            type: type, particulars: ["urgency": urgency].merging(particulars) { $1 },
            sender: sender ?? police, recipients: recipients ?? [council],
            rootIssuer: root ?? sender ?? police, rootReceived: try Instant(rfc3339: received),
            subjects: subjects, attendance: Attendee.read(list),
            received: try Instant(rfc3339: received),
            occurred: try toe.map { try Instant(rfc3339: $0) }, payload: payload, lateBy: lateBy)
    }
}

extension ExpectationOpener.Opened {
    /// What each was opened with.
    var terms: [Expectation.Terms] { openings.map(\.terms) }
}
