// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import Handoffs
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// What becomes of an expectation beside being met or missed, through the whole broker.
@Suite struct `What is expected after a referral` {
    private let town: SampleTown
    private let stage: Stage
    private let referral: Letter

    init() async throws {
        town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let types = ["strategy-discussion.requested", "strategy-discussion.held"]
        let meetings = town.agreement("isa-3", from: four, to: four, types: types)
        let directory = try town.directory(agreements: town.usualAgreements + [meetings])
        stage = try await Stage(town, setting: try town.setting(directory: directory))
        referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
    }

    /// `rule verdict owed by`, sorted.
    private func expectations() async throws -> [String] {
        let report = try await stage.thread(
            referral.thread, for: .overseer(town.manager.id, partnerships: [1]))
        return (report?["expectations"]?.array ?? []).map { expectation in
            let rule = [expectation["rule"], expectation["duty"]].compactMap { $0?.string }
            return rule.joined(separator: ".") + " " + (expectation["verdict"]?.string ?? "")
                + " by " + (expectation["owed_by"]?.string ?? "")
        }.sorted()
    }

    private func kinds(_ resident: Resident) async throws -> [String] {
        try await stage.notices(resident).map { notice in
            notice.payload["kind"]?.string
                ?? notice.payload["escalation"]?.integer.map { "escalated \($0)" } ?? "missed"
        }
    }

    @Test func `falls away when the referral is taken back, and whoever had it is told`()
        async throws
    {
        var retraction = try town.answer(to: referral, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": .string(town.police.id.uri), "jti": .string(referral.jti.text)])
        retraction.set("reason_code", "wrong-child")
        try await stage.accept(retraction)
        #expect(
            try await expectations() == [
                "R1 withdrawn by \(town.council.id.uri)", "R2 withdrawn by \(town.council.id.uri)",
            ])
        let taken = try await stage.poll(town.council).sets.map(\.token)
        #expect(taken.contains(retraction.jti), "it follows the referral")
        stage.clock.set(.at("2026-12-25T00:00:00Z"))
        try await stage.tick()
        #expect(try await kinds(town.police) == [])
    }

