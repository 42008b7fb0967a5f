// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Handoffs
import Intake
import Ledger
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// What an agency with a good key, or a node that forgets, must not be able to do.
@Suite struct `An agency` {
    @Test func `cannot make another's accepted message look refused by posting it again`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let bytes = try town.letter(from: town.police, "referral.made", to: [town.council]).bytes()
        _ = try await stage.broker.receive(bytes, from: town.police.id)
        let size = try await stage.size()

        guard
            case .refused(let refusal) = try await stage.broker.receive(
                bytes, from: town.council.id)
        else {
            Issue.record("the council carried a message of the police")
            return
        }
        #expect(refusal.reasons == [.carrier(caller: town.council.id, issuer: town.police.id)])
        #expect(try await stage.size() == size, "nothing is logged against the police")
        #expect(try await stage.notices(town.police).isEmpty)
    }

    @Test func `cannot draw outsiders into a restricted thread by a message that is refused`()
        async throws
    {
        let town = try SampleTown()
        let all = [town.police, town.council, town.school].map(\.id)
        let open = town.agreement(
            "open", from: all, to: all, types: ["referral.made", "message.acknowledged"])
        let stage = try await Stage(
            town, setting: town.setting(directory: town.directory(agreements: [open])))
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("caveats", ["restricted-operation"])
        try await stage.accept(referral)
        var answer = try town.answer(
            to: referral, from: town.council, "message.acknowledged", to: [town.school])
        answer.set("status", nil)
        #expect(try await stage.reasons(answer).map(\.place) == ["/status"])
        #expect(try await stage.poll(town.school).sets.isEmpty)
    }

    @Test func `that never acknowledges is handed everything again, at the limit too`()
        async throws
    {
        let town = try SampleTown()
        var limits = RelayLimits()
        limits.handedOut = 2
        let stage = try await Stage(town, setting: town.setting(limits: limits))
        for _ in 0..<3 {
            try await stage.accept(
                town.letter(from: town.police, "referral.made", to: [town.council]))
        }
        for _ in 0..<3 {
            let page = try await stage.poll(town.council)
            #expect(page.sets.count == 2, "one past the limit waits")
            stage.clock.advance(milliseconds: 60_000)
        }
        let page = try await stage.poll(town.council)
        let next = try await stage.poll(town.council, acknowledging: page.sets.map(\.token))
        #expect(next.sets.count == 1)
    }

    @Test func `that answers for a child of a later message in time has not missed it`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let first = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(first)
        var second = try town.letter(
            from: town.police, "referral.made", to: [town.council], thread: first.thread.text)
        let sibling = UUID().uuidString.lowercased()
        second.renameSubject(to: sibling)
        try await stage.accept(second)
        var answer = try town.answer(to: second, from: town.council, "message.acknowledged")
        answer.set("subjects", [["id": .string(sibling)]])
        try await stage.accept(answer)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        let (missed, _) = try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1]))
        let acknowledgements = missed.items.filter { $0.expectation.terms.rule == "R1" }
        #expect(acknowledgements.map(\.opener.token) == [first.jti], "the second was answered")
    }
}

extension Letter {
    /// Gives the payload's first subject another id.
    mutating func renameSubject(to id: String) {
        let subjects = payload["subjects"]?.array ?? []
        set(
            "subjects",
            .array(
                subjects.prefix(1).map { subject in
                    let members = (subject.members ?? []).filter { $0.name != "id" }
                    return .object(members + [JSONMember("id", .string(id))])
                }))
    }
}
