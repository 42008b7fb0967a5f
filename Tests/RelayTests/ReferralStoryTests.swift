// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

/// The whole path: referred, taken, acknowledged, decided, told.
@Suite struct `A signed referral` {
    @Test func `goes from the police to the council and back, and every step is on record`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        let bytes = try referral.bytes()
        _ = try await stage.broker.receive(bytes, from: town.police.id)

        let taken = try await stage.poll(town.council)
        #expect(taken.sets.map(\.jws) == [bytes])
        _ = try await stage.poll(town.council, acknowledging: [referral.jti])

        try await stage.accept(
            town.answer(to: referral, from: town.council, "message.acknowledged"))
        let decision = try town.answer(to: referral, from: town.council, "referral.decided")
        try await stage.accept(decision)
        try await stage.accept(
            town.answer(to: decision, from: town.council, "referrer.informed", to: [town.police]))

        let report = try #require(
            try await stage.thread(referral.thread, for: .party(town.police.id)))
        let kinds = report["steps"]?.array?.compactMap { $0["kind"]?.string }
        #expect(kinds?.filter { $0 == "accepted" }.count == 4)
        #expect(kinds?.contains("delivered") == true)
        #expect(kinds?.contains("acknowledged") == true)
        #expect(kinds?.contains("answered") == true)
        let verdicts = (report["expectations"]?.array ?? []).map {
            "\($0["rule"]?.string ?? "") \($0["verdict"]?.string ?? "")"
        }
        // What the decision opens, that the case be allocated and assessed, nobody has done yet.
        #expect(verdicts.sorted() == ["R1 met", "R15 open", "R2 met", "R3 met", "R4 open"])
    }

    @Test func `reaches the subscriber too, and the council's answer reaches the police`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        #expect(try await stage.poll(town.health).sets.map(\.token) == [referral.jti])

        let answer = try town.answer(to: referral, from: town.council, "message.acknowledged")
        try await stage.accept(answer)
        #expect(try await stage.poll(town.police).sets.map(\.token) == [answer.jti])
    }

    @Test func `has a receipt that anyone who holds the message can check by hand`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        guard case .accepted(_, let entry, let salt) = try await stage.post(referral) else {
            Issue.record("it was not accepted")
            return
        }
        let bytes = try #require(try await stage.broker.receipt(of: entry, salt: salt))
        let proof = try LogProof(parsing: bytes)
        let extra = try JSONDocument(parsing: try #require(proof.extra)).root

        let commitment = SHA256.digest(
            ofPieces: try Base64URL.decode(extra["message_salt"]?.string ?? ""),
            try referral.token().signingInputDigest.bytes)
        let facts = try #require(extra["facts"])
        #expect(facts["message"]?.string == Base64URL.encode(commitment.bytes))
        let facted = SHA256.digest(
            ofPieces: try Base64URL.decode(extra["facts_salt"]?.string ?? ""), facts.canonical)
        let leaf = try #require(extra["entry"])
        #expect(leaf["facts"]?.string == Base64URL.encode(facted.bytes))
        let key = try town.setting().noteSigner.verifierKey
        _ = try proof.check(leaf: MerkleTree.leafHash(of: leaf.canonical), log: key)
    }

    @Test
    func `that nobody looks at is missed, told once to whom the rule names, and stays missed`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.health, "referral.made", to: [town.council])
        try await stage.accept(referral)
        _ = try await stage.poll(town.council)
        _ = try await stage.poll(town.council, acknowledging: [referral.jti])

        stage.clock.set(.at("2026-11-26T23:59:59Z"))
        try await stage.tick()
        #expect(try await stage.notices(town.health).isEmpty)

        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.tick()
        try await stage.tick()
        let notices = try await stage.notices(town.health)
        #expect(notices.map { $0.payload["rule"]?.string } == ["R1", "R2"])
        #expect(notices.allSatisfy { $0.name.hasSuffix("/handoff.missed/v1") })
        #expect(try await stage.notices(town.council).count == 2)

        try await stage.accept(
            town.answer(
                to: referral, from: town.council, "message.acknowledged", at: stage.clock.now))
        let (missed, _) = try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1]))
        let words = missed.items.map(\.expectation.verdict.word)
        #expect(words == ["met_late", "missed"])
    }

    @Test func `that fell due while the broker was down is judged once when it is up again`()
        async throws
    {
        let town = try SampleTown()
        let first = try await Stage(town)
        let referral = try town.letter(from: town.health, "referral.made", to: [town.council])
        try await first.accept(referral)
        try first.close()

        let down = Interval(
            from: .at("2026-11-25T10:00:00Z"), until: .at("2026-11-27T08:00:00Z"))
        let second = try await Stage(
            town, at: .at("2026-11-27T08:00:00Z"), folder: first.place, down: down)
        try await second.tick()
        let notices = try await second.notices(town.health)
        #expect(notices.count == 2)
        let outage = notices.first?.payload["broker_unavailable"]?.array?.first
        #expect(outage?["from"]?.string == "2026-11-25T10:00:00Z")
    }

    @Test func `is excused by no outage that begins before the broker's last sign of life`()
        async throws
    {
        let town = try SampleTown()
        let first = try await Stage(town)
        try await first.accept(town.letter(from: town.health, "referral.made", to: [town.council]))
        try first.close()
        let down = Interval(
            from: .at("2026-11-25T08:00:00Z"), until: .at("2026-11-27T08:00:00Z"))
        let second = try await Stage(
            town, at: .at("2026-11-27T08:00:00Z"), folder: first.place, down: down)
        try await second.tick()
        let outage = try await second.notices(town.health).first?.payload["broker_unavailable"]
        #expect(outage?.array?.first?["from"]?.string == SampleTown.morning.rfc3339)
    }

    @Test func `of which the council decides late is kept as late, whatever came first`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        try await stage.accept(
            town.answer(to: referral, from: town.council, "referral.decided", at: stage.clock.now))
        let report = try #require(
            try await stage.thread(referral.thread, for: .party(town.police.id)))
        let byRule = Dictionary(
            (report["expectations"]?.array ?? []).map {
                ($0["rule"]?.string ?? "", $0["verdict"]?.string ?? "")
            }, uniquingKeysWith: { first, _ in first })
        #expect(
            byRule == [
                "R1": "missed", "R2": "met_late", "R3": "open", "R4": "open", "R15": "open",
            ])
    }
}
