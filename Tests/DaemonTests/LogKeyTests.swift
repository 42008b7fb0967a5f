// SPDX-License-Identifier: Apache-2.0

import Relay
import SQLiteStore
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Web
import Wire

@testable import Daemon

@Suite struct `A new key of the log` {
    let desk: Desk
    let old: NoteSigner

    init() throws {
        desk = try Desk()
        old = try NoteSigner(
            name: NoteName("baton.example/log"), key: try #require(Desk.keys["log"]))
        try LocalFile.make(folder: "\(desk.path)/state")
        try desk.write("keys/new.jwk", PrivateKey.generate(.ed25519).jwk.canonical)
    }

    private static let before = "log: {origin: baton.example/log, key: keys/log.jwk"

    private func changed(_ previous: String) throws -> Configuration {
        try desk.read(
            (
                Self.before,
                "log: {origin: baton.example/log, key: keys/new.jwk, previous: [{\(previous)}]"
            ))
    }

    private func serve(
        _ configuration: Configuration, _ body: (Broker) async throws -> Void
    ) async throws {
        let store = try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
        let broker = Broker(
            store: store, world: .real, setting: configuration.setting, checkpoints: NoKeeper(),
            metrics: PrometheusRegistry())
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(down: nil)
        try await body(broker)
        loop.cancel()
        _ = await loop.result
        try store.close()
    }

    @Test func `signs beside the old one for a time, then alone`() async throws {
        try await serve(desk.read()) { _ in }
        let both = try changed("key: keys/log.jwk, until: 2999-01-01")
        let new = both.setting.noteSigner.verifierKey
        try await serve(both) { (broker) async throws in
            let note = try SignedNote(parsing: try #require(try await broker.checkpoint()).note)
            for key in [old.verifierKey, new] {
                #expect(try Checkpoint.verify(note, log: key).checkpoint.size == 4)
            }
            #expect(
                try await broker.verifierKeyLines() == [
                    new.vkey, "\(old.verifierKey.vkey) until 2999-01-01T00:00:00Z",
                ])
        }
        let alone = try changed("vkey: \(old.verifierKey.vkey), until: 2026-01-01")
        try await serve(alone) { (broker) async throws in
            let note = try SignedNote(parsing: try #require(try await broker.checkpoint()).note)
            #expect(try Checkpoint.verify(note, log: new).checkpoint.size == 6)
            #expect(throws: CheckpointError.note(.noKnownKey)) {
                try Checkpoint.verify(note, log: old.verifierKey)
            }
            var inspection = broker.inspection
            while let found = try await inspection.step() { #expect(found == []) }
        }
    }

    @Test func `ends on the day that the configuration names`() throws {
        let ended = try changed("key: keys/log.jwk, until: 2026-01-01").setting.previousLogKeys
        #expect(ended.verifierKeys == [old.verifierKey])
        #expect(ended.members[0].until.rfc3339 == "2026-01-01T00:00:00Z")
    }

    @Test func `lets the old private half be destroyed by a reload, and nothing more`() throws {
        let both = try changed("key: keys/log.jwk, until: 2026-01-01")
        let alone = try changed("vkey: \(old.verifierKey.vkey), until: 2026-01-01")
        #expect(both.obstacles(to: alone) == [])
        let gone = try desk.read(
            (Self.before, "log: {origin: baton.example/log, key: keys/new.jwk"))
        #expect(both.obstacles(to: gone) == [.logKey(old.verifierKey)])
        #expect(alone.obstacles(to: gone) == [.logKey(old.verifierKey)])
        #expect(
            ReloadObstacle.logKey(old.verifierKey).description.hasPrefix(
                "`log.previous` no longer names \(old.verifierKey.vkey), "))
    }

    @Test func `stands in an entry, by its document`() throws {
        let setting = try changed("vkey: \(old.verifierKey.vkey), until: 2026-01-01").setting
        #expect(
            setting.documents["log-keys"].map { String(decoding: $0, as: UTF8.self) }
                == "\(setting.noteSigner.verifierKey.vkey)\n"
                + "\(old.verifierKey.vkey) until 2026-01-01T00:00:00Z\n")
    }

    @Test(arguments: [
        "until: 2026-01-01", "key: keys/log.jwk", "key: keys/new.jwk, until: 2026-01-01",
        "vkey: other.example/log+c7d0bc90+AU, until: 2026-01-01", "key: keys/log.jwk, until: soon",
    ])
    func `is refused when its predecessor is not named rightly`(_ previous: String) throws {
        #expect(throws: (any Error).self) { try changed(previous) }
    }
}
