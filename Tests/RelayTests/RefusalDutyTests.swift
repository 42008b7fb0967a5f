// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// A refused safeguarding message is the worst failure (domain.md, house decision 5): whatever was wrong
/// with it, and however little of it could be read, its sender owes another.
@Suite struct `A refusal that is kept` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
    }

    /// Every reason that a letter with a good signature and a partnership can be refused for.
    enum Reason: String, CaseIterable {
        case claim, claimOfToken, claimOfEvents, audience, tokenReused, unknownEventType
        case issuedByBrokerOnly, foreignSchema, schema, threadNotYours, unknownAnswered
        case answersWrongType

        var code: String {
            switch self {
            case .claim, .claimOfToken, .claimOfEvents: "claim"
            case .audience: "audience"
            case .tokenReused: "jti_reused"
            case .unknownEventType: "unknown_event_type"
            case .issuedByBrokerOnly: "issued_by_broker_only"
            case .foreignSchema: "foreign_schema"
            case .schema: "schema"
            case .threadNotYours: "thread_not_yours"
            case .unknownAnswered: "unknown_answered"
            case .answersWrongType: "answers_wrong_type"
            }
        }
    }

    private func referral() throws -> Letter {
        try town.letter(from: town.police, "referral.made", to: [town.council])
    }

    /// A letter that is refused for a reason.
    private func letter(_ reason: Reason) async throws -> Letter {
        var letter = try referral()
        switch reason {
        case .claim: letter.claims["txn"] = "the first one"
        case .claimOfToken: letter.claims["jti"] = "short"
        case .claimOfEvents:
            letter.claims["events"] = .object([
                JSONMember(letter.event, letter.payload),
                JSONMember("https://w3id.org/baton/event/incident.notified/v1", letter.payload),
            ])
        case .audience:
            let audience = letter.claims["aud"]?.array ?? []
            letter.claims["aud"] = .array(audience + ["https://nobody.example"])
        case .tokenReused:
            try await stage.accept(letter)
            letter.set("concern_summary", "Another text under the same name.")
        case .unknownEventType:
            letter.event = "https://w3id.org/baton/event/referral.made/v2"
        case .issuedByBrokerOnly:
            letter = try town.letter(from: town.police, "handoff.missed", to: [town.council])
        case .foreignSchema:
            letter.set("schema", "https://w3id.org/baton/schema/case.allocated/1.0.0")
        case .schema: letter.set("concern_summary", nil)
        case .threadNotYours:
            try await stage.accept(letter)
            letter = try town.letter(
                from: town.school, "referral.made", to: [town.council], thread: letter.thread.text)
        case .unknownAnswered:
            letter = try town.answer(to: letter, from: town.council, "message.acknowledged")
        case .answersWrongType:
            try await stage.accept(letter)
            letter = try town.answer(to: letter, from: town.council, "conference.answered")
        }
        return letter
    }

    /// Posts a letter that is refused, and gives what the quarantine shows its sender of it.
    private func refuse(_ letter: Letter) async throws -> JSONValue {
        guard case .refused = try await stage.post(letter) else {
            throw StoreFailure.refused("it was accepted")
        }
        return try #require(try await kept(by: AgencyID(letter.claims["iss"]?.string ?? "")))
    }

    private func kept(by sender: AgencyID) async throws -> JSONValue? {
        try await stage.broker.quarantine(QuarantineFilter(), for: .party(sender)).items.last
    }

    @Test(arguments: Reason.allCases)
    func `is owed another within a working day`(reason: Reason) async throws {
        let item = try await refuse(letter(reason))
        let codes = item["reasons"]?.array?.map { $0["code"]?.string }
        #expect(codes?.contains(reason.code) == true, "\(item)")
        #expect(item["rule"] == "R27" && item["verdict"] == "open", "\(item)")
        #expect(item["due"] == "2026-11-27T00:00:00Z")
    }

    @Test func `is owed nothing where no partnership says by which rules and calendar`()
        async throws
    {
        var letter = try referral()
        letter.claims["aud"] = [.string(town.council.id.uri)]
        let item = try await refuse(letter)
        #expect(item["state"] == "open" && item["rule"] == nil && item["due"] == nil)
    }

    @Test(arguments: [Reason.claim, .claimOfToken, .claimOfEvents, .unknownEventType])
    func `is missed and told when nothing comes`(reason: Reason) async throws {
        _ = try await refuse(letter(reason))
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        for _ in 0..<3 { try await stage.tick() }
        let missed = try await stage.notices(town.police).map(\.payload)
            .filter { $0["rule"] == "R27" }
        #expect(missed.count == 1)
        #expect(missed.first?["break_point"] == "B15")
        #expect(try await kept(by: town.police.id)?["verdict"] == "missed")
        let report = try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1])
        ).0
        #expect(report.items.count == 1)
    }

    @Test(arguments: [Reason.claim, .claimOfEvents, .unknownEventType, .foreignSchema])
    func `is met by a good one of the same jti`(reason: Reason) async throws {
        let bad = try await letter(reason)
        _ = try await refuse(bad)
        var good = try referral()
        good.claims["jti"] = bad.claims["jti"]
        try await stage.accept(good)
        let item = try await kept(by: town.police.id)
        #expect(item?["state"] == "resubmitted" && item?["verdict"] == "met")
    }

    @Test func `is met by one of its type in its thread, of a version that is known`()
        async throws
    {
        let bad = try await letter(.unknownEventType)
        _ = try await refuse(bad)
        try await stage.accept(
            town.letter(
                from: town.police, "referral.made", to: [town.council], thread: bad.thread.text))
        #expect(try await kept(by: town.police.id)?["verdict"] == "met")
    }

    /// Whoever is told in a thread is a party to it, and what comes first in it opens it.
    @Test func `puts the notice of its miss into no thread that it only named`() async throws {
        let mine = try await letter(.schema)
        _ = try await refuse(mine)
        let foreign = try await letter(.threadNotYours)
        _ = try await refuse(foreign)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        for _ in 0..<3 { try await stage.tick() }
        for sender in [town.police, town.school] {
            let told = try await stage.notices(sender).filter { $0.payload["rule"] == "R27" }
            #expect(told.count == 1, "\(sender.id)")
        }
        let overseer = Viewer.overseer(town.manager.id, partnerships: [1])
        #expect(try await stage.thread(mine.thread, for: overseer) == nil, "nothing opened it")
        let again = try town.letter(
            from: town.school, "referral.made", to: [town.council], thread: foreign.thread.text)
        guard case .refused = try await stage.post(again) else {
            Issue.record("the school has become a party by its own mistake")
            return
        }
    }

    /// A system that gives every attempt a `jti` of its own may have made very many before it is mended.
    @Test func `is ended with no more others at once than one message may be again`() async throws {
        var limits = RelayLimits()
        limits.resubmissions = 2
        let stage = try await Stage(town, setting: town.setting(limits: limits))
        let bad = try await letter(.unknownEventType)
        for _ in 1...3 {
            var attempt = try town.letter(
                from: town.police, "referral.made", to: [town.council], thread: bad.thread.text)
            attempt.event = bad.event
            guard case .refused = try await stage.post(attempt) else {
                throw StoreFailure.refused("it was accepted")
            }
        }
        for open in [1, 0] {
            try await stage.accept(
                town.letter(
                    from: town.police, "referral.made", to: [town.council],
                    thread: bad.thread.text))
            let kept = try await stage.broker.quarantine(
                QuarantineFilter(), for: .party(town.police.id))
            #expect(kept.items.count { $0["state"] == "open" } == open)
        }
    }
}
