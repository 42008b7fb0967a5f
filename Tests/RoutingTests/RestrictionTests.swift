// SPDX-License-Identifier: Apache-2.0

import Routing
import Safeguarding
import SampleTown
import Testing
import Wire

@Suite struct `A restricted thread` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    private func withheld(_ resident: Resident, addressed: Bool) -> Exclusion {
        Exclusion(agency: resident.id, rule: .restrictedOperation, wasAddressed: addressed)
    }

    @Test func `begins with its issuer and those addressed, and no subscribers`() throws {
        let decision = try office.decision(on: office.referral(to: [town.council]).restricted)
        #expect(decision.isRestricted)
        #expect(decision.recipients.map(\.agency) == [town.council.id])
        #expect(decision.excluded == [withheld(town.health, addressed: false)])
        #expect(decision.notice == nil, "a subscriber that falls out is nothing to tell")
    }

    @Test func `still asks for an agreement`() throws {
        let decision = try office.decision(
            on: office.referral(to: [town.council, town.school]).restricted)
        #expect(
            decision.excluded.first
                == Exclusion(agency: town.school.id, rule: .noAgreement, wasAddressed: true))
    }

    @Test func `lets nobody but its opener address others`() throws {
        let letter = try office.answer(from: town.council, to: [town.health])
        let decision = try office.decision(
            on: letter,
            in: office.restricted(to: [town.council], answering: town.police, root: town.police))
        #expect(decision.isRestricted, "the caveat of the opening message holds on")
        #expect(decision.recipients.map(\.agency) == [town.police.id])
        #expect(decision.excluded == [withheld(town.health, addressed: true)])
        #expect(decision.notice == .excluded([withheld(town.health, addressed: true)]))
    }

    @Test func `lets its members address each other`() throws {
        let letter = try office.answer(from: town.council, to: [town.health])
        let decision = try office.decision(
            on: letter, in: office.restricted(to: [town.council, town.health]))
        #expect(decision.recipients.map(\.agency) == [town.health.id])
        #expect(decision.excluded == [])
    }

    @Test func `is widened by its opener`() throws {
        let letter = try office.referral(to: [town.health])
        let decision = try office.decision(
            on: letter, in: office.restricted(to: [town.council]))
        #expect(decision.isRestricted)
        #expect(
            decision.recipients == [
                Recipient(agency: town.health.id, reason: .addressed, agreement: "isa-2")
            ])
    }

    @Test func `gives the issuer of its root each reply`() throws {
        let letter = try office.answer(from: town.health)
        let decision = try office.decision(
            on: letter,
            in: office.restricted(
                to: [town.council, town.health], answering: town.council, root: town.police))
        #expect(decision.recipients.map(\.agency) == [town.council.id, town.police.id])
    }

    @Test func `has no subscribers in later messages either, its opener's among them`() throws {
        let directory = try town.directory(subscriptions: [
            office.subscription(of: town.health)
        ])
        let letter = try office.referral(to: [town.council])
        let decision = try office.decision(
            on: letter, in: office.restricted(to: [town.council, town.health]), by: directory)
        #expect(decision.recipients.map(\.agency) == [town.council.id])
        #expect(decision.excluded == [withheld(town.health, addressed: false)])
    }
}

@Suite struct `The caveat in a later message` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    @Test func `keeps a correction from whom it does not address, and no retraction`() throws {
        let before = try office.referral(to: [town.council, town.school])
        func decision(_ type: String, isRestricted: Bool) throws -> RoutingDecision {
            var letter = try town.answer(
                to: before, from: town.police, type, to: [town.council])
            letter.set(
                "target", ["iss": .string(town.police.id.uri), "jti": .string(before.jti.text)])
            let circle = ThreadCircle(
                members: nil, opener: town.police.id,
                earlierRecipients: [town.council.id, town.school.id],
                isTakenBack: type == "record.retracted")
            return try office.decision(
                on: isRestricted ? letter.restricted : letter, in: circle)
        }
        let correction = try decision("record.corrected", isRestricted: true)
        #expect(correction.recipients.map(\.agency) == [town.council.id])
        #expect(
            correction.excluded == [
                Exclusion(
                    agency: town.school.id, rule: .restrictedOperation, wasAddressed: false)
            ])
        for other in [
            try decision("record.corrected", isRestricted: false),
            try decision("record.retracted", isRestricted: true),
        ] {
            #expect(Set(other.recipients.map(\.agency)) == [town.council.id, town.school.id])
        }
    }

    @Test func `limits that message alone`() throws {
        let directory = try town.directory(subscriptions: [
            Subscription(
                agency: town.health.id, partnership: town.partnership,
                types: ["message.acknowledged"])
        ])
        let circle = office.circle(answering: town.police, root: town.police)
        let letter = try office.answer(from: town.council, to: [town.school])
        let limited = try office.decision(on: letter.restricted, in: circle, by: directory)
        #expect(limited.isRestricted)
        #expect(limited.recipients.map(\.agency) == [town.school.id, town.police.id])
        #expect(
            limited.excluded == [
                Exclusion(
                    agency: town.health.id, rule: .restrictedOperation, wasAddressed: false)
            ])
        let next = try office.decision(on: letter, in: circle, by: directory)
        #expect(!next.isRestricted)
        #expect(
            next.recipients.map(\.agency) == [town.school.id, town.police.id, town.health.id])
    }
}
