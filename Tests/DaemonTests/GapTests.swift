// SPDX-License-Identifier: Apache-2.0

import Glibc
import Intake
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Web
import Wire

@testable import Daemon

@Suite struct `A store that went back in time` {
    let desk: Desk
    let configuration: Configuration
    let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    private var path: String { configuration.places.store }

    private func open() throws -> SQLiteStore {
        try SQLiteStore(path: path, origin: configuration.setting.origin)
    }

    /// Serves one visitor and stops.
    private func serve(
        acceptsGap: Bool = false,
        visit: @escaping @Sendable (Broker) async throws -> Void = { _ in }
    ) async throws {
        let store = try open()
        let outcome: Result<Void, any Error>
        do {
            let serving = Serving(
                desk.file(), configuration, world: .real, systemd: Systemd(socket: nil),
                logger: lines.logger(), acceptsGap: acceptsGap)
            try await serving.serve(store, erasure: store, metrics: PrometheusRegistry()) {
                broker, isListening in
                [
                    Visitor {
                        isListening()
                        try await visit(broker)
                    }
                ]
            }
            outcome = .success(())
        } catch { outcome = .failure(error) }
        try store.close()
        try outcome.get()
    }

    /// Serves twice, makes a copy after the first time, and puts the copy in the store's place.
    private func goBack() async throws {
        try await serve()
        let copy = try open()
        try await copy.copy(to: "\(desk.path)/backup.db")
        try copy.close()
        try await serve()
        #expect(rename("\(desk.path)/backup.db", path) == 0)
    }

    private func checkpoint() async throws -> Checkpoint {
        let store = try open()
        let note = try await store.read { store throws(StoreFailure) in
            try store.head()?.checkpoint.note
        }
        try store.close()
        return try configuration.setting.logKeys.verify(
            SignedNote(parsing: try #require(note))
        ).checkpoint
    }

    @Test func `is not served, and the gap is named`() async throws {
        try await goBack()
        let failure = await #expect(throws: StartFailure.self) { try await serve() }
        #expect(failure?.exit == .configuration)
        let line = try #require(failure?.lines.first)
        #expect(line.contains("it holds 2 entries") && line.contains("vouches for 4."))
        #expect(line.contains("The 2 entries that were acknowledged since 20"))
        #expect(line.contains("--accept-gap"))
        #expect(try await checkpoint().size == 2)
    }

    @Test func `goes on under another origin once an operator accepts it`() async throws {
        try await goBack()
        let kept = try desk.bytes("state/baton.db.checkpoint")
        try await serve(acceptsGap: true) { (broker) async throws in
            let entries = try await broker.entries(0..<10)
            // The gap, the start, the load, and that verdicts wait.
            #expect(entries.count >= 6)
            guard case .gap(let facts) = try entries[2].restored(origin: "").facts else {
                Issue.record("the first entry of the new origin is \(entries[2])")
                return
            }
            #expect(facts.origin.text == "baton.example/log/2")
            #expect(facts.kept == (try Checkpoint(text: SignedNote(parsing: kept).text)))
            #expect(facts.restored.size == 2 && facts.restored.origin.text == "baton.example/log")
            #expect(broker.clockStanding == .inDoubt)
            let lines = try await broker.verifierKeyLines()
            #expect(lines.count == 2)
            #expect(lines[0].hasPrefix("baton.example/log/2+") && !lines[0].contains(" "))
            #expect(lines[1].hasPrefix("baton.example/log+"))
            #expect(lines[1].hasSuffix(" before entry 2"))
        }
        let newest = try await checkpoint()
        #expect(newest.origin.text == "baton.example/log/2" && newest.size >= 6)
        #expect(try desk.bytes("state/baton.db.checkpoint.before-2") == kept)
        let store = try open()
        #expect(try store.verifyProjections() == [])
        var inspection = LogInspection(store, configuration.setting)
        while let found = try await inspection.step() { #expect(found == []) }
        try store.close()
    }

    @Test func `says that holds may be lost where the list beside it has nothing younger`()
        async throws
    {
        try await goBack()
        let failure = await #expect(throws: StartFailure.self) { try await serve() }
        #expect(
            failure?.lines.first?.contains(
                "holds placed since the backup that are not on it are lost")
                == true)
        let report = await PlaceReport(configuration, now: SystemClock.now())
        #expect(
            report.lines.contains { $0.contains("legal holds that were placed since are lost") },
            "\(report.lines)")
        try await serve(acceptsGap: true)
        let told = lines.all.filter { $0.contains("legal holds that were placed since are lost") }
        #expect(told.count == 1 && told[0].contains("level=error"), "\(told)")
        #expect(told.first?.contains("after_entry=1") == true)
        try await serve()
        #expect(lines.all.count { $0.contains("legal holds that were placed since") } == 1)
    }

