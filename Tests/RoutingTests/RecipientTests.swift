// SPDX-License-Identifier: Apache-2.0

import Routing
import Safeguarding
import SampleTown
import Testing
import Wire

@Suite struct `The recipients of a message` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    @Test func `are the addressed in their order, then the subscribers, each with its agreement`()
        throws
    {
        let directory = try town.directory(subscriptions: [office.subscription(of: town.council)])
        let letter = try office.referral(to: [town.health])
        #expect(
            try office.decision(on: letter, by: directory).recipients == [
                Recipient(agency: town.health.id, reason: .addressed, agreement: "isa-2"),
                Recipient(agency: town.council.id, reason: .subscribed, agreement: "isa-2"),
            ])
        let other = try office.referral(to: [town.council, town.health])
        #expect(
            try office.decision(on: other).recipients.map(\.agency) == [
                town.council.id, town.health.id,
            ])
    }

    /// A lapsed agreement stops no referral; that it lapsed stands with the message for ever.
    @Test(arguments: [0, 1])
    func `still receive it by an agreement whose day of review is over, which is marked`(
        daysAfter: Int
    ) throws {
        let agreement = town.agreement(
            "isa-1", from: [town.police.id], to: [town.council.id, town.health.id],
            types: ["referral.made"])
        let day = CalendarDate(dayNumber: agreement.reviewBy.dayNumber + daysAfter)
        let decision = try office.decision(
            on: office.referral(to: [town.council, town.health]),
            by: town.directory(agreements: [agreement]), at: London.startOfDay(day))
        #expect(decision.recipients.map(\.agency) == [town.council.id, town.health.id])
        #expect(decision.overdueAgreements == (daysAfter == 0 ? [] : ["isa-1"]))
    }

    @Test func `are only those whom an agreement allows`() throws {
        let decision = try office.decision(
            on: office.referral(to: [town.council, town.school]))
        #expect(decision.recipients.map(\.agency) == [town.council.id, town.health.id])
        #expect(
            decision.excluded == [
                Exclusion(agency: town.school.id, rule: .noAgreement, wasAddressed: true)
            ])
        #expect(decision.reaches(town.council.id) && !decision.reaches(town.school.id))
        #expect(!decision.isRestricted)
    }

    @Test func `never are widened by a subscription that no agreement allows`() throws {
        let directory = try town.directory(subscriptions: [office.subscription(of: town.school)])
        let decision = try office.decision(
            on: office.referral(to: [town.council]), by: directory)
        #expect(decision.recipients.map(\.agency) == [town.council.id])
        #expect(
            decision.excluded == [
                Exclusion(agency: town.school.id, rule: .noAgreement, wasAddressed: false)
            ])
    }

    @Test func `count an agency once that is addressed and subscribes`() throws {
        let decision = try office.decision(
            on: office.referral(to: [town.health, town.council]))
        #expect(decision.recipients.map(\.agency) == [town.health.id, town.council.id])
        #expect(decision.recipients.map(\.reason) == [.addressed, .addressed])
        let directory = try town.directory(subscriptions: [office.subscription(of: town.school)])
        let excluded = try office.decision(
            on: office.referral(to: [town.school]), by: directory
        ).excluded
        #expect(excluded.map(\.wasAddressed) == [true])
    }

    @Test func `never are the sender, addressed or subscribed`() throws {
        let letter = try office.referral(from: town.health, to: [town.health, town.council])
        let decision = try office.decision(on: letter)
        #expect(decision.recipients.map(\.agency) == [town.council.id])
        #expect(decision.excluded == [])
    }

    @Test func `are nobody where nobody is named and nobody subscribes`() throws {
        let directory = try town.directory(subscriptions: [])
        let decision = try office.decision(on: office.referral(to: []), by: directory)
        #expect(decision.recipients == [])
    }

    @Test func `are no subscribers of a type that is addressed only`() throws {
        let wish = Subscription(
            agency: town.health.id, partnership: town.partnership,
            types: ["referrer.informed", "message.acknowledged"])
        let directory = try town.directory(subscriptions: [wish])
        let circle = office.circle(answering: town.police, root: town.police)
        let informed = try office.answer("referrer.informed", from: town.council)
        let decision = try office.decision(on: informed, in: circle, by: directory)
        #expect(decision.recipients.map(\.agency) == [town.police.id])
        #expect(decision.excluded == [])
        let acknowledged = try office.answer(from: town.council)
        #expect(
            try office.decision(on: acknowledged, in: circle, by: directory)
                .recipients.map(\.agency) == [town.police.id, town.health.id])
    }
}

