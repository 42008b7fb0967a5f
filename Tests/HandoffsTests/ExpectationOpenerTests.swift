// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

@Suite struct `A rule` {
    let partner: Partner

    init() throws { partner = try Partner() }

    @Test func `opens with everything that a verdict must name`() throws {
        let opened = try partner.open(
            try partner.rule("X7"), by: partner.referral(subjects: [0, 1]))
        #expect(opened.unjudged == [])
        #expect(
            opened.terms == [
                Expectation.Terms(
                    rule: "X7", pack: "sample-1", calendar: "england-and-wales@2025-11-24",
                    isUnverified: false, force: .local, breakPoint: .receivedNotOwned,
                    owedBy: partner.council, owedTo: partner.police,
                    expects: ["message.acknowledged", "referral.decided"],
                    from: try Instant(rfc3339: "2026-11-25T09:00:00Z"),
                    due: try Instant(rfc3339: "2026-11-27T00:00:00Z"), subjects: [0, 1])
            ])
    }

    @Test func `opens nothing by another type`() throws {
        let message = try partner.referral(type: "referral.decided")
        #expect(try partner.open(try partner.rule(), by: message) == ExpectationOpener.Opened())
    }

    @Test func `of the shipped pack opens acknowledgement and decision, unverified`() throws {
        let opened = try partner.open(partner.england(), by: partner.referral())
        #expect(opened.terms.map(\.rule) == ["R1", "R2"])
        #expect(opened.terms.map(\.expects) == [["message.acknowledged"], ["referral.decided"]])
        #expect(opened.terms.map(\.isUnverified) == [true, true])
        #expect(opened.terms.map(\.owedBy) == [partner.council, partner.council])
        #expect(opened.terms.map(\.owedTo) == [partner.police, partner.police])
    }

    @Test func `makes the decider owe the referrer the outcome`() throws {
        let decision = try partner.referral(
            type: "referral.decided", from: partner.council,
            to: [partner.health, partner.police], root: partner.police)
        let terms = try partner.open(partner.england(), by: decision).terms
        #expect(terms.map(\.rule) == ["R3"])
        #expect(terms.map(\.owedBy) == [partner.council])
        #expect(terms.map(\.owedTo) == [partner.police])
    }
}

@Suite struct `A school day` {
    let partner: Partner
    let (academy, juniors): (AgencyID, AgencyID)

    init() throws {
        partner = try Partner()
        academy = try AgencyID("https://academy.example")
        juniors = try AgencyID("https://juniors.example")
    }

    /// A school with lessons from one day on.
    private func school(_ name: String, from day: String) throws -> SchoolCalendar {
        let year = try CalendarDate("2026-09-01")
        let first = try CalendarDate(day)
        return SchoolCalendar(
            name: name, snapshot: year, source: "invented",
            terms: [
                SchoolCalendar.Term(title: "before", days: year...year),
                SchoolCalendar.Term(title: "after", days: first...first.adding(days: 60)),
            ])
    }

    private func opened(to recipients: [AgencyID]) throws -> Expectation.Terms? {
        let schools = SchoolCalendars(
            common: try school("town", from: "2026-11-26"),
            own: [academy: try school("academy", from: "2026-11-30")])
        let incident = try partner.referral(
            type: "incident.notified",
            particulars: ["notification_kind": "DA", "children_present": "yes"], to: recipients)
        return ExpectationOpener(
            try partner.partnership(try partner.england(), schools: schools)
        ).open(by: incident).terms.first { $0.rule == "R18" }
    }

    @Test func `is one of the school that it is about, else of the partnership's schools`() throws {
        let own = try opened(to: [partner.council, academy])
        #expect(own?.due.rfc3339 == "2026-11-30T08:30:00Z")
        #expect(own?.calendar == "england-and-wales@2025-11-24 academy@2026-09-01")
        for recipients in [[partner.council], [partner.council, juniors]] {
            let common = try opened(to: recipients)
            #expect(common?.due.rfc3339 == "2026-11-26T08:30:00Z")
            #expect(common?.calendar == "england-and-wales@2025-11-24 town@2026-09-01")
        }
    }
}

@Suite struct `Whoever owes` {
    let partner: Partner

    init() throws { partner = try Partner() }

