// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing
import Wire

@Suite struct `A rule pack` {
    static let text = """
        pack: test-1
        about: A test
        roles: {front-door: Takes referrals, named-nurse: Answers for health}
        undeliverable_after: {immediate: 1 minute, urgent: 2 hours, routine: 1 working day}
        rules:
          - id: R1
            title: Something is answered
            opens: {types: [referral.made], where: {grade: [red, amber], icpc_required: [true]}}
            expects: {types: [message.acknowledged], where: {status: [accepted]}}
            owed_by: front-door
            owed_to: sender
            per: recipient
            clock: {starts: toe, stops: /accepted_at, limit: 5 working days}
            also:
              - {where: {urgency: [immediate]}, limit: 1 hour}
            tells: [owed_by, owed_to, named-nurse]
            escalates:
              - {after: 72 hours, tells: [named-nurse]}
            break_point: B20
            force: statute
            source: An Act
            edition: "1989"
            effective: {from: 2020-01-01, until: 2026-12-31}
            verified_on: 2026-03-18
        """

    @Test func `is read whole`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        let frontDoor = try Role("front-door")
        let nurse = try Role("named-nurse")
        let rule = Timescale(
            id: "R1", title: "Something is answered",
            opens: .message(
                MessagePattern(
                    types: ["referral.made"],
                    conditions: ["grade": ["red", "amber"], "icpc_required": ["true"]])),
            expects: Expected(
                MessagePattern(
                    types: ["message.acknowledged"], conditions: ["status": ["accepted"]])),
            owedBy: .role(frontDoor), owedTo: .sender, per: .recipient,
            clock: RuleClock(
                starts: .toe, stops: .pointer(JSONPointer(tokens: ["accepted_at"])),
                limit: .workingDays(5)),
            additionalLimits: [
                .init(
                    conditions: ["urgency": ["immediate"]],
                    limit: .elapsed(milliseconds: 3_600_000))
            ],
            tells: [.owedBy, .owedTo, .role(nurse)],
            escalation: [
                .init(after: .elapsed(milliseconds: 259_200_000), tells: [.role(nurse)])
            ],
            breakPoint: .crossBorder, force: .statute, source: "An Act", edition: "1989",
            effectiveFrom: try day("2020-01-01"), effectiveUntil: try day("2026-12-31"),
            verification: .verified(on: try day("2026-03-18")))
        let expected = RulePack(
            name: "test-1", about: "A test",
            roles: [frontDoor: "Takes referrals", nurse: "Answers for health"],
            undeliverableAfter: [
                "immediate": .elapsed(milliseconds: 60_000),
                "urgent": .elapsed(milliseconds: 7_200_000), "routine": .workingDays(1),
            ], timescales: [rule])
        #expect(pack == expected)
        #expect(pack.hashValue == expected.hashValue)
        #expect(pack.timescale("R1") == rule)
        #expect(pack.timescale("R2") == nil)
        #expect(rule.roles == [frontDoor, nurse])
        #expect(rule.verifiedOn == (try day("2026-03-18")))
    }

    @Test func `finds the rules that a message opens`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        let red = ["grade": "red", "icpc_required": "true"]
        func opened(_ type: String, _ particulars: [String: String], _ date: String) throws
            -> [String]
        {
            pack.timescales(openedBy: type, particulars: particulars, on: try day(date)).map(\.id)
        }
        #expect(try opened("referral.made", red, "2026-12-31") == ["R1"])
        #expect(try opened("referral.made", red, "2020-01-01") == ["R1"])
        #expect(try opened("referral.made", red, "2019-12-31") == [])
        #expect(try opened("referral.made", red, "2027-01-01") == [])
        #expect(try opened("referral.made", ["grade": "red"], "2026-12-31") == [])
        #expect(try opened("referral.decided", red, "2026-12-31") == [])
    }

    @Test func `says after how long a message is undeliverable`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        #expect(pack.undeliverableLimit(urgency: "immediate") == .elapsed(milliseconds: 60_000))
        #expect(pack.undeliverableLimit(urgency: nil) == .workingDays(1))
        #expect(pack.undeliverableLimit(urgency: "odd") == .workingDays(1))
        #expect(
            RulePack(name: "e", about: "", timescales: []).undeliverableLimit(urgency: nil) == nil)
    }

    static let wrong: [(String, String, String)] = [
        (
            "pack: test-1", "pack: Test",
            "r.yaml:1:7: `Test` is not the name of a pack, write one such as england-2026.1"
        ),
        (
            "pack: test-1", "pakc: test-1",
            "r.yaml:1:1: unknown key `pakc` in a rule pack, write one of: pack, about, "
                + "roles, office_hours, undeliverable_after, silence, rules"
        ),
        ("about: A test", "", "r.yaml:1:1: a rule pack has no `about`, write `about`"),
        (
            "{front-door: Takes", "{sender: Someone, front-door: Takes",
            "r.yaml:3:9: `sender` is a word of the format, write another name"
        ),
        (
            "{front-door: Takes", "{Front: Someone, front-door: Takes",
            "r.yaml:3:9: `Front` is not a role: its name is not lower-case words joined "
                + "by dots and hyphens, write lower-case words joined by hyphens, such as "
                + "`front-door`"
        ),
        (
            "routine: 1 working day", "usual: 1 day",
            "r.yaml:4:61: unknown key `usual` in undeliverable_after, write one of: "
                + "immediate, urgent, routine"
        ),
        ("id: R1", "id: r1", "r.yaml:6:9: `r1` is not a rule's id, write one such as R1"),
        (
            "title: Something is answered", "title: 7",
            "r.yaml:7:12: the number `7` stands where text is expected, write \"7\""
        ),
        (
            "[referral.made]", "[Referral]",
            "r.yaml:8:21: `Referral` is not an event type: its name is not lower-case "
                + "words joined by dots and hyphens, write a URI such as "
                + "`https://w3id.org/baton/event/referral.made/v1`"
        ),
        (
            "grade: [red, amber]", "grade: red",
            "r.yaml:8:52: the text `red` stands where a list is expected, write a list "
                + "such as [a, b]"
        ),
        (
            "owed_by: front-door", "owed_by: police",
            "r.yaml:10:14: `police` is no role of this pack, write one of: sender, "
                + "recipient, referrer, front-door, named-nurse, or list it under `roles`"
        ),
        (
            "per: recipient", "per: child",
            "r.yaml:12:10: `child` is none of the words expected, write one of: message, "
                + "recipient, subject, role, attendee"
        ),
        (
            "starts: toe", "starts: then",
            "r.yaml:13:21: `then` is no time that a message has, write received, toe, "
                + "root or a JSON Pointer such as /incident_at"
        ),
        (
            "stops: /accepted_at", "stops: /a~2",
            "r.yaml:13:33: `/a~2` is no time that a message has, write received, toe, "
                + "root or a JSON Pointer such as /incident_at"
        ),
        (
            "limit: 5 working days", "limit: 5 fortnights",
            "r.yaml:13:54: `5 fortnights` is not a time limit, write a number from 1 and a "
                + "unit, such as `1 working day`, `72 hours` or `6 months`, at most 260 working "
                + "days or 8784 hours, or `08:30 on the next school day`"
        ),
        (
            "limit: 5 working days", "limit: 5",
            "r.yaml:13:54: the number `5` stands where text is expected, write \"5\""
        ),
        (
            "urgency: [immediate]", "urgency: []",
            "r.yaml:15:27: the list is empty, write at least one item"
        ),
        (
            "owed_to, named-nurse]", "owed_to, school]",
            "r.yaml:16:31: `school` is no role of this pack, write one of: owed_by, "
                + "owed_to, front-door, named-nurse, or list it under `roles`"
        ),
        (
            "owed_to: sender", "",
            "r.yaml:6:5: the rule tells `owed_to` and names nobody, write `owed_to`"
        ),
        (
            "after: 72 hours", "until: 72 hours",
            "r.yaml:18:10: unknown key `until` in an escalation step, write one of: after, tells"
        ),
        ("B20", "B21", "r.yaml:19:18: `B21` is none of the words expected, write one of: B1, "),
        (
            "from: 2020-01-01", "from: 2027-01-01",
            "r.yaml:23:16: 2026-12-31 is before 2027-01-01, write a last day after the first"
        ),
        (
            "verified_on: 2026-03-18", "verified_on: today",
            "r.yaml:24:18: `today` is not a date, write it as `2026-03-18`"
        ),
        (
            "verified_on: 2026-03-18", "unverified: false",
            "r.yaml:24:17: a rule is unverified or has a date, write true"
        ),
        (
            "verified_on: 2026-03-18", "verified_on: 2026-03-18\n    unverified: true",
            "r.yaml:25:17: a rule is both verified and not, write only one of the two"
        ),
        (
            "    verified_on: 2026-03-18", "",
            "r.yaml:6:5: a rule does not say whether it was verified, write "
                + "`verified_on: <date>` or `unverified: true`"
        ),
    ]

    @Test(arguments: wrong)
    func `is refused with file, line and column`(text: String, other: String, fault: String) throws
    {
        #expect(Self.text.contains(text))
        let changed = Self.text.replacing(text, with: other, maxReplacements: 1)
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(reading: changed, file: "r.yaml")
        }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }

    @Test func `is refused when two rules have one id`() throws {
        let rule = "  - id" + (Self.text.split(separator: "  - id").last ?? "")
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(reading: Self.text + "\n" + rule, file: "r.yaml")
        }
        #expect(
            error?.faults.map(\.description) == [
                "r.yaml:25:5: rule `R1` stands twice, write another id, or a `duty` of "
                    + "its own"
            ])
    }

    @Test func `shows all its faults at once, and those of its syntax alone`() throws {
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(reading: "pack: A\nrules: [{id: x}]\n", file: "r.yaml")
        }
        #expect((error?.faults.count ?? 0) > 10)
        let broken = #expect(throws: SourceFaults.self) {
            try RulePack(reading: "pack: [", file: "r.yaml")
        }
        #expect(broken?.faults.count == 1)
    }
}

