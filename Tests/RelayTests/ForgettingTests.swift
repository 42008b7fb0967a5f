// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import Foundation
import GRDB
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Synchronization
import Testing
import TransparencyLog
import Wire

@testable import Relay

/// What is left on the disk of a message that was purged: its proofs, and nothing to read.
@Suite struct `What was purged` {
    private let town: SampleTown
    private let keeper: ActingPerson
    private let second: ActingPerson

    init() throws {
        town = try SampleTown()
        (keeper, second) = (town.keeper, town.second)
    }

    private func setting() throws -> Setting {
        let schedule = RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, payload: try #require(RetentionPeriod("P6Y")))
        ])
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement("isa-3", from: four, to: four, types: ["record.retracted"])
        return try town.setting(
            directory: town.directory(agreements: town.usualAgreements + [more]),
            retention: schedule)
    }

    private static let marker = "Zyxwvut-Marker-of-the-payload"

    /// A matter that is over and read; its first message carries the marker.
    private func matter(_ stage: Stage) async throws -> Letter {
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set(
            "concern_summary", .string(Self.marker + String(repeating: " and more", count: 1_500)))
        try await stage.accept(letter)
        try await end(letter, stage)
        return letter
    }

    /// Ends the matter of a letter, and has everybody read what waits.
    private func end(_ letter: Letter, _ stage: Stage) async throws {
        var retraction = try town.answer(to: letter, from: town.police, "record.retracted")
        retraction.set(
            "target", ["iss": letter.claims["iss"] ?? .null, "jti": .string(letter.jti.text)])
        try await stage.accept(retraction)
        for resident in town.residents {
            let tokens = try await stage.poll(resident).sets.map(\.token)
            if !tokens.isEmpty { _ = try await stage.poll(resident, acknowledging: tokens) }
        }
    }

    private func purge(_ stage: Stage) async throws {
        let day = London.date(at: stage.clock.now).adding(months: 72).adding(days: 2)
        stage.clock.set(London.startOfDay(day))
        let plan = try #require(
            try await stage.broker.planPurge(of: 1, by: keeper).plan)
        _ = try await stage.broker.approvePurge(plan, by: second, overseeing: [1])
        while let progress = try await stage.broker.purgeSome(), !progress.isDone {}
        #expect(try await stage.store.wipe())
    }

    /// What opens a message and tells of it, byte for byte as the store has it.
    private func secrets(_ stage: Stage, _ letter: Letter) async throws -> [String: [UInt8]] {
        let records = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(
                .token(issuer: town.police.id, indexed: town.vault.indexed(letter.jti)))
        }
        let record = try #require(records.first)
        let key = try #require(record.key)
        let particulars = try #require(record.particulars)
        let content = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.content([record.entry.index]))
        }
        var secrets: [String: [UInt8]] = [
            "payload": Array(Self.marker.utf8), "wrapped key": key.wrappedKey, "salt": key.salt,
            "ciphertext": Array(try #require(content.first?.ciphertext).prefix(64)),
        ]
        for (number, subject) in particulars.subjects.enumerated() {
            secrets["subject \(number)"] = Array(subject.text.utf8)
        }
        for (number, pseudonym) in particulars.pseudonyms.enumerated() {
            secrets["pseudonym \(number)"] = Array(Base64URL.encode(pseudonym.bytes).utf8)
        }
        for (name, value) in particulars.values {
            secrets["particular \(name)"] = Array("\"\(name)\":\"\(value)\"".utf8)
        }
        return secrets
    }

    /// In which files of the folder each secret stands.
    private func places(
        of secrets: [String: [UInt8]], in folder: URL
    ) throws -> [String: [String]] {
        var places: [String: [String]] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: folder.appending(path: file))
            for (name, secret) in secrets where bytes.range(of: Data(secret)) != nil {
                places[name, default: []].append(file)
            }
        }
        return places
    }

    @Test func `is in no file any more, and all its proofs are as good as before`() async throws {
        let stage = try await Stage(town, setting: setting())
        var letters: [Letter] = []
        // Enough that pages were split and rows moved.
        for _ in 0..<60 { letters.append(try await matter(stage)) }
        let letter = letters[30]
        let secrets = try await secrets(stage, letter)
        #expect(secrets.count > 5)
        let before = try places(of: secrets, in: stage.place.url)
        for name in secrets.keys where name != "payload" {
            #expect(before[name] != nil, "\(name) is not there to be purged")
        }
        #expect(before["payload"] == nil, "it is kept encrypted only")
        #expect(try await stage.store.wipe())
        let size = try file(stage).count
        try await purge(stage)
        #expect(try places(of: secrets, in: stage.place.url) == [:])
        #expect(try file(stage).count < size, "the file shrinks")
        #expect(try stage.store.verifyProjections() == [])
        #expect(try stage.store.integrity() == [])
        #expect(try await receipt(stage, letter).verified)
    }

    private func file(_ stage: Stage) throws -> Data {
        try Data(contentsOf: stage.place.appending(path: "baton.db"))
    }

    /// The receipt of a message, and whether its proof holds.
    private func receipt(
        _ stage: Stage, _ letter: Letter
    ) async throws -> (text: String, verified: Bool) {
        let finding = try await stage.broker.find(
            letter.jti, of: town.police.id, for: town.police.id)
        guard case .found(let message, _) = finding else { return ("", false) }
        // It is given out only where its proof holds against the checkpoint.
        let bytes = try #require(try await stage.broker.receipt(of: message))
        let extra = try #require(
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix("extra ")
            }?.dropFirst(6))
        let decoded = try #require(Data(base64Encoded: String(extra)))
        let text = String(decoding: decoded, as: UTF8.self)
        return (text, text.contains("\"facts_salt\"") && !text.contains("message_salt"))
    }

    /// Makes a backup, purges, and puts the backup elsewhere with the list of what was purged beside it.
    private func purgeAfterBackup(_ stage: Stage) async throws -> TemporaryFolder {
        let backup = stage.place.appending(path: "backup").path
        try await stage.store.copy(to: backup)
        let place = try TemporaryFolder()
        try FileManager.default.moveItem(
            atPath: backup, toPath: place.appending(path: "baton.db").path)
        try await purge(stage)
        let list = "baton.db.purged"
        try FileManager.default.copyItem(
            at: stage.place.appending(path: list), to: place.appending(path: list))
        return place
    }

    @Test func `is purged again whole where the start that did so fell in the middle of it`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        _ = try await matter(stage)
        let secrets = try await secrets(stage, try await matter(stage))
        let place = try await purgeAfterBackup(stage)
        let first = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let entries = try await first.store.unforgotten().messages
        #expect(entries.count > 3)
        try await first.broker.forgetAgain(
            Unforgotten(messages: Array(entries.prefix(1)), facts: []))
        try first.close()
        let second = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let rest = try await second.store.unforgotten()
        #expect(rest.messages == Array(entries.dropFirst()) && rest.facts.isEmpty)
        try await second.broker.forgetAgain(rest)
        #expect(try await second.store.unforgotten().isEmpty)
        #expect(try await second.store.wipe())
        #expect(try places(of: secrets, in: place.url) == [:])
        // The list is known to its end again: what is purged next is all that the next start looks at.
        let listed = try await DatabaseQueue(path: place.appending(path: "baton.db").path).read {
            try Int64.fetchOne($0, sql: "SELECT listed FROM forgetting")
        }
        let list = try Data(contentsOf: place.appending(path: "baton.db.purged"))
        #expect(listed == Int64(list.count))
    }

    @Test func `is purged again where a backup brings it back, before anybody is served`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let letter = try await matter(stage)
        let secrets = try await secrets(stage, letter)
        let place = try await purgeAfterBackup(stage)
        #expect(try places(of: secrets, in: place.url)["wrapped key"] == ["baton.db"])
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        #expect(unforgotten.messages.count > 1 && unforgotten.facts.isEmpty)
        try await again.broker.forgetAgain(unforgotten)
        #expect(try await again.store.wipe())
        #expect(try places(of: secrets, in: place.url) == [:])
        #expect(try await again.store.unforgotten().isEmpty)
        #expect(try again.store.verifyProjections() == [])
    }

    @Test func `is not handed out where a backup says that nobody fetched it, and is no damage`()
        async throws
    {
        let stage = try await Stage(town, setting: setting())
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        let backup = stage.place.appending(path: "backup").path
        try await stage.store.copy(to: backup)
        let place = try TemporaryFolder()
        try FileManager.default.moveItem(
            atPath: backup, toPath: place.appending(path: "baton.db").path)
        try await end(letter, stage)
        try await purge(stage)
        let list = "baton.db.purged"
        try FileManager.default.copyItem(
            at: stage.place.appending(path: list), to: place.appending(path: list))
        let again = try await Stage(town, setting: setting(), at: stage.clock.now, folder: place)
        let unforgotten = try await again.store.unforgotten()
        #expect(try await again.broker.forgetAgain(unforgotten).messages == 1)
        let next = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await again.accept(next)
        let entry = unforgotten.messages
        #expect(try await again.broker.open(entry).isEmpty)
        let hearing = HearingStore(again.store)
        let broker = Broker(
            store: hearing, world: again.clock.world, setting: try setting(),
            checkpoints: again.checkpoints, metrics: NOOPMetricsHandler.instance)
        #expect(try await broker.openWhole(entry).isEmpty && hearing.failures.isEmpty)
        let tokens = try await again.poll(town.council).sets.map(\.token)
        #expect(tokens.contains(next.jti) && !tokens.contains(letter.jti))
        try await expectNobodyWaits(for: letter, again)
    }

    /// What nobody can fetch any more is neither undeliverable nor in a mailbox's count.
    private func expectNobodyWaits(for letter: Letter, _ stage: Stage) async throws {
        let before = try await stage.store.levels(now: stage.clock.now).waiting
        let entry = try #require(try await entries(of: letter, stage).first)
        let handoffs = try await stage.store.read { store throws(StoreFailure) in
            try store.handoffs(.message(entry)).filter { $0.handoff.deliveredAt == nil }.count
        }
        #expect(handoffs > 0, "the backup says that it was not fetched")
        let path = stage.place.appending(path: "baton.db").path
        let rows = try await DatabaseQueue(path: path).read { database in
            try Int64.fetchOne(
                database, sql: "SELECT count(*) FROM handoffs WHERE delivered_at IS NULL")
        }
        #expect(rows == before + Int64(handoffs))
        stage.clock.advance(milliseconds: 48 * 3_600_000)
        var unfetched = Unfetched()
        try await stage.broker.declareUndeliverable(&unfetched)
        let notices = try await stage.notices(town.police).map(\.payload)
        #expect(
            !notices.contains {
                $0["kind"] == "undeliverable" && $0["about"]?["jti"]?.string == letter.jti.text
            })
    }

    private func entries(of letter: Letter, _ stage: Stage) async throws -> [Int64] {
        try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.thread(letter.thread)).map(\.entry.index)
        }
    }
}
