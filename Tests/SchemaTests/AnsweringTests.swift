// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

/// What a type may follow stands in `answers`; a name misspelt there would refuse good messages.
@Suite struct `What the shipped types may answer` {
    private let answers: [String: Set<String>]
    private let issuedByBroker: Set<String>

    init() throws {
        var answers: [String: Set<String>] = [:]
        var issuedByBroker: Set<String> = []
        for schema in try Shipped.types() {
            let name = String(try #require(schema.id.split(separator: "/").dropLast().last))
            let baton = try #require(schema.annotation("x-baton"))
            let named = try #require(baton["answers"]).elements.compactMap(\.string)
            answers[name, default: []].formUnion(named)
            if baton["issued_by_broker"]?.boolean == true { issuedByBroker.insert(name) }
        }
        self.answers = answers
        self.issuedByBroker = issuedByBroker
    }

    @Test func `is a type that ships and that agencies send`() {
        let sent = Set(answers.keys).subtracting(issuedByBroker)
        for (name, answered) in answers {
            #expect(answered.subtracting(sent).subtracting(["*"]).isEmpty, "\(name)")
        }
    }

    /// Who owes something meets it by a message with the same root, so by one that may answer.
    @Test(arguments: [
        ("referral.made", "message.acknowledged"), ("incident.notified", "message.acknowledged"),
        ("referral.made", "referral.decided"), ("incident.notified", "referral.decided"),
        ("referral.decided", "referrer.informed"), ("referral.decided", "case.allocated"),
        ("case.transferred", "case.transferred"), ("case.transferred", "message.acknowledged"),
        ("strategy-discussion.requested", "strategy-discussion.held"),
        ("information.requested", "information.provided"),
        ("information.requested", "information.withheld"),
        ("strategy-discussion.held", "section47.concluded"),
        ("strategy-discussion.held", "conference.recorded"),
        ("section47.concluded", "conference.invited"),
        ("conference.invited", "conference.answered"),
        ("conference.invited", "conference.reported"),
        ("conference.invited", "conference.recorded"),
        ("conference.recorded", "core-group.recorded"),
        ("core-group.recorded", "core-group.recorded"),
        ("conference.recorded", "conference.recorded"),
        ("referral.made", "assessment.concluded"), ("incident.notified", "assessment.concluded"),
        ("referral.decided", "assessment.concluded"), ("case.allocated", "assessment.concluded"),
        ("missing.found", "return-interview.recorded"), ("incident.notified", "education.notified"),
        ("looked-after.changed", "placement.notified"),
        ("looked-after.changed", "health-assessment.requested"),
        ("health-assessment.requested", "health-assessment.completed"),
        ("looked-after.changed", "looked-after.reviewed"),
        ("looked-after.reviewed", "looked-after.reviewed"),
        ("placement.notified", "looked-after.reviewed"),
        ("care-leaver.contacted", "care-leaver.contacted"),
        ("escalation.raised", "escalation.answered"),
        ("case.referred-back", "message.acknowledged"), ("case.referred-back", "referral.decided"),
    ])
    func `lets follow at once what a rule expects`(opening: String, expected: String) throws {
        let answered = try #require(answers[expected])
        #expect(answered.contains("*") || answered.contains(opening))
    }
}
