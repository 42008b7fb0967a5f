// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

/// A rule that asks for what no message says would never open or be met, and nobody would notice.
@Suite struct `A rule held against what messages say` {
    /// Three types: a referral, its acknowledgement, and a meeting that answers neither.
    static let vocabulary = EventVocabulary([
        "referral.made": EventVocabulary.Entry(
            particulars: [
                "urgency": codes("immediate", "urgent", "routine"),
                "immediate_danger": codes("true", "false"), "made_at": codes(),
                "referral_source": codes("1A", "2B", isOpen: true),
            ],
            members: ["/urgency", "/made_at", "/respondent"], times: ["/made_at"], answers: []),
        "message.acknowledged": EventVocabulary.Entry(
            particulars: ["status": codes("accepted", "redirected")],
            members: ["/status", "/accepted_at"], times: ["/accepted_at"], answers: ["*"]),
        "core-group.recorded": EventVocabulary.Entry(
            particulars: [:], members: ["/held_at"], times: ["/held_at"], answers: []),
    ])

    private static func codes(_ listed: String..., isOpen: Bool = false) -> EventVocabulary.Codes {
        EventVocabulary.Codes(listed: listed, isOpen: isOpen)
    }

    static let text = """
        pack: test-1
        about: A test
        roles: {front-door: Takes referrals}
        rules:
          - id: R1
            title: It is answered
            opens: {types: [referral.made], where: {referral_source: [1A, x-own]}}
            expects: {types: [message.acknowledged], where: {status: [accepted]}}
            owed_by: /respondent
            per: message
            clock: {starts: /made_at, stops: /accepted_at, limit: 1 working day, due_at: /made_at}
            instead:
              - {where: {referral_source: [2B]}, limit: 2 working days}
            also:
              - {where: {urgency: [immediate, urgent]}, limit: 8 hours}
              - {where: {immediate_danger: [true]}, limit: 1 hour}
            lapses:
              - {types: [core-group.recorded], because: They met}
            tells: [owed_by]
            break_point: B3
            force: local
            source: Here
            edition: None
            effective: {from: 2020-01-01}
            unverified: true
        """

    static let overlay = """
        overlay: town-1
        over: test-1
        about: The town's own
        source: The town.
        rules:
          - {id: R1, instead: [{where: {referral_source: [2B]}, limit: 3 working days}]}
        """

    private static func read(_ text: String) throws -> RulePack {
        try RulePack(reading: text, file: "r.yaml", vocabulary: vocabulary)
    }

    @Test func `is taken when messages say what it asks for`() throws {
        let pack = try Self.read(Self.text)
        #expect(pack.timescales.map(\.name) == ["R1"])
        let town = try RulePack(
            overlaying: pack, reading: Self.overlay, file: "o.yaml", vocabulary: Self.vocabulary)
        #expect(town.timescale("R1")?.overridden == ["instead"])
    }

