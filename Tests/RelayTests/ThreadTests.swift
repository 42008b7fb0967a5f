// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Intake
import Ledger
import Relay
import Routing
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@Suite struct `A thread` {
    @Test func `lets nobody in who sent and received nothing in it`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        let intruder = try town.letter(
            from: town.school, "referral.made", to: [town.council],
            thread: referral.thread.text)
        #expect(
            try await stage.reasons(intruder) == [.threadNotYours(referral.thread)])
    }

    @Test
    func `takes an answer only to what its sender sent or received, by issuer, jti and digest`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)

        var unknown = try town.answer(to: referral, from: town.council, "message.acknowledged")
        unknown.set(
            "in_reply_to",
            [
                "iss": .string(town.police.id.uri), "jti": .string(UUID().uuidString.lowercased()),
                "digest": .string(Base64URL.encode([UInt8](repeating: 0, count: 32))),
            ])
        #expect(try await stage.reasons(unknown) == [.unknownAnswered])

        var misbound = try town.answer(to: referral, from: town.council, "message.acknowledged")
        misbound.set(
            "in_reply_to",
            [
                "iss": .string(town.police.id.uri), "jti": .string(referral.jti.text),
                "digest": .string(Base64URL.encode([UInt8](repeating: 0, count: 32))),
            ])
        #expect(try await stage.reasons(misbound) == [.unknownAnswered])
    }

    @Test func `is not opened by an answer to a message that was never received`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let never = try town.letter(from: town.police, "referral.made", to: [town.council])
        let answer = try town.answer(to: never, from: town.council, "message.acknowledged")
        #expect(try await stage.reasons(answer) == [.unknownAnswered])
    }

    @Test
    func `that is restricted goes to its issuer and those it addressed, and to no subscriber`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("caveats", ["restricted-operation"])
        try await stage.accept(referral)
        #expect(try await stage.poll(town.health).sets.isEmpty)
        #expect(try await stage.poll(town.council).sets.count == 1)

        let wider = try town.answer(
            to: referral, from: town.council, "message.acknowledged", to: [town.health])
        try await stage.accept(wider)
        #expect(try await stage.poll(town.health).sets.isEmpty)
        let told = try await stage.notices(town.council)
        #expect(
            told.first?.payload["excluded"]?.array?.first?["rule"]?.string
                == "restricted-operation")
    }

    @Test func `that is restricted goes to whom its issuer addresses later, and no sooner`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("caveats", ["restricted-operation"])
        try await stage.accept(referral)
        for isMember in [false, true] {
            if isMember {
                var second = try town.letter(
                    from: town.police, "referral.made", to: [town.health],
                    thread: referral.thread.text)
                second.set("caveats", ["restricted-operation"])
                try await stage.accept(second)
            }
            _ = try await stage.poll(town.health)
            try await stage.accept(
                town.answer(
                    to: referral, from: town.council, "message.acknowledged", to: [town.health]))
            #expect(try await stage.poll(town.health).sets.count == (isMember ? 1 : 0))
        }
    }

    @Test func `that is restricted shows partnership and inspector rule and verdict, no agencies`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("caveats", ["restricted-operation"])
        try await stage.accept(referral)
        let report = try #require(
            try await stage.thread(
                referral.thread, for: .overseer(town.manager.id, partnerships: [1])))
        #expect(!report.text.contains(town.police.id.uri))
        #expect(!report.text.contains(town.council.id.uri))
        #expect(report["expectations"]?.array?.count == 2)
    }

    @Test func `shows a party only what it sent or received`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        #expect(try await stage.thread(referral.thread, for: .party(town.school.id)) == nil)
        let health = try #require(
            try await stage.thread(referral.thread, for: .party(town.health.id)))
        #expect(health["steps"]?.array?.first?["recipients"] == nil)
        #expect(health["expectations"]?.array?.isEmpty == true)
    }
}

extension Stage {
    /// Why a letter is refused; empty when it is not.
    func reasons(_ letter: Letter) async throws -> [Refusal] {
        guard case .refused(let refusal) = try await post(letter) else { return [] }
        return refusal.reasons
    }
}
