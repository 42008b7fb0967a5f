// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import Routing
import Safeguarding
import SampleTown
import Testing
import Wire

@Suite struct `The routing of a referral` {
    @Test func `leaves out an addressed agency without an agreement, and tells the sender`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(
            from: town.police, "referral.made", to: [town.council, town.school])
        try await stage.accept(referral)
        #expect(try await stage.poll(town.school).sets.isEmpty)
        let notices = try await stage.notices(town.police)
        #expect(notices.count == 1)
        let notice = try #require(notices.first?.payload)
        #expect(notice["kind"]?.string == "excluded")
        #expect(notice["about"]?["jti"]?.string == (referral.jti.text))
        #expect(
            notice["excluded"]?.array == [
                ["agency": .string(town.school.id.uri), "rule": "no-agreement"]
            ])
    }

    @Test func `that reaches nobody is accepted, unrouted and told`() async throws {
        let town = try SampleTown()
        let directory = try town.directory(agreements: [], subscriptions: [])
        let stage = try await Stage(town, setting: town.setting(directory: directory))
        let referral = try town.letter(from: town.council, "referral.made")
        try await stage.accept(referral)
        let notice = try #require(try await stage.notices(town.council).first?.payload)
        #expect(notice["kind"]?.string == "unrouted")
    }

    @Test func `names a duty-holder whom it does not reach`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.health])
        try await stage.accept(referral)
        let notice = try #require(try await stage.notices(town.police).first?.payload)
        #expect(
            notice["excluded"]?.array == [
                ["agency": .string(town.council.id.uri), "rule": "duty-holder-not-reached"]
            ])
        let report = try #require(
            try await stage.thread(referral.thread, for: .party(town.police.id)))
        #expect(report["steps"]?.array?.first?["absent"]?.array?.count == 2)
        #expect(report["expectations"]?.array?.isEmpty == true)
    }

    @Test func `is narrowed by a subscription's coded particulars`() async throws {
        let town = try SampleTown()
        let narrow = Subscription(
            agency: town.health.id, partnership: town.partnership, types: ["referral.made"],
            where: ["urgency": ["immediate"]])
        let stage = try await Stage(
            town, setting: town.setting(directory: town.directory(subscriptions: [narrow])))
        for urgency in ["routine", "immediate"] {
            var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
            referral.set("urgency", .string(urgency))
            try await stage.accept(referral)
        }
        #expect(try await stage.poll(town.health).sets.count == 1)
    }

    @Test func `sends a reply back without an agreement of its own`() async throws {
        let town = try SampleTown()
        let oneWay = town.agreement(
            "one-way", from: [town.police.id], to: [town.council.id], types: ["referral.made"])
        let stage = try await Stage(
            town,
            setting: town.setting(
                directory: town.directory(agreements: [oneWay], subscriptions: [])))
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        let answer = try town.answer(to: referral, from: town.council, "message.acknowledged")
        try await stage.accept(answer)
        #expect(try await stage.poll(town.police).sets.map(\.token) == [answer.jti])
    }
}