    @Test(arguments: [
        (
            "[referral.made]", "[referral.mad]",
            "r.yaml:7:21: `referral.mad` is no event type that agencies send, write one of: core"
        ),
        (
            "[core-group.recorded]", "[handoff.missed]",
            "r.yaml:18:18: `handoff.missed` is no event type that agencies send, write one of: "
        ),
        (
            "{referral_source: [1A", "{referal_source: [1A",
            "r.yaml:7:45: no message of these types has the particular `referal_source`, write no "
                + "`where`, or one of: immediate_danger, made_at, referral_source, urgency"
        ),
        (
            "[1A, x-own]", "[9Z]",
            "r.yaml:7:63: `9Z` is no value of the particular `referral_source`, write one of: 1A, "
                + "2B, or one that begins with x-"
        ),
        (
            "[accepted]", "[x-mine]",
            "r.yaml:8:63: `x-mine` is no value of the particular `status`, write one of: accepted, "
                + "redirected"
        ),
        (
            "[immediate, urgent]", "[imediate, urgent]",
            "r.yaml:15:28: `imediate` is no value of the particular `urgency`, write one of: "
        ),
        (
            "{immediate_danger: [true]}", "{immediate_danger: [yes]}",
            "r.yaml:16:37: `yes` is no value of the particular `immediate_danger`, write one of: "
        ),
        (
            "{urgency: [immediate", "{urgensy: [immediate",
            "r.yaml:15:18: no message of these types has the particular `urgensy`"
        ),
        (
            "[message.acknowledged]", "[referral.made]",
            "r.yaml:8:23: `referral.made` cannot answer under a root with referral.made, write "
                + "message.acknowledged"
        ),
        (
            "starts: /made_at", "starts: /nowhere",
            "r.yaml:11:21: `referral.made` has no time at `/nowhere`, write /made_at"
        ),
        (
            "starts: /made_at", "starts: /urgency",
            "r.yaml:11:21: `referral.made` has no time at `/urgency`, write /made_at"
        ),
        (
            "stops: /accepted_at", "stops: /nowhere_at",
            "r.yaml:11:38: `message.acknowledged` has no time at `/nowhere_at`, write /accepted_at"
        ),
        (
            "due_at: /made_at", "due_at: /due",
            "r.yaml:11:82: `referral.made` has no time at `/due`, write /made_at"
        ),
        (
            "owed_by: /respondent", "owed_by: /answerer",
            "r.yaml:9:14: `referral.made` has no member at `/answerer`, write one of: /made_at"
        ),
        (
            "expects: {types: [message.acknowledged], where: {status: [accepted]}}",
            "expects: anything",
            "r.yaml:11:38: no type is named here that has a time at `/accepted_at`, write "
        ),
        (
            "{urgency: [immediate, urgent]}", "{urgency: [immediate]}",
            "r.yaml:5:5: rule R1: messages with urgency urgent would wait for working days, write "
                + "`also: [{where: {urgency: [urgent]}, limit: 24 hours}]`"
        ),
        (
            "{immediate_danger: [true]}", "{urgency: [routine]}",
            "r.yaml:5:5: rule R1: messages with immediate_danger true would wait for working days"
        ),
    ])
    func `is refused where it asks for what none says`(
        text: String, other: String, fault: String
    ) throws {
        #expect(Self.text.contains(text))
        let changed = Self.text.replacing(text, with: other, maxReplacements: 1)
        let error = #expect(throws: SourceFaults.self) { try Self.read(changed) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
        // Who has no schemas at hand takes the names as they are.
        #expect(throws: Never.self) { try RulePack(reading: changed, file: "r.yaml") }
    }

    @Test(arguments: [
        (
            "instead: [{where: {referral_source: [2B]}", "instead: [{where: {grade: [rde]}",
            "o.yaml:6:33: no message of these types has the particular `grade`"
        ),
        (
            "[2B]", "[9Z]", "o.yaml:6:51: `9Z` is no value of the particular `referral_source`"
        ),
        (
            "instead: [{where: {referral_source: [2B]}, limit: 3 working days}]",
            "also: [{where: {urgency: [immediate]}, limit: 1 hour}]",
            "o.yaml:6:5: messages with urgency urgent would wait for working days"
        ),
        (
            "instead: [{where: {referral_source: [2B]}, limit: 3 working days}]",
            "also: [{where: {urgency: [immediate, urgent]}, limit: 1 hour}]",
            "o.yaml:6:5: messages with immediate_danger true would wait for working days"
        ),
    ])
    func `is refused in an overlay too`(text: String, other: String, fault: String) throws {
        #expect(Self.overlay.contains(text))
        let base = try Self.read(Self.text)
        let changed = Self.overlay.replacing(text, with: other)
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(
                overlaying: base, reading: changed, file: "o.yaml", vocabulary: Self.vocabulary)
        }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }

    @Test func `asks each of its types for what opens it, and one of them for a limit`() throws {
        let both = Self.text.replacing(
            "[referral.made]", with: "[referral.made, core-group.recorded]")
        let error = #expect(throws: SourceFaults.self) { try Self.read(both) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix("r.yaml:7:66: no message of these types has the ") })
        #expect(!faults.contains { $0.hasPrefix("r.yaml:15:") || $0.hasPrefix("r.yaml:16:") })
    }
}