    @Test func `is told to be resolved when what was missed falls away`() async throws {
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        #expect(try await kinds(town.council).contains("missed"))
        var retraction = try town.answer(to: referral, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": .string(town.police.id.uri), "jti": .string(referral.jti.text)])
        retraction.set("reason_code", "wrong-child")
        try await stage.accept(retraction)
        #expect(try await expectations().allSatisfy { $0.contains("withdrawn") })
        #expect(try await kinds(town.council).contains("resolved"))
    }

    @Test func `is waited for again when the answer is taken back`() async throws {
        let decision = try town.answer(to: referral, from: town.council, "referral.decided")
        try await stage.accept(decision)
        var retraction = try town.answer(to: decision, from: town.council, "record.retracted")
        retraction.set(
            "target", ["iss": .string(town.council.id.uri), "jti": .string(decision.jti.text)])
        retraction.set("reason_code", "wrong-child")
        try await stage.accept(retraction)
        let found = try await expectations()
        #expect(found.contains("R2 open by \(town.council.id.uri)"))
        #expect(found.contains("R3 withdrawn by \(town.council.id.uri)"))
    }

    @Test func `is owed by whom the front door passed the referral on to`() async throws {
        var acknowledgement = try town.answer(
            to: referral, from: town.council, "message.acknowledged")
        acknowledgement.set("status", "redirected")
        acknowledgement.set("redirect_to", .string(town.health.id.uri))
        try await stage.accept(acknowledgement)
        #expect(
            try await expectations() == [
                "R1 open by \(town.health.id.uri)", "R2 open by \(town.health.id.uri)",
            ])
        for party in [town.council, town.health] {
            let report = try await stage.thread(referral.thread, for: .party(party.id))
            #expect(report?["expectations"]?.array?.count == 2, "\(party.name) sees both")
        }
        let report = try await stage.thread(
            referral.thread, for: .overseer(town.manager.id, partnerships: [1]))
        let step = report?["steps"]?.array?.first { $0["kind"] == "acknowledged" }
        #expect(step?["status"] == "redirected")
        let owed = try await stage.store.read { store throws(StoreFailure) in
            try store.expectations(.thread(referral.thread)).map(\.name)
        }
        for name in owed {
            let told = try #require(
                try await stage.broker.explanation(of: name, for: .party(town.police.id)))
            #expect(told.explanation.text.contains("it was passed on to \(town.health.id.uri)"))
        }
        try await stage.accept(
            town.answer(to: referral, from: town.health, "message.acknowledged"))
        #expect(
            try await expectations() == [
                "R1 met by \(town.health.id.uri)", "R2 open by \(town.health.id.uri)",
            ])
    }

    @Test func `is met for a child whom the referral names twice`() async throws {
        var twice = try town.letter(from: town.police, "referral.made", to: [town.council])
        let child = try #require(twice.payload["subjects"]?.array?.first)
        guard case .object(let members) = child else { throw CocoaError(.coderReadCorrupt) }
        let sibling: JSONValue = "3c59dc04-8e88-4d3a-8f9c-5b2a1d0e9f7a"
        let other = JSONValue.object(
            members.map { $0.name == "id" ? JSONMember("id", sibling) : $0 })
        twice.set("subjects", [child, child, other])
        try await stage.accept(twice)
        func verdict() async throws -> [String] {
            let report = try await stage.thread(
                twice.thread, for: .overseer(town.manager.id, partnerships: [1]))
            return (report?["expectations"]?.array ?? []).filter { $0["rule"] == "R2" }
                .compactMap { $0["verdict"]?.string }
        }
        for (named, wanted) in [(child, "open"), (other, "met")] {
            var decision = try town.answer(to: twice, from: town.council, "referral.decided")
            decision.set("subjects", [named])
            try await stage.accept(decision)
            #expect(try await verdict() == [wanted])
        }
    }

    @Test func `is owed by nobody for an answer to the broker's own notice`() async throws {
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        let notice = try #require(try await stage.poll(town.council).sets.last)
        var answer = try town.answer(to: referral, from: town.council, "message.acknowledged")
        answer.set("status", "insufficient")
        answer.set("missing_fields", ["/subjects"])
        let jws = try CompactJWS(parsing: notice.jws)
        answer.set(
            "in_reply_to",
            [
                "iss": .string(town.broker.uri), "jti": .string(notice.token.text),
                "digest": .string(Base64URL.encode(jws.signingInputDigest.bytes)),
            ])
        let entry = try await stage.accept(answer)
        let opened = try await stage.store.read { store throws(StoreFailure) in
            try store.expectations(.thread(referral.thread)).filter {
                $0.name.entry == entry.index
            }.count
        }
        #expect(opened == 0)
    }

    @Test func `climbs its ladder once a rung, and is told to be resolved`() async throws {
        let decision = try town.answer(to: referral, from: town.council, "referral.decided")
        try await stage.accept(
            town.answer(to: referral, from: town.council, "message.acknowledged"))
        try await stage.accept(decision)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        #expect(try await kinds(town.police).filter { $0 == "missed" }.count >= 1)
        stage.clock.set(.at("2026-12-01T00:00:00Z"))
        for _ in 0..<3 { try await stage.tick() }
        let climbed = try await kinds(town.police).filter { $0.hasPrefix("escalated") }
        #expect(climbed == ["escalated 1"], "R3 after three working days, once")
        try await stage.accept(
            town.answer(
                to: decision, from: town.council, "referrer.informed", to: [town.police],
                at: stage.clock.now))
        #expect(try await kinds(town.police).filter { $0 == "resolved" } == ["resolved"])
    }

    @Test func `is that a discussion is held with those there whom the rule wants, or who was not`()
        async throws
    {
        var request = try town.answer(
            to: referral, from: town.council, "strategy-discussion.requested",
            to: [town.police, town.health])
        request.set("subjects", referral.payload["subjects"])
        try await stage.accept(request)
        var held = try town.answer(
            to: request, from: town.council, "strategy-discussion.held",
            to: [town.police, town.health])
        held.set("held_at", "2026-11-25T08:30:00Z")
        held.set("quorate", false)
        held.set(
            "attendees",
            .array(
                [(town.police, "police", false), (town.health, "health", true)].map {
                    [
                        "org": .string($0.id.uri), "role": .string($1), "mode": "video",
                        "present": .boolean($2), "apology": false,
                    ]
                }))
        try await stage.accept(held)
        let found = try await expectations()
        #expect(found.contains("R6.attendance missed by \(town.police.id.uri)"))
        #expect(found.contains("R6.attendance met by \(town.health.id.uri)"))
        let notice = try await stage.notices(town.police).map(\.payload).first
        #expect(notice?["shortfall"] == "absent" && notice?["break_point"] == "B6")
    }

    @Test func `of a refused one is that it is sent again`() async throws {
        var bad = try town.letter(from: town.police, "referral.made", to: [town.council])
        let good = bad
        bad.set("concern_summary", nil)
        #expect(throws: Never.self) { _ = try bad.bytes() }
        guard case .refused = try await stage.post(bad) else {
            Issue.record("it was not refused")
            return
        }
        func waiting() async throws -> [ExpectationRecord] {
            try await stage.store.read { store throws(StoreFailure) in
                let size = try store.head()?.head.size ?? 0
                var owed: [ExpectationRecord] = []
                for entry in 0..<size { owed += try store.expectations(.opened(by: entry)) }
                return owed.filter {
                    $0.opener.root == ExpectationRecord.Opener.refusalRoot
                        && $0.expectation.isWaiting
                }
            }
        }
        let owed = try await waiting()
        #expect(owed.map(\.expectation.terms.rule) == ["R27"])
        #expect(owed.map(\.expectation.terms.owedTo) == [town.council.id])
        try await stage.accept(good)
        #expect(try await waiting() == [])
    }
}

