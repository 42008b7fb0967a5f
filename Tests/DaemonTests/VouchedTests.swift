// SPDX-License-Identifier: Apache-2.0

import Glibc
import Relay
import SQLiteStore
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Web
import Wire

@testable import Daemon

/// What is kept beside a store, seen by the start, by `batond check` and by `batond fsck`.
@Suite struct `What vouches for a store` {
    private let desk: Desk
    private let lines = Lines()

    init() throws {
        desk = try Desk()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    private func open(_ configuration: Configuration) throws -> SQLiteStore {
        try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
    }

    /// Serves one visitor and stops.
    private func start(_ configuration: Configuration) async throws {
        let store = try open(configuration)
        let outcome: Result<Void, any Error>
        do {
            let serving = Serving(
                desk.file(), configuration, world: .real, systemd: Systemd(socket: nil),
                logger: lines.logger())
            try await serving.serve(store, metrics: PrometheusRegistry()) { _, isListening in
                [Visitor { isListening() }]
            }
            outcome = .success(())
        } catch { outcome = .failure(error) }
        try store.close()
        try outcome.get()
    }

    /// Expects that the start, the check and the inspection all say no, in words that have those.
    private func expectRefusal(_ configuration: Configuration, _ words: String) async throws {
        let failure = await #expect(throws: StartFailure.self) { try await start(configuration) }
        #expect(failure?.exit == .configuration)
        let line = try #require(failure?.lines.first)
        #expect(line.contains(words), "\(line)")
        let report = await PlaceReport(configuration, now: SystemClock.now())
        #expect(report.exit == .configuration)
        #expect(report.lines.contains("--  checkpoint: \(line)"), "\(report.lines)")
        let store = try open(configuration)
        var told: [String] = []
        var care = StoreCare(store, configuration) { told.append($0) }
        #expect(try await care.inspect(isInPlace: true).faults > 0)
        #expect(told.contains("fault: \(line)"), "\(told)")
        try store.close()
    }

    private func expectCheckpointLine(
        _ configuration: Configuration, _ words: String
    ) async throws {
        let report = await PlaceReport(configuration, now: SystemClock.now())
        let line = report.lines.first { $0.dropFirst(4).hasPrefix("checkpoint: ") }
        #expect(line.map(desk.plain)?.hasPrefix(words) == true, "\(report.lines)")
        // What room this machine has is not what is tested.
        let lacksRoom = report.lines.contains {
            $0.hasPrefix("--  disk: ") && $0.hasSuffix("make room")
        }
        #expect(report.exit == (lacksRoom ? .tryLater : .success), "\(report.lines)")
    }

    @Test func `is also the contradiction that a witness has told`() async throws {
        let configuration = try desk.read()
        try await start(configuration)
        try desk.write("state/baton.db.witness-conflict", Array("they differ\n".utf8))
        try await expectRefusal(configuration, "a witness contradicts the log: they differ")
    }

    @Test func `is also the checkpoint that was cosigned`() async throws {
        let configuration = try desk.read()
        try await start(configuration)
        let checkpoint = Checkpoint(
            origin: try NoteName("baton.example/log"), size: 400, root: SHA256.digest(of: [1]))
        try desk.write(
            "state/baton.db.cosigned",
            checkpoint.signed(by: configuration.setting.noteSigner).bytes)
        try await expectRefusal(configuration, "vouches for 400.")
    }

    @Test func `may be lost, which is told`() async throws {
        let configuration = try desk.read()
        let words = "no checkpoint is kept beside the store"
        try open(configuration).close()
        try await expectCheckpointLine(configuration, "ok  checkpoint: none is kept yet")
        try await start(configuration)
        #expect(!lines.all.contains { $0.contains(words) })
        try await expectCheckpointLine(configuration, "ok  checkpoint: state/baton.db.checkpoint")
        unlink(configuration.places.checkpoint)
        try await expectCheckpointLine(
            configuration,
            "--  checkpoint: there is none at state/baton.db.checkpoint, and the log has 2 entries")
        try await start(configuration)
        let told = lines.all.filter { $0.contains(words) }
        #expect(told.count == 1)
        #expect(told.first?.contains("level=warning") == true)
        try await expectCheckpointLine(configuration, "ok  checkpoint: state/baton.db.checkpoint")
    }

    @Test func `is nothing under another key of the log, until the old one is named`() async throws
    {
        let configuration = try desk.read()
        try await start(configuration)
        try desk.write("keys/new.jwk", PrivateKey.generate(.ed25519).jwk.canonical)
        let before = "log: {origin: baton.example/log, key: keys/log.jwk"
        let after = "log: {origin: baton.example/log, key: keys/new.jwk"
        let other = try desk.read((before, after))
        let old = configuration.setting.noteSigner.verifierKey.vkey
        let signer = old.split(separator: "+", maxSplits: 2).prefix(2).joined(separator: "+")
        let words = "is signed by \(signer), and the configuration names another key"
        try await expectRefusal(other, words)
        unlink(configuration.places.checkpoint)
        try await expectRefusal(other, words)
        let advice = CheckpointRefusal.unknownKey(size: 2, signers: []).description
        #expect(advice.contains("write the old key under `log.previous`"))
        try await start(
            desk.read((before, "\(after), previous: [{vkey: \(old), until: 2026-01-01}]")))
    }
}