    @Test func `has no line of a key that came after it for what was before it`() async throws {
        try await goBack()
        try await serve(acceptsGap: true)
        try desk.write("keys/new.jwk", PrivateKey.generate(.ed25519).jwk.canonical)
        let next = try desk.read(
            (
                "log: {origin: baton.example/log, key: keys/log.jwk",
                "log: {origin: baton.example/log, key: keys/new.jwk, "
                    + "previous: [{key: keys/log.jwk, until: 2999-01-01}]"
            ))
        try await desk.serve(next) { broker in
            let lines = try await broker.verifierKeyLines()
            #expect(lines.count == 3)
            #expect(
                lines.map { $0.prefix { $0 != "+" } } == [
                    "baton.example/log/2", "baton.example/log/2", "baton.example/log",
                ])
            #expect(lines.first?.contains(" ") == false)
            #expect(lines.last?.hasSuffix(" until 2999-01-01T00:00:00Z before entry 2") == true)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `has its verdicts wait until the gap is confirmed, over restarts too`() async throws {
        try await goBack()
        try await serve(acceptsGap: true)
        try await serve { (broker) async throws in
            #expect(broker.clock.read().doubt?.reason == .restored)
            #expect(try await broker.confirmClock() == .gapUnconfirmed)
            // The watchman tells it at a look of his own, and not of what is confirmed by then.
            try await lines.wait(for: "the log goes on after a gap")
            guard case .confirmed = try await broker.confirmGap() else {
                Issue.record("the gap was not confirmed")
                return
            }
            #expect(broker.clockStanding == .believed)
            #expect(try await broker.confirmGap() == .nothingToConfirm)
        }
        try await serve { (broker) async throws in #expect(broker.clockStanding == .believed) }
    }

    @Test func `never uses an origin twice`() async throws {
        try await goBack()
        let copy = try open()
        try await copy.copy(to: "\(desk.path)/older.db")
        try copy.close()
        try await serve(acceptsGap: true)
        #expect(rename("\(desk.path)/older.db", path) == 0)
        await #expect(throws: StartFailure.self) { try await serve() }
        try await serve(acceptsGap: true)
        #expect(try await checkpoint().origin.text == "baton.example/log/3")
    }

    @Test func `is settled too where the daemon fell before it put the old files away`()
        async throws
    {
        try await goBack()
        let kept = try desk.bytes("state/baton.db.checkpoint")
        try await serve(acceptsGap: true)
        try desk.write("state/baton.db.checkpoint", kept)
        try await serve()
        #expect(try await checkpoint().origin.text == "baton.example/log/2")
    }

    @Test func `settles no larger checkpoint than was known when it was accepted`() async throws {
        try await goBack()
        try await serve(acceptsGap: true)
        let origin = try NoteName("baton.example/log")
        let signer = try NoteSigner(name: origin, key: try #require(Desk.keys["log"]))
        let root = SHA256.digest(of: Array("what was lost".utf8))
        let larger = Checkpoint(origin: origin, size: 400, root: root).signed(by: signer)
        try desk.write("state/baton.db.checkpoint", larger.bytes)
        let failure = await #expect(throws: StartFailure.self) { try await serve() }
        #expect(failure?.lines.first?.contains("vouches for 400.") == true)
        try await serve(acceptsGap: true)
        #expect(try await checkpoint().origin.text == "baton.example/log/3")
        #expect(try desk.bytes("state/baton.db.checkpoint.before-3") == larger.bytes)
    }

    @Test func `puts nothing in the place of what was put aside before`() async throws {
        try await goBack()
        let kept = try desk.bytes("state/baton.db.checkpoint")
        try desk.write("state/baton.db.checkpoint.before-2", Array("older evidence\n".utf8))
        try await serve(acceptsGap: true)
        #expect(
            try desk.bytes("state/baton.db.checkpoint.before-2") == Array("older evidence\n".utf8))
        #expect(try desk.bytes("state/baton.db.checkpoint.before-2-2") == kept)
        // What is there already is not put aside once more.
        try desk.write("state/baton.db.checkpoint", kept)
        try await serve()
        #expect(!LocalFile.isThere("\(path).checkpoint.before-2-3"))
        #expect(try await checkpoint().origin.text == "baton.example/log/2")
    }

    @Test func `is only accepted when there is a gap`() async throws {
        try await serve(acceptsGap: true)
        #expect(try await checkpoint().origin.text == "baton.example/log")
        #expect(lines.all.contains { $0.contains("there is no gap: nothing was accepted") })
    }

    @Test func `is known by what a witness has seen`() async throws {
        try await serve()
        try desk.write("state/baton.db.witnesses", Array("w.example+00000001 9\n".utf8))
        let failure = await #expect(throws: StartFailure.self) { try await serve() }
        #expect(
            failure?.lines.first?.contains(
                "the witness w.example+00000001 has seen 9. The 7 entries") == true)
        try await serve(acceptsGap: true) { (broker) async throws in
            let entry = try #require(try await broker.entries(2..<3).first)
            guard case .gap(let facts) = try entry.restored(origin: "").facts else {
                Issue.record("no gap in \(entry)")
                return
            }
            #expect(facts.witnessed == 9)
        }
        try await serve()
    }

    @Test func `is known by what a witness has just said, and the larger number counts`()
        async throws
    {
        try await serve()
        try desk.write("state/baton.db.witnesses", Array("w.example+00000001 3\n".utf8))
        let vouched = try Vouched(configuration)
        let store = try open()
        let said: [String: UInt64] = ["w.example+00000001": 99, "v.example+00000002": 2]
        let refusals = try await vouched.refusals(of: store, said: said)
        #expect(refusals.count == 1)
        #expect(
            refusals.first?.description.contains(
                "it holds 2 entries, and the witness w.example+00000001 has seen 99. The 97 entries"
            )
                == true, "\(refusals)")
        #expect(try await vouched.gap(refusals, store).witnessed == 99)
        try store.close()
    }

    @Test func `is known by a contradiction that nobody has looked at`() async throws {
        try await serve()
        try desk.write("state/baton.db.witness-conflict", Array("it has seen another root\n".utf8))
        let failure = await #expect(throws: StartFailure.self) { try await serve() }
        #expect(failure?.lines.first?.contains("it has seen another root") == true)
        try await serve(acceptsGap: true)
        #expect(!LocalFile.isThere("\(path).witness-conflict"))
        #expect(LocalFile.isThere("\(path).witness-conflict.before-2"))
    }
}