    @Test(arguments: [
        (#"{"respondent":"https://council.example"}"#, ["council"]),
        (#"{"respondent":"https://elsewhere.example"}"#, ["council", "health"]),
        (#"{"respondent":7}"#, ["council", "health"]), ("{}", ["council", "health"]),
    ])
    func `an answer to an escalation is its respondent, else whoever receives it`(
        payload: String, owing: [String]
    ) throws {
        let raised = try partner.referral(
            type: "escalation.raised", to: [partner.council, partner.health], payload: payload)
        let terms = try partner.open(partner.england(), by: raised).terms
        #expect(terms.map(\.rule) == owing.map { _ in "R24" })
        #expect(terms.map(\.owedBy.uri) == owing.map { "https://\($0).example" })
        #expect(terms.allSatisfy { $0.owedTo == partner.police })
    }

    @Test func `knows the moment from which days are counted back`() throws {
        let terms = try partner.open(
            partner.rule(
                starts: .pointer(JSONPointer(tokens: ["at"])), limit: .workingDaysBefore(2)),
            by: partner.referral(payload: #"{"at":"2026-12-29T10:00:00Z"}"#)
        ).terms
        #expect(terms.map(\.countedBackFrom) == [try Instant(rfc3339: "2026-12-29T10:00:00Z")])
        #expect(terms.map(\.due) == [try Instant(rfc3339: "2026-12-24T00:00:00Z")])
        let usual = try partner.open(partner.rule(), by: partner.referral()).terms
        #expect(usual.map(\.countedBackFrom) == [nil])
    }

    @Test func `may be named by the message as the one that is owed to`() throws {
        let rule = try partner.rule(
            owedBy: .sender, owedTo: .named(JSONPointer(tokens: ["reports_to"])))
        let message = try partner.referral(
            to: [partner.council, partner.health],
            payload: #"{"reports_to":"https://health.example"}"#)
        #expect(try partner.open(rule, by: message).terms.map(\.owedTo) == [partner.health])
    }

    @Test(arguments: [DutyHolder.sender, .recipient, .referrer])
    func `is whom the rule names`(_ holder: DutyHolder) throws {
        let message = try partner.referral(
            from: partner.health, to: [partner.council], root: partner.police)
        let terms = try partner.open(try partner.rule(owedBy: holder), by: message).terms
        let expected =
            switch holder {
            case .sender: partner.health
            case .recipient: partner.council
            case .referrer: partner.police
            case .role, .named: throw HolderNotTold()
            }
        #expect(terms.map(\.owedBy) == [expected])
    }

    private struct HolderNotTold: Error {}

    @Test func `is each recipient where a rule names recipients`() throws {
        let message = try partner.referral(to: [partner.council, partner.health])
        let terms = try partner.open(
            try partner.rule(owedBy: .recipient, per: .recipient), by: message
        ).terms
        #expect(terms.map(\.owedBy) == [partner.council, partner.health])
    }

    @Test func `by role is the agency that holds it, when the message reaches that agency`()
        throws
    {
        let rule = try partner.rule(owedBy: .role(partner.frontDoor))
        let reached = try partner.referral(to: [partner.health, partner.council])
        #expect(try partner.open(rule, by: reached).terms.map(\.owedBy) == [partner.council])
        let missed = try partner.referral(to: [partner.health])
        #expect(try partner.open(rule, by: missed).terms == [])
    }

    @Test func `by a role that nobody holds is nobody`() throws {
        let rule = try partner.rule(owedBy: .role(try Role("named-nurse")))
        #expect(try partner.open(rule, by: partner.referral()).terms == [])
    }

    @Test(
        arguments: [
            (nil, "https://police.example"), (.sender, "https://police.example"),
            (.recipient, "https://council.example"), (.referrer, "https://school.example"),
        ] as [(DutyHolder?, String)])
    func `owes whom the rule names, else the sender`(_ to: DutyHolder?, _ uri: String) throws {
        let message = try partner.referral(
            to: [partner.health, partner.council], root: AgencyID("https://school.example"))
        let terms = try partner.open(
            try partner.rule(owedBy: .recipient, owedTo: to), by: message
        ).terms
        #expect(terms.first?.owedBy == partner.health)
        #expect(terms.first?.owedTo.uri == uri)
    }

    @Test func `owes a role's holder, and never itself`() throws {
        let rule = try partner.rule(owedBy: .recipient, owedTo: .role(partner.frontDoor))
        let message = try partner.referral(to: [partner.health, partner.council])
        let terms = try partner.open(rule, by: message).terms
        #expect(terms.map(\.owedTo) == [partner.council, partner.police])
    }
}

@Suite struct `What an expectation counts` {
    let partner: Partner

    init() throws { partner = try Partner() }

    @Test func `per subject is one for each`() throws {
        let rule = try partner.rule(per: .subject)
        let terms = try partner.open(rule, by: partner.referral(subjects: [0, 2])).terms
        #expect(terms.map(\.subjects) == [[0], [2]])
    }

    @Test func `per subject is one when the message names none`() throws {
        let rule = try partner.rule(per: .subject)
        #expect(try partner.open(rule, by: partner.referral()).terms.map(\.subjects) == [[]])
    }

    @Test func `per subject and recipient is one for each of both`() throws {
        let rule = try partner.rule(owedBy: .recipient, per: .subject)
        let message = try partner.referral(
            to: [partner.council, partner.health], subjects: [0, 1])
        let terms = try partner.open(rule, by: message).terms
        #expect(terms.map(\.subjects) == [[0], [1], [0], [1]])
        #expect(
            terms.map(\.owedBy) == [
                partner.council, partner.council, partner.health, partner.health,
            ])
    }
}
