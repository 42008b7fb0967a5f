// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

/// The rules of the shipped pack that look at more than one type after another.
@Suite struct `A rule of the pack` {
    let partner: Partner

    init() throws { partner = try Partner() }

    private func terms(_ name: String, in opened: ExpectationOpener.Opened) -> [Expectation.Terms] {
        opened.openings.map(\.terms).filter { $0.name == name }
    }

    private func steps(_ name: String, in opened: ExpectationOpener.Opened) -> [[Expectation.Step]]
    {
        opened.openings.filter { $0.terms.name == name }.map(\.steps)
    }

    private static let list = """
        {"held_at": "2026-11-24T10:00:00Z", "attendance": [
            {"org": "https://police.example", "role": "police", "present": false},
            {"org": "https://health.example", "role": "health", "present": true},
            {"org": "https://health.example", "role": "gp", "present": false},
            {"org": "https://elsewhere.example", "role": "other", "present": false}]}
        """

    @Test func `finds from a conference's record who was to come and did not`() throws {
        let record = try partner.referral(
            type: "conference.recorded", from: partner.council,
            to: [partner.police, partner.health], payload: Self.list, attendance: "/attendance")
        let opened = try partner.open(partner.england(), by: record)
        #expect(
            terms("R11.attendance", in: opened).map(\.owedBy) == [partner.police, partner.health])
        let held = try Instant(rfc3339: "2026-11-24T10:00:00Z")
        let miss = Expectation.Miss(.absent, .invitedDidNotCome)
        #expect(
            steps("R11.attendance", in: opened) == [[.missed(miss, next: nil)], [.met(at: held)]])
    }

    @Test(arguments: [
        ("2026-11-24T10:00:00Z", ["met"]), ("2026-11-10T10:00:00Z", ["missed", "met_late"]),
    ])
    func `finds from a core group's record whether it went round in time`(
        held: String, words: [String]
    ) throws {
        let record = try partner.referral(
            type: "core-group.recorded", from: partner.council, to: [partner.police],
            payload: #"{"held_at": "\#(held)"}"#)
        let opened = try partner.open(partner.england(), by: record)
        #expect(steps("R13.circulated", in: opened).map { $0.map(\.word) } == [words])
        #expect(terms("R13.circulated", in: opened).first?.breakPoint == .metNotCirculated)
    }

    @Test func `wants a return interview to reach the police, and sees whether it did`() throws {
        let role = try Role("police-safeguarding")
        for (recipients, words) in [([partner.police], [["met"]]), ([partner.health], [[]])] {
            let interview = try partner.referral(
                type: "return-interview.recorded", particulars: ["outcome": "held"],
                from: partner.council, to: recipients)
            let opened = try partner.open(
                partner.england(), by: interview, roles: [role: partner.police])
            #expect(steps("R17", in: opened).map { $0.map(\.word) } == words)
            #expect(terms("R17", in: opened).map(\.owedTo) == [partner.police])
            #expect(terms("R17", in: opened).map(\.mustReach) == [true])
        }
    }

    @Test func `wants what another agency heard to reach the police and the council`() throws {
        let interview = try partner.referral(
            type: "return-interview.recorded", particulars: ["outcome": "held"],
            from: partner.health, to: [partner.police])
        let roles = [try Role("police-safeguarding"): partner.police]
        let opened = try partner.open(partner.england(), by: interview, roles: roles)
        #expect(terms("R17", in: opened).map(\.owedTo) == [partner.police, partner.council])
        #expect(terms("R17", in: opened).allSatisfy { $0.owedBy == partner.health })
        #expect(steps("R17", in: opened).map { $0.map(\.word) } == [["met"], []])
    }

    @Test func `says of a late request that what it asks for was asked for late`() throws {
        let request = try partner.referral(
            type: "health-assessment.requested", particulars: ["kind": "IHA"],
            from: partner.council, to: [partner.health],
            payload: #"{"cla_start": "2026-11-02"}"#, lateBy: ["R20": 3_600_000])
        let opened = try partner.open(partner.england(), by: request)
        let found = try #require(terms("R20.completed", in: opened).first)
        #expect(found.owedBy == partner.health)
        #expect(found.askedLateBy == 3_600_000)
        #expect(found.shortfall == .askedLate)
        #expect(found.breakPoint == .requestLate)
        let due = try Instant(rfc3339: "2026-12-01T00:00:00Z")
        #expect(found.due == due)
    }

    @Test func `wants a report by the second working day before the conference`() throws {
        let invitation = try partner.referral(
            type: "conference.invited", from: partner.council, to: [partner.police],
            payload: #"{"at": "2026-12-10T10:00:00Z"}"#)
        let opened = try partner.open(partner.england(), by: invitation)
        let found = try #require(terms("R10.reported", in: opened).first)
        let due = try Instant(rfc3339: "2026-12-09T00:00:00Z")
        #expect(found.due == due)
        #expect(found.from == invitation.received)
    }

    @Test func `blames nobody for a report that was asked for when it was due`() throws {
        let invitation = try partner.referral(
            type: "conference.invited", from: partner.council, to: [partner.police],
            payload: #"{"at": "2026-11-26T10:00:00Z"}"#)
        let opened = try partner.open(partner.england(), by: invitation)
        #expect(steps("R10.reported", in: opened).map { $0.map(\.word) } == [["not_applicable"]])
    }

    @Test func `asks a refused sender for the message again`() throws {
        let opened = ExpectationOpener(try partner.partnership(partner.england())).open(
            byRefusalOf: "referral.made", from: partner.police, to: partner.council,
            at: try Instant(rfc3339: "2026-11-25T09:00:00Z"))
        let found = try #require(terms("R27", in: opened).first)
        #expect(found.owedBy == partner.police && found.owedTo == partner.council)
        #expect(found.expects.contains("referral.made"))
        let due = try Instant(rfc3339: "2026-11-27T00:00:00Z")
        #expect(found.due == due)
    }
}
