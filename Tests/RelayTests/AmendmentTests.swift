// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import GRDB
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

@Suite struct `A message that is corrected or retracted` {
    private let town: SampleTown
    private let stage: Stage
    private let referral: Letter

    init() async throws {
        town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement(
            "isa-3", from: four, to: four, types: ["record.retracted", "record.corrected"])
        stage = try await Stage(
            town,
            setting: town.setting(
                directory: town.directory(agreements: town.usualAgreements + [more])))
        referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
    }

    private func amend(
        _ type: String, of letter: Letter? = nil, by resident: Resident? = nil,
        because reason: String? = nil
    ) async throws -> Letter {
        let letter = letter ?? referral
        let resident = resident ?? town.police
        var amendment = try town.answer(to: letter, from: resident, type)
        amendment.set(
            "target", ["iss": .string(resident.id.uri), "jti": .string(letter.jti.text)])
        if let reason { amendment.set("reason_code", .string(reason)) }
        try await stage.accept(amendment)
        return amendment
    }

    private func shown(to resident: Resident) async throws -> JSONValue? {
        let finding = try await stage.broker.find(
            referral.jti, of: town.police.id, for: resident.id)
        guard case .found(let message, let handoffs) = finding else { return nil }
        return try await stage.broker.report(message, handoffs, for: resident.id)
    }

    private func marks(_ value: JSONValue?) -> [String] {
        value?["amended"]?.array?.map {
            "\($0["kind"]?.string ?? "") by \($0["jti"]?.string ?? "nobody")"
        } ?? []
    }

    @Test func `is marked wherever it is shown, and stays as it was`() async throws {
        #expect(marks(try await shown(to: town.police)) == [])
        let correction = try await amend("record.corrected")
        let retraction = try await amend("record.retracted")
        let wanted = ["corrected by \(correction.jti)", "retracted by \(retraction.jti)"]
        for resident in [town.police, town.council] {
            let one = try await shown(to: resident)
            #expect(marks(one) == wanted)
            let proof = try #require(one?["amended"]?.array?.last?["proof"])
            #expect(proof["part"]?["part"] == "amendment" && proof["path"]?.array != nil)
            let list = try await stage.broker.list(
                for: resident.id, after: -1, since: Instant(milliseconds: 0), state: nil
            ).items
            #expect(list.map { marks($0) }.contains(wanted))
            #expect(list.filter { $0["amended"] != nil }.count == 1, "the others are not")
        }
        let thread = try await stage.thread(
            referral.thread, for: .overseer(town.manager.id, partnerships: [1]))
        let steps = thread?["steps"]?.array ?? []
        #expect(steps.filter { $0["amended"] != nil }.map { marks($0) } == [wanted])
        #expect(steps.first { $0["amended"] != nil }?["jti"]?.string == referral.jti.text)
        let kept = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(
                .token(issuer: town.police.id, indexed: town.vault.indexed(referral.jti)))
        }
        let entry = try #require(kept.first?.entry.index)
        let opened = try await stage.broker.open([entry]).first
        #expect(opened?.jws.payloadBytes == (try referral.token().payloadBytes))
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test(arguments: [("sent-in-error", "open"), ("child-died", "met"), ("moved-area", "met")])
    func `by an error is owed again, and not where it was right when it was sent`(
        reason: String, verdict: String
    ) async throws {
        let decision = try town.answer(to: referral, from: town.council, "referral.decided")
        try await stage.accept(decision)
        _ = try await amend(
            "record.retracted", of: decision, by: town.council, because: reason)
        let thread = try await stage.thread(
            referral.thread, for: .overseer(town.manager.id, partnerships: [1]))
        let expectations = thread?["expectations"]?.array ?? []
        #expect(expectations.count > 1)
        let decided = expectations.first { $0["rule"]?.string == "R2" }
        #expect(decided?["verdict"]?.string == verdict)
    }

    /// Nobody waits for a referral because what was done to it cannot be read.
    @Test(arguments: [false, true])
    func `is handed out with its mark, and without it where that is damaged`(
        isDamaged: Bool
    ) async throws {
        let correction = try await amend("record.corrected")
        let indexed = town.vault.indexed(correction.jti)
        let entry = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.token(issuer: town.police.id, indexed: indexed)).first?.entry.index
        }
        if isDamaged {
            let path = stage.place.appending(path: "baton.db").path
            let damaged = try #require(entry)
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "UPDATE entries SET content = x'ff00ff' WHERE ix = \(damaged)")
            }
        }
        let answer = try await stage.poll(town.council)
        #expect(answer.sets.contains { $0.token == referral.jti })
        let marked = answer.amended.filter { $0.token == referral.jti }
        #expect(marked.map(\.kinds) == (isDamaged ? [] : [[.corrected]]))
    }

    /// What another partnership did to a message is not told to who plans to purge it.
    @Test func `is marked in a plan by what its own partnership did, and no other`() async throws {
        _ = try await amend("record.corrected")
        let (own, other) = try await stage.store.read { store throws(StoreFailure) in
            let messages = try store.messages(.thread(referral.thread)).map(\.entry.index)
            return (
                try store.amendments(of: messages, within: 1),
                try store.amendments(of: messages, within: 2)
            )
        }
        #expect(own.values.map { $0.map(\.kind) } == [[.corrected]])
        #expect(other.isEmpty)
    }

    @Test func `is marked among the misses that it opened`() async throws {
        stage.clock.set(.at("2026-12-25T00:00:00Z"))
        try await stage.tick()
        let correction = try await amend("record.corrected")
        let (report, proofs) = try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1]))
        let items =
            report.json(
                proofs, for: .overseer(town.manager.id, partnerships: [1]))["items"]?.array ?? []
        let own = items.filter { $0["jti"]?.string == referral.jti.text }
        #expect(!own.isEmpty)
        for item in own { #expect(marks(item) == ["corrected by \(correction.jti)"]) }
    }

    @Test func `is amended by its own sender alone`() async throws {
        let decision = try town.answer(to: referral, from: town.council, "referral.decided")
        try await stage.accept(decision)
        var foreign = try town.answer(to: referral, from: town.council, "record.retracted")
        foreign.set(
            "target", ["iss": .string(town.police.id.uri), "jti": .string(referral.jti.text)])
        _ = try await stage.post(foreign)
        #expect(marks(try await shown(to: town.police)) == [])
    }
}
