// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

@Suite struct `A message in quarantine` {
    private let town: SampleTown
    private let stage: Stage
    /// As it should be, and as it was refused: without its summary.
    private let good: Letter
    private let bad: Letter

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
        good = try town.letter(from: town.police, "referral.made", to: [town.council])
        var bad = good
        bad.set("concern_summary", nil)
        self.bad = bad
    }

    /// Refuses the bad letter, and gives the entry of that.
    @discardableResult
    private func refuse(_ letter: Letter? = nil) async throws -> Int64 {
        guard case .refused = try await stage.post(letter ?? bad) else {
            throw StoreFailure.refused("it was accepted")
        }
        let all = try await list(.party(town.police.id))
        return try #require(all.last?["index"]?.integer)
    }

    private func list(
        _ viewer: Viewer, _ change: (inout QuarantineFilter) -> Void = { _ in }
    ) async throws -> [JSONValue] {
        var filter = QuarantineFilter()
        change(&filter)
        return try await stage.broker.quarantine(filter, for: viewer).items
    }

    private func shown(_ entry: Int64, to resident: Resident) async throws -> JSONValue? {
        try await stage.broker.quarantined(entry, for: .party(resident.id))?.json
    }

    /// What the bytes sign; the same letter is signed anew whenever it is posted.
    private func digest(of bytes: [UInt8]?) throws -> SHA256Digest {
        try CompactJWS(parsing: #require(bytes)).signingInputDigest
    }

    private func kinds(_ resident: Resident) async throws -> [String] {
        try await stage.notices(resident).compactMap { $0.payload["kind"]?.string }
    }

    @Test func `is open, owed within a working day, and counted when it comes again`() async throws
    {
        let entry = try await refuse()
        for _ in 0..<3 { try await refuse() }
        let all = try await list(.party(town.police.id))
        #expect(all.count == 1)
        let item = try #require(all.first)
        #expect(item["state"] == "open" && item["rule"] == "R27" && item["verdict"] == "open")
        #expect(item["attempts"]?.integer == 4 && item["last_attempt_at"] == nil)
        #expect(item["index"]?.integer == entry)
        #expect(item["jti"]?.string == good.jti.text)
        #expect(item["reasons"]?.array?.first?["code"] == "schema")
        #expect(try await kinds(town.council) == ["refused"], "told once, however often it comes")
    }

    @Test func `is sent again by a corrected one of its jti, in whichever thread`() async throws {
        var bad = bad
        bad.claims["txn"] = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"
        let entry = try await refuse(bad)
        try await stage.accept(good)
        let item = try #require(try await shown(entry, to: town.police))
        #expect(item["state"] == "resubmitted" && item["verdict"] == "met")
        #expect(item["by"]?["jti"]?.string == good.jti.text)
        #expect(item["end_proof"]?["index"]?.integer ?? 0 > entry)
    }

    @Test func `is sent again under its jti also when its type was what was wrong`() async throws {
        var wrong = try town.letter(from: town.police, "referral.decided", to: [town.council])
        wrong.claims["jti"] = good.claims["jti"]
        let entry = try await refuse(wrong)
        #expect(try await shown(entry, to: town.police)?["verdict"] == "open")
        try await stage.accept(good)
        let item = try await shown(entry, to: town.police)
        #expect(item?["state"] == "resubmitted" && item?["verdict"] == "met")
    }

    @Test func `is sent again by one of its type in its thread, and by no other`() async throws {
        let entry = try await refuse()
        var other = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(other)
        #expect(try await shown(entry, to: town.police)?["state"] == "open")
        other = try town.letter(
            from: town.police, "referral.made", to: [town.council], thread: good.thread.text)
        try await stage.accept(other)
        let item = try await shown(entry, to: town.police)
        #expect(item?["state"] == "resubmitted")
        #expect(item?["by"]?["jti"]?.string == other.jti.text)
        let told = try await shown(entry, to: town.council)
        #expect(told?["by"]?["at"] != nil && told?["by"]?["jti"] == nil)
    }

    @Test func `is withdrawn once, and those who were told of it are told`() async throws {
        let entry = try await refuse()
        let before = try await stage.size()
        for reason in [WithdrawalReason.sentOtherwise, .duplicate] {
            let outcome = try await stage.broker.withdraw(
                entry, by: town.police.id, because: reason)
            #expect(outcome == .withdrawn)
        }
        #expect(try await stage.size() == before + 2, "the withdrawal and its notice")
        let item = try #require(try await shown(entry, to: town.police))
        #expect(item["state"] == "withdrawn" && item["verdict"] == "withdrawn")
        #expect(item["reason"] == "sent-otherwise", "the first one stands")
        let notice = try await stage.notices(town.council).map(\.payload).last
        #expect(notice?["kind"] == "resolved" && notice?["verdict"] == "withdrawn")
        #expect(notice?["reason"] == "sent-otherwise")
        #expect(notice?["proof"]?["facts"]?["kind"] == "withdrawn")
        #expect(try await !kinds(town.police).contains("resolved"))
    }

    @Test func `that was missed and withdrawn is told to whom the miss was told`() async throws {
        let entry = try await refuse()
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        #expect(try await shown(entry, to: town.police)?["verdict"] == "missed")
        _ = try await stage.broker.withdraw(entry, by: town.police.id, because: .duplicate)
        #expect(try await shown(entry, to: town.police)?["verdict"] == "withdrawn")
        #expect(try await kinds(town.police).last == "resolved")
    }

    @Test func `that was withdrawn and is accepted after all was sent again`() async throws {
        let entry = try await refuse()
        _ = try await stage.broker.withdraw(entry, by: town.police.id, because: .sentInError)
        try await refuse()
        #expect(try await shown(entry, to: town.police)?["state"] == "withdrawn")
        try await stage.accept(good)
        #expect(try await shown(entry, to: town.police)?["state"] == "resubmitted")
        let outcome = try await stage.broker.withdraw(
            entry, by: town.police.id, because: .sentInError)
        #expect(outcome == .sentAgain)
    }

    @Test func `is nobody's but its sender's to withdraw, to read or to send again`() async throws {
        let entry = try await refuse()
        for resident in [town.council, town.health, town.manager] {
            let id = resident.id
            let outcome = try await stage.broker.withdraw(entry, by: id, because: .duplicate)
            #expect(outcome == .nothing)
            #expect(try await stage.broker.quarantinedBytes(entry, of: id) == nil)
            #expect(try await stage.broker.resubmit(entry, by: id) == nil)
        }
        let bytes = try await stage.broker.quarantinedBytes(entry, of: town.police.id)
        #expect(try digest(of: bytes) == bad.token().signingInputDigest)
    }

    @Test func `is judged anew by what is in force when it is sent again as it was`() async throws {
        let untimely = try town.letter(
            from: town.police, "referral.made", to: [town.council],
            at: SampleTown.morning.adding(milliseconds: 3_600_000))
        let entry = try await refuse(untimely)
        guard case .refused? = try await stage.broker.resubmit(entry, by: town.police.id) else {
            Issue.record("it is still ahead of its time")
            return
        }
        #expect(try await shown(entry, to: town.police)?["attempts"]?.integer == 2)
        stage.clock.set(SampleTown.morning.adding(milliseconds: 3_600_000))
        guard case .accepted? = try await stage.broker.resubmit(entry, by: town.police.id) else {
            Issue.record("its time has come")
            return
        }
        #expect(try await shown(entry, to: town.police)?["state"] == "resubmitted")
        guard case .repeated? = try await stage.broker.resubmit(entry, by: town.police.id) else {
            Issue.record("it was accepted already")
            return
        }
    }

    @Test func `tells whoever was told, and does not receive what came in its place`() async throws
    {
        let entry = try await refuse()
        var elsewhere = try town.letter(from: town.police, "referral.made", to: [town.health])
        elsewhere.claims["jti"] = good.claims["jti"]
        try await stage.accept(elsewhere)
        #expect(try await shown(entry, to: town.council)?["state"] == "resubmitted")
        #expect(try await kinds(town.council).contains("resolved"))
    }

    @Test func `is kept in the same durable table, and stands as it stood after a restart`()
        async throws
    {
        let (open, gone) = (try await refuse(), try await refuse(another()))
        _ = try await stage.broker.withdraw(gone, by: town.police.id, because: .duplicate)
        try stage.close()
        let second = try await Stage(town, folder: stage.place)
        let items = try await second.broker.quarantine(
            QuarantineFilter(), for: .party(town.police.id)
        ).items
        #expect(items.map { $0["index"]?.integer } == [open, gone])
        #expect(items.map { $0["state"]?.string } == ["open", "withdrawn"])
        let bytes = try await second.broker.quarantinedBytes(open, of: town.police.id)
        #expect(try digest(of: bytes) == bad.token().signingInputDigest)
        #expect(try second.store.verifyProjections() == [])
        let levels = try await second.store.levels(now: stage.clock.now).quarantine
        #expect(levels == [QuarantineLevel(town.police.id, "schema", 1)])
    }

    private func another() throws -> Letter {
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set("concern_summary", nil)
        return letter
    }

    @Test func `is searched by type, code, jti, sender and time`() async throws {
        let first = try await refuse()
        stage.clock.set(SampleTown.morning.adding(milliseconds: 60_000))
        let second = try await refuse(another())
        let police = Viewer.party(town.police.id)
        func found(_ change: (inout QuarantineFilter) -> Void) async throws -> [Int64?] {
            try await list(police, change).map { $0["index"]?.integer }
        }
        #expect(try await found { $0.type = "referral.made" } == [first, second])
        #expect(try await found { $0.type = "referral.decided" } == [])
        #expect(try await found { $0.code = "schema" } == [first, second])
        #expect(try await found { $0.code = "audience" } == [])
        #expect(try await found { $0.token = good.jti } == [first])
        #expect(try await found { $0.issuer = town.council.id } == [])
        #expect(try await found { $0.to = stage.clock.now } == [first])
        #expect(try await found { $0.from = stage.clock.now } == [second])
    }

    @Test func `of a restricted operation is shown to nobody who oversees`() async throws {
        var secret = bad
        secret.set("caveats", ["restricted-operation"])
        let entry = try await refuse(secret)
        let overseer = Viewer.overseer(town.manager.id, partnerships: [1])
        #expect(try await list(overseer) == [])
        #expect(try await stage.broker.quarantined(entry, for: overseer) == nil)
        #expect(try await shown(entry, to: town.council) == nil)
        let facts = try await stage.broker.facts(entry..<(entry + 1), partnerships: [1])
        #expect(facts["items"]?.array?.first?["withheld"] == "restricted")
        let open = try await refuse(another())
        #expect(try await list(overseer).map { $0["index"]?.integer } == [open])
    }

    @Test func `that became a restricted one shows nothing of that to who oversees`() async throws {
        let entry = try await refuse()
        var secret = good
        secret.set("caveats", ["restricted-operation"])
        try await stage.accept(secret)
        let overseer = Viewer.overseer(town.manager.id, partnerships: [1])
        let seen = try #require(try await stage.broker.quarantined(entry, for: overseer)?.json)
        #expect(seen["state"] == "resubmitted" && seen["end_proof"] == nil)
        #expect(seen["by"] == nil)
        let owed = try #require(seen["expectations"]?.array?.first)
        #expect(owed["verdict"] == "met")
        #expect(owed["verdict_proofs"] == nil && owed["withheld_verdicts"] == nil)
        let listed = try #require(try await list(overseer).first)
        #expect(listed["by"] == nil)
        let own = try #require(try await shown(entry, to: town.police))
        #expect(own["end_proof"] != nil && own["by"]?["jti"] != nil)
    }
}
