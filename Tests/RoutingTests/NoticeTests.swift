// SPDX-License-Identifier: Apache-2.0

import Routing
import Safeguarding
import SampleTown
import Testing

@Suite struct `The notice on a routing` {
    let office: SortingOffice
    var town: SampleTown { office.town }

    init() throws { office = try SortingOffice() }

    private func exclusion(
        _ resident: Resident, _ rule: Exclusion.Rule, addressed: Bool = false
    ) -> Exclusion {
        Exclusion(agency: resident.id, rule: rule, wasAddressed: addressed)
    }

    @Test func `is none when all went well`() throws {
        let decision = try office.decision(on: office.referral(to: [town.council]))
        #expect(decision.absent == [])
        #expect(decision.notice == nil)
    }

    @Test func `is none when only a subscriber fell out`() throws {
        let directory = try town.directory(subscriptions: [office.subscription(of: town.school)])
        let decision = try office.decision(
            on: office.referral(to: [town.council]), by: directory)
        #expect(decision.excluded.count == 1)
        #expect(decision.notice == nil)
    }

    @Test func `tells who was addressed and fell out`() throws {
        let decision = try office.decision(
            on: office.referral(to: [town.council, town.school]))
        #expect(
            decision.notice
                == .excluded([exclusion(town.school, .noAgreement, addressed: true)]))
    }

    @Test func `tells of a duty-holder whom the message does not reach, once for all rules`()
        throws
    {
        let decision = try office.decision(on: office.referral(to: [town.health]))
        let role = try Role("front-door")
        #expect(
            decision.absent == [
                AbsentDutyHolder(agency: town.council.id, role: role, rule: "R1"),
                AbsentDutyHolder(agency: town.council.id, role: role, rule: "R2"),
            ])
        #expect(decision.notice == .excluded([exclusion(town.council, .dutyHolderNotReached)]))
    }

    @Test func `names a duty-holder that was excluded by the rule that excluded it`() throws {
        let directory = try town.directory(agreements: [], subscriptions: [])
        let decision = try office.decision(
            on: office.referral(to: [town.council]), by: directory)
        #expect(decision.absent.map(\.rule) == ["R1", "R2"])
        #expect(
            decision.notice
                == .excluded([exclusion(town.council, .noAgreement, addressed: true)]),
            "excluded goes before unrouted")
    }

    @Test func `is unrouted when nobody is left and nobody addressed fell out`() throws {
        let directory = try town.directory(agreements: [], subscriptions: [])
        let letter = try office.referral(from: town.council, to: [])
        #expect(try office.decision(on: letter, by: directory).notice == .unrouted([]))
    }

    @Test func `is unrouted, duty-holder and all, when nobody but the sender is addressed`() throws
    {
        let directory = try town.directory(subscriptions: [])
        for addressed in [[], [town.police]] {
            let decision = try office.decision(
                on: office.referral(to: addressed), by: directory)
            #expect(decision.recipients == [] && decision.excluded == [])
            #expect(decision.notice == .unrouted([exclusion(town.council, .dutyHolderNotReached)]))
        }
    }

    @Test func `of an unrouted message lists the subscribers that fell out`() throws {
        let directory = try town.directory(agreements: [])
        let letter = try office.referral(from: town.council, to: [])
        #expect(
            try office.decision(on: letter, by: directory).notice
                == .unrouted([exclusion(town.health, .noAgreement)]))
    }

    @Test func `expects nothing of the sender, whatever role it holds`() throws {
        let letter = try office.referral(from: town.council, to: [town.health])
        let decision = try office.decision(on: letter)
        #expect(decision.absent == [])
        #expect(decision.notice == nil)
    }

    @Test func `misses nobody by a rule that is not in force yet`() throws {
        let decision = try office.decision(
            on: office.referral(to: [town.health]), at: .at("2018-07-03T22:59:59Z"))
        #expect(decision.absent == [])
        #expect(decision.notice == nil)
        let next = try office.decision(
            on: office.referral(to: [town.health]), at: .at("2018-07-03T23:00:00Z"))
        #expect(next.absent.map(\.rule) == ["R1", "R2"])
    }
}
