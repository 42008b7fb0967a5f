// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `An overlay` {
    static let base = """
        pack: base-1
        about: The base
        roles: {front-door: Takes referrals, lead: Leads}
        undeliverable_after: {immediate: 1 minute, urgent: 2 hours, routine: 1 working day}
        rules:
          - id: R1
            title: Something is answered
            opens: {types: [referral.made]}
            expects: {types: [message.acknowledged]}
            owed_by: front-door
            per: message
            clock: {starts: received, stops: received, limit: 1 working day}
            also: [{where: {urgency: [immediate]}, limit: 1 hour}]
            tells: [owed_by]
            break_point: B3
            force: guidance
            source: Guidance.
            edition: Some
            effective: {from: 2020-01-01}
            unverified: true
          - id: R6
            duty: held
            title: It is held
            opens: {types: [strategy-discussion.requested]}
            expects: {types: [strategy-discussion.held]}
            owed_by: sender
            per: message
            clock: {starts: received, stops: /held_at, limit: 24 hours}
            tells: [owed_by]
            break_point: B7
            force: local
            source: Here.
            edition: Some
            effective: {from: 2020-01-01}
            unverified: true
        """

    static let text = """
        overlay: town-1
        over: base-1
        about: The town's own limits
        source: Procedures of the town.
        office_hours: {from: 09:00, until: 17:30}
        undeliverable_after: {immediate: 2 minutes, urgent: 3 hours, routine: 2 working days}
        rules:
          - {id: R1, limit: 4 hours, tells: [owed_by, lead], verified_on: 2026-05-01}
          - {id: R6, duty: held, off: true, because: Another system does it}
        """

    static func overlay(_ text: String) throws(SourceFaults) -> RulePack {
        try RulePack(
            overlaying: RulePack(reading: base, file: "b.yaml"), reading: text, file: "o.yaml")
    }

    @Test func `replaces limits and contacts, and shows them as the partnership's own`() throws {
        let pack = try Self.overlay(Self.text)
        let base = try RulePack(reading: Self.base, file: "b.yaml")
        #expect(pack.name == "town-1" && pack.base == "base-1")
        #expect(pack.about == "The town's own limits")
        #expect(pack.roles == base.roles)
        #expect(pack.officeHours?.from.description == "09:00")
        #expect(pack.undeliverableLimit(urgency: nil) == .workingDays(2))
        let rule = try #require(pack.timescale("R1"))
        #expect(rule.clock.limit == .elapsed(milliseconds: 14_400_000))
        #expect(rule.clock.starts == .received)
        #expect(rule.additionalLimits.count == 1)
        #expect(rule.tells.map(\.description) == ["owed_by", "lead"])
        #expect(rule.force == .local)
        #expect(rule.overridden == ["limit", "tells"])
        #expect(rule.source == "Procedures of the town. In place of: Guidance.")
        let unstopped = try Self.overlay(Self.text.replacing("of the town.", with: "of the town"))
        #expect(unstopped.timescale("R1")?.source == rule.source)
        #expect(rule.verifiedOn == (try day("2026-05-01")))
        #expect(base.timescale("R1")?.overridden == [])
    }

    @Test func `puts its limits under conditions before the others, in place of the same`() throws {
        let also = "also: [{where: {urgency: [immediate]}, limit: 1 hour}]"
        let base = Self.base.replacing(
            also,
            with: also + "\n    instead: [{where: {urgency: [urgent]}, limit: 4 hours}, "
                + "{where: {urgency: [routine]}, limit: 2 days}]")
        let text = Self.text.replacing(
            "id: R1, limit: 4 hours",
            with: "id: R1, instead: [{where: {urgency: [urgent]}, limit: 2 hours}]")
        let rule = try #require(
            try RulePack(
                overlaying: RulePack(reading: base, file: "b.yaml"), reading: text, file: "o.yaml"
            ).timescale("R1"))
        #expect(
            rule.replacingLimits.map(\.limit) == [.elapsed(milliseconds: 7_200_000), .days(2)])
        #expect(rule.force == .local)
    }

    @Test func `leaves the force of a rule whose limits it leaves`() throws {
        let pack = try Self.overlay(
            Self.text.replacing("limit: 4 hours, ", with: "")
                .replacing(", verified_on: 2026-05-01", with: ""))
        let rule = try #require(pack.timescale("R1"))
        #expect(rule.force == .guidance && rule.source == "Guidance.")
        #expect(rule.overridden == ["tells"])
        #expect(rule.verification == .unverified)
    }

    @Test func `switches a rule off, with the reason`() throws {
        let pack = try Self.overlay(Self.text)
        #expect(pack.timescales.map(\.name) == ["R1"])
        #expect(pack.switchedOff == ["R6.held": "Another system does it"])
    }

    @Test func `may set nothing but the hours`() throws {
        let rules = Self.text.split(separator: "rules:")[0]
        let pack = try Self.overlay(String(rules))
        #expect(pack.timescales.count == 2)
        #expect(pack.timescales.allSatisfy { $0.overridden.isEmpty })
    }

    @Test func `names the pack that it lies over`() throws {
        #expect(try RulePack.base(in: Self.text, file: "o.yaml") == "base-1")
        #expect(try RulePack.base(in: Self.base, file: "b.yaml") == nil)
        #expect(throws: SourceFaults.self) {
            try RulePack.base(in: "overlay: [", file: "o.yaml")
        }
    }

    @Test(arguments: [
        ("over: base-1", "over: base-2", "o.yaml:2:7: the pack at hand is `base-1`, write base-1"),
        ("source: Procedures of the town.\n", "", "o.yaml:1:1: an overlay has no `source`"),
        ("about:", "abuot:", "o.yaml:3:1: unknown key `abuot` in an overlay, write one of: over"),
        (
            "id: R1", "id: R9",
            "o.yaml:8:10: there is no rule `R9` in base-1, write one of: R1, R6"
        ),
        ("id: R1", "id: R1, duty: x", "o.yaml:8:20: rule R1 has no duties by name, write no"),
        (
            "duty: held, ", "",
            "o.yaml:9:10: rule R6 has several duties, write `duty`, held"
        ),
        ("lead]", "boss]", "o.yaml:8:47: `boss` is no role of this pack, write one of: owed_by"),
        ("4 hours", "4 hrs", "o.yaml:8:21: `4 hrs` is not a time limit"),
        (
            "limit: 4 hours, tells: [owed_by, lead], ", "",
            "o.yaml:8:5: nothing is overridden, write one of: limit, instead, also, escalates"
        ),
        (
            "limit: 4 hours", "also: [{where: {grade: [red]}, limit: 2 working days}]",
            "o.yaml:8:5: messages with urgency immediate would wait for working days, write `also: "
        ),
        (", because: Another system does it", "", "o.yaml:9:5: an overlaid rule has no `because`"),
        ("off: true", "off: false", "o.yaml:9:31: a rule is off or stands here for another"),
        ("off: true", "off: true, limit: 1 hour", "o.yaml:9:44: `limit` of a rule that is off"),
        ("limit: 4 hours", "limit: 4 hours, because: x", "o.yaml:8:39: a rule that is not off"),
        (
            "- {id: R6, duty: held, off: true, because: Another system does it}",
            "- {id: R1, limit: 5 hours}", "o.yaml:9:5: rule `R1` stands twice, write one entry"
        ),
    ])
    func `is refused with file, line and column`(text: String, other: String, fault: String) throws
    {
        #expect(Self.text.contains(text))
        let changed = Self.text.replacing(text, with: other, maxReplacements: 1)
        let error = #expect(throws: SourceFaults.self) { try Self.overlay(changed) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }
}