/// No shipped rule stops its clock; a partnership's own pack may.
@Suite struct `An expectation whose clock was stopped` {
    private let town: SampleTown
    private let stage: Stage
    private let referral: Letter
    private let question: Letter

    init() async throws {
        town = try SampleTown()
        let four = [town.police, town.health, town.council].map(\.id)
        let types = ["information.requested", "information.provided"]
        let agreement = town.agreement("isa-3", from: four, to: four, types: types)
        let directory = try Self.directory(town, agreement)
        stage = try await Stage(town, setting: try town.setting(directory: directory))
        referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        var question = try town.answer(
            to: referral, from: town.council, "information.requested", to: [town.health])
        question.set("subjects", referral.payload["subjects"])
        self.question = question
    }

    private static func directory(
        _ town: SampleTown, _ agreement: Agreement
    ) throws -> Directory {
        let usual = try town.directory(agreements: town.usualAgreements + [agreement])
        var pack = try String(
            contentsOf: Checkout.file("config/rules/england-2026.1.yaml"), encoding: .utf8)
        let rule = try #require(pack.range(of: "  - id: R2\n"))
        let tells = try #require(
            pack.range(of: "    tells:", range: rule.upperBound..<pack.endIndex))
        pack.insert(
            contentsOf: """
                    pauses:
                      - types: [information.requested]
                        because: Somebody was asked for what is missing
                        until: {types: [information.provided]}

                """, at: tells.lowerBound)
        let partnership = Partnership(
            id: town.partnership, number: 1, name: "Sunderland",
            rules: try RulePack(reading: pack, file: "own.yaml"), calendar: town.calendar,
            roles: [try Role("front-door"): town.council.id])
        return try Directory(
            broker: town.broker, partnerships: [partnership], agencies: usual.agencies,
            nodes: usual.nodes, agreements: usual.agreements, readers: usual.readers)
    }

    private func explained() async throws -> String {
        let name = try await stage.store.read { store throws(StoreFailure) in
            try store.expectations(.thread(referral.thread))
                .first { $0.expectation.terms.rule == "R2" }?.name
        }
        let told = try await stage.broker.explanation(
            of: try #require(name), for: .overseer(town.manager.id, partnerships: [1]))
        return try #require(told).explanation.text
    }

    @Test func `is explained by each entry that stopped it, and missed for no reason of theirs`()
        async throws
    {
        try await stage.accept(referral)
        stage.clock.set(.at("2026-11-25T09:10:00Z"))
        let asked = try await stage.accept(question)
        let standing = try await explained()
        #expect(standing.contains("It stands as: paused."), "\(standing)")
        #expect(standing.contains("Because: Somebody was asked for what is missing"))
        #expect(standing.contains("Its clock stands still since 2026-11-25T09:10:00"))
        #expect(
            standing.contains("  \(asked.index)  2026-11-25 09:10:00  its clock was stopped: "))
        stage.clock.set(.at("2026-11-26T09:30:00Z"))
        let told = try await stage.accept(
            town.answer(
                to: question, from: town.health, "information.provided", at: stage.clock.now))
        let going = try await explained()
        #expect(going.contains("It stands as: open.") && !going.contains("Because:"), "\(going)")
        stage.clock.set(.at("2026-12-25T00:00:00Z"))
        try await stage.tick()
        let missed = try await explained()
        #expect(missed.contains("It stands as: missed.") && !missed.contains("Because:"))
        #expect(missed.contains("  \(told.index)  2026-11-26 09:30:00  its clock went on"))
        #expect(missed.contains("  It is late from 2026-11-28T00:00:00"), "\(missed)")
        #expect(missed.contains("  due: 2026-11-28 00:00:00"))
    }
}