@Suite struct `A pack that ships` {
    @Test(arguments: Shipped.packs)
    func `loads, and says that it is not verified`(name: String) throws {
        let pack = try Shipped.rules(name)
        #expect(pack.name == name)
        var ids = pack.timescales.map(\.id)
        ids = ids.indices.filter { !ids[..<$0].contains(ids[$0]) }.map { ids[$0] }
        #expect(ids == (1...28).map { "R\($0)" })
        #expect(pack.timescales.allSatisfy { $0.verification == .unverified })
        #expect(
            pack.timescales.prefix(3).map(\.breakPoint) == [
                .receivedNotOwned, .ownedNotDecided, .decidedNotTold,
            ])
        #expect(pack.timescales[0].opens.pattern?.types == ["referral.made", "incident.notified"])
        #expect(Set(pack.roles.keys) == pack.timescales.reduce(into: []) { $0.formUnion($1.roles) })
        #expect(Set(pack.undeliverableAfter.keys) == ["immediate", "urgent", "routine"])
    }

    @Test func `judges a referral by one working day, or by hours when it cannot wait`() throws {
        let rule = try #require(try Shipped.rules("england-2026.1").timescale("R1"))
        let calendar = try Shipped.calendar("england-and-wales")
        let friday = try moment("2026-04-02T20:00:00Z")
        func due(_ particulars: [String: String]) throws -> String {
            try rule.due(from: friday, particulars: particulars, calendar: calendar).rfc3339
        }
        #expect(try due(["urgency": "routine"]) == "2026-04-07T23:00:00Z")
        #expect(try due([:]) == "2026-04-07T23:00:00Z")
        #expect(try due(["urgency": "immediate"]) == "2026-04-02T21:00:00Z")
        #expect(try due(["urgency": "urgent"]) == "2026-04-03T04:00:00Z")
        let danger = ["urgency": "routine", "immediate_danger": "true"]
        #expect(try due(danger) == "2026-04-02T21:00:00Z")
    }

    @Test func `shows its clocks in seconds when it is the demonstration`() throws {
        let limits = try Shipped.rules("demo").timescales.prefix(3).map(\.clock.limit.description)
        #expect(limits == ["6 seconds", "12 seconds", "8 seconds"])
    }

    @Test func `tells of a miss later, step by step`() throws {
        let rule = try #require(try Shipped.rules("england-2026.1").timescale("R3"))
        #expect(rule.escalation.map(\.after) == [.workingDays(3)])
        #expect(rule.owedBy == .sender)
        #expect(rule.owedTo == .referrer)
    }
}
