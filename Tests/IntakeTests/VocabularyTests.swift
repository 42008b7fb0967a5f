// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import SampleTown
import Testing

/// What rule packs and subscriptions may ask of the messages of the schemas that ship.
@Suite struct `The vocabulary of the schemas that ship` {
    private let vocabulary: EventVocabulary

    init() throws { vocabulary = try SampleTown().catalogue.vocabulary }

    private func codes(_ type: String, _ particular: String) throws -> EventVocabulary.Codes {
        try #require(vocabulary[type]?.particulars[particular], "\(type) \(particular)")
    }

    @Test func `has what agencies send, and nothing that the broker alone issues`() {
        #expect(vocabulary.names.count > 30)
        #expect(vocabulary["referral.made"] != nil && vocabulary["referral.mad"] == nil)
        #expect(vocabulary["handoff.missed"] == nil && vocabulary["broker.notified"] == nil)
    }

    @Test func `knows closed lists, open ones, truth values and what is free`() throws {
        let urgency = try codes("referral.made", "urgency")
        #expect(urgency.listed == ["immediate", "urgent", "routine"] && !urgency.isOpen)
        let source = try codes("referral.made", "referral_source")
        #expect(source.listed.contains("2A") && source.isOpen)
        let danger = try codes("referral.made", "immediate_danger")
        #expect(danger.listed == ["true", "false"] && !danger.isOpen)
        let moment = try codes("incident.notified", "incident_at")
        #expect(moment.listed.isEmpty && !moment.isOpen)
    }

    @Test(arguments: [
        ("conference.recorded", "/held_at"), ("looked-after.changed", "/start"),
        ("case.referred-back", "/response_due"), ("health-assessment.completed", "/completed_at"),
    ])
    func `knows where a message tells a day or a time`(type: String, pointer: String) {
        #expect(vocabulary[type]?.times.contains(pointer) == true)
    }

    @Test(arguments: [
        ("conference.recorded", "/outcome"), ("case.referred-back", "/about"),
        ("referral.made", "/concern_summary"), ("case.allocated", "/team"),
        ("referral.made", "/nowhere"),
    ])
    func `takes nothing else for a time`(type: String, pointer: String) {
        #expect(vocabulary[type]?.times.contains(pointer) == false)
    }

    @Test func `knows what can come under one root`() {
        #expect(vocabulary.canFollow("message.acknowledged", anyOf: ["referral.made"]))
        #expect(vocabulary.canFollow("case.allocated", anyOf: ["referral.decided"]))
        #expect(!vocabulary.canFollow("referral.made", anyOf: ["referral.made"]))
        #expect(vocabulary.canFollow("conference.answered", anyOf: ["referral.made"]))
        #expect(!vocabulary.canFollow("incident.notified", anyOf: ["message.acknowledged"]))
        #expect(vocabulary["escalation.raised"]?.members.contains("/respondent") == true)
    }
}