@Suite struct `A subscription` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    private func reaches(_ subscription: Subscription, _ letter: Letter) throws -> Bool {
        let directory = try town.directory(subscriptions: [subscription])
        return try office.decision(on: letter, by: directory).reaches(subscription.agency)
    }

    @Test(arguments: [("immediate", true), ("urgent", true), ("routine", false)])
    func `is narrowed by coded particulars`(_ urgency: String, _ isMatched: Bool) throws {
        var letter = try office.referral(to: [town.council])
        letter.set("urgency", .string(urgency))
        let subscription = office.subscription(
            of: town.health, where: ["urgency": ["immediate", "urgent"]])
        #expect(try reaches(subscription, letter) == isMatched)
    }

    @Test func `asks for all of its particulars, and an absent one has no value`() throws {
        var letter = try office.referral(to: [town.council])
        letter.set("urgency", "urgent")
        #expect(
            try reaches(
                office.subscription(
                    of: town.health, where: ["urgency": ["urgent"], "referral_source": ["2A"]]),
                letter))
        #expect(
            try !reaches(
                office.subscription(
                    of: town.health, where: ["urgency": ["urgent"], "grade": ["red"]]), letter))
    }

    @Test func `is narrowed by sender and by type`() throws {
        let letter = try office.referral(to: [town.council])
        #expect(
            try reaches(office.subscription(of: town.health, from: [town.police]), letter))
        #expect(
            try !reaches(office.subscription(of: town.health, from: [town.school]), letter))
        let other = Subscription(
            agency: town.health.id, partnership: town.partnership, types: ["referral.decided"])
        #expect(try !reaches(other, letter))
    }

    @Test func `that does not match leaves no exclusion behind`() throws {
        let directory = try town.directory(subscriptions: [
            office.subscription(of: town.school, where: ["urgency": ["immediate"]])
        ])
        let decision = try office.decision(
            on: office.referral(to: [town.council]), by: directory)
        #expect(decision.excluded == [])
    }
}

@Suite struct `A reply` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    @Test func `goes to the issuer of what it answers, without an agreement of its own`() throws {
        let directory = try town.directory(agreements: [], subscriptions: [])
        let decision = try office.decision(
            on: office.answer(from: town.council),
            in: office.circle(answering: town.police, root: town.police), by: directory)
        #expect(
            decision.recipients == [
                Recipient(agency: town.police.id, reason: .answered, agreement: nil)
            ])
        #expect(decision.notice == nil)
    }

    @Test func `goes to the issuer of the root too`() throws {
        let decision = try office.decision(
            on: office.answer(from: town.health),
            in: office.circle(answering: town.council, root: town.police))
        #expect(
            decision.recipients == [
                Recipient(agency: town.council.id, reason: .answered, agreement: nil),
                Recipient(agency: town.police.id, reason: .root, agreement: nil),
            ])
    }

    @Test func `to an addressed issuer is covered by the agreement that allows it`() throws {
        let decision = try office.decision(
            on: office.answer(from: town.council, to: [town.police]),
            in: office.circle(answering: town.police, root: town.police))
        #expect(
            decision.recipients == [
                Recipient(agency: town.police.id, reason: .addressed, agreement: "isa-1")
            ])
    }

    @Test func `reaches an issuer that no agreement would let be addressed`() throws {
        let directory = try town.directory(agreements: [], subscriptions: [])
        let decision = try office.decision(
            on: office.answer(from: town.council, to: [town.police, town.health]),
            in: office.circle(answering: town.police, root: town.police), by: directory)
        #expect(decision.recipients.map(\.reason) == [.answered])
        #expect(
            decision.excluded == [
                Exclusion(agency: town.health.id, rule: .noAgreement, wasAddressed: true)
            ])
    }

    @Test func `to one's own message goes to nobody but those addressed`() throws {
        let letter = try office.answer(from: town.police, to: [town.council])
        let decision = try office.decision(
            on: letter, in: office.circle(answering: town.police, root: town.police))
        #expect(decision.recipients.map(\.agency) == [town.council.id])
    }

    @Test func `to the broker goes to those addressed, and to the root`() throws {
        let decision = try office.decision(
            on: office.answer(from: town.council),
            in: office.circle(answering: nil, root: town.police))
        #expect(decision.recipients.map(\.reason) == [.root])
    }
}
