// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import Testing
import TransparencyLog

@testable import Daemon

@Suite struct `The checkpoint outside the store` {
    let desk: Desk
    let lines = Lines()
    let log: NoteSigner
    let path: String

    init() throws {
        desk = try Desk()
        path = "\(desk.path)/baton.db.checkpoint"
        log = try NoteSigner(
            name: NoteName("baton.example/log"), key: try #require(Desk.keys["log"]))
    }

    private func signed(
        _ size: UInt64, root: String = "a", origin: String = "baton.example/log"
    ) throws -> SignedCheckpoint {
        let key = try #require(Desk.keys["log"])
        let signer = try NoteSigner(name: NoteName(origin), key: key)
        let root = SHA256.digest(of: Array(root.utf8))
        let checkpoint = Checkpoint(origin: try NoteName(origin), size: size, root: root)
        return SignedCheckpoint(size: Int64(size), note: checkpoint.signed(by: signer).bytes)
    }

    private func file(_ world: World = .real) -> CheckpointFile {
        CheckpointFile(path, world: world, logger: lines.logger())
    }

    private func kept() throws -> KeptCheckpoint? {
        try KeptCheckpoint(path, log: LogKeys(log.verifierKey))
    }

    /// A store that holds checkpoints and nothing else.
    private func check(_ kept: KeptCheckpoint?, _ stored: SignedCheckpoint...) async throws {
        try await kept?.check(CheckpointsOnly(checkpoints: stored))
    }

    @Test func `is the newest that was heard of, byte for byte`() throws {
        let file = file()
        file.keep(try signed(3))
        file.keep(try signed(4))
        file.write()
        #expect(try desk.bytes("baton.db.checkpoint") == signed(4).note)
        #expect(try kept()?.checkpoint.size == 4)
        #expect(!LocalFile.isThere(path + ".new"))
    }

    @Test func `is written at most once a second, and at stop`() async throws {
        // The first pause ends at once; the second is cut short, as a stop does.
        let pauses = Pauses(2)
        let world = World(
            now: { Desk.now }, sleep: { try pauses.pause($0) }, random: { _ in [] })
        let file = file(world)
        file.keep(try signed(5))
        pauses.onSecond = { [path] in
            #expect(LocalFile.isThere(path))
            file.keep(SignedCheckpoint(size: 6, note: [1]))
        }
        try await file.run()
        #expect(pauses.asked == [.seconds(1), .seconds(1)])
        #expect(try desk.bytes("baton.db.checkpoint") == [1])
    }

    @Test func `that cannot be written is told, and tried again`() throws {
        try LocalFile.make(folder: path + ".new")
        let file = file()
        file.keep(try signed(3))
        file.write()
        #expect(
            lines.all.map(desk.plain) == [
                "time=1970-01-01T00:00:00Z level=error msg=\"the checkpoint cannot be kept outside "
                    + "the store\" file=baton.db.checkpoint.new reason=\"Is a directory\""
            ])
        try remove(path + ".new")
        file.write()
        #expect(try kept()?.checkpoint.size == 3)
    }

    @Test func `may be absent, before the first start`() async throws {
        #expect(try kept() == nil)
    }

    @Test func `may be behind the store, or level with it`() async throws {
        try desk.write("baton.db.checkpoint", signed(3).note)
        try await check(kept(), signed(3))
        try await check(kept(), signed(3), signed(9, root: "b"))
    }

    @Test func `refuses a store that is behind it`() async throws {
        try desk.write("baton.db.checkpoint", signed(3).note)
        let refusal = CheckpointRefusal.behind(
            path, kept: 3, stored: 2, since: Desk.now)
        await #expect(throws: refusal) { try await reason { try await check(kept(), signed(2)) } }
        await #expect(throws: CheckpointRefusal.behind(path, kept: 3, stored: 0, since: nil)) {
            try await reason { try await check(kept()) }
        }
        #expect(StartFailure.checkpoint(refusal).exit == .configuration)
        #expect(refusal.description.contains("accept-gap"))
    }

    @Test func `refuses a store with another history`() async throws {
        try desk.write("baton.db.checkpoint", signed(3).note)
        let refusal = CheckpointRefusal.otherHistory(path, size: 3)
        await #expect(throws: refusal) {
            try await reason { try await check(kept(), signed(3, root: "b")) }
        }
        await #expect(throws: refusal) {
            try await reason { try await check(kept(), signed(2), signed(4)) }
        }
    }

    @Test func `is refused when it is torn, at every byte`() throws {
        let note = try signed(3).note
        for length in note.indices {
            try desk.write("baton.db.checkpoint", Array(note[..<length]))
            let refusal = #expect(throws: CheckpointRefusal.self) { try kept() }
            guard case .unreadable(path, _)? = refusal else {
                Issue.record("cut to \(length) bytes: \(String(describing: refusal))")
                return
            }
        }
    }

    @Test func `is refused when another key signed it`() throws {
        let other = try NoteSigner(
            name: NoteName("baton.example/log"), key: try #require(Desk.keys["council"]))
        let checkpoint = Checkpoint(
            origin: try NoteName("baton.example/log"), size: 3, root: SHA256.digest(of: []))
        try desk.write("baton.db.checkpoint", checkpoint.signed(by: other).bytes)
        #expect(
            throws: CheckpointRefusal.unreadable(
                path, why: "no key that is known here has signed the note")
        ) {
            try kept()
        }
    }

    @Test func `is refused when it is of another log`() throws {
        try desk.write("baton.db.checkpoint", signed(3, origin: "baton.example/old").note)
        #expect(
            throws: CheckpointRefusal.otherLog(
                path, kept: "baton.example/old", configured: "baton.example/log")
        ) { try kept() }
    }

    /// Takes the refusal out of what a start throws.
    private func reason(_ check: () async throws -> Void) async throws {
        do { try await check() } catch StartFailure.checkpoint(let refusal) { throw refusal }
    }
}

@Suite struct `The time outside the store` {
    let desk: Desk
    let lines = Lines()
    let clock: ClockFile

    init() throws {
        desk = try Desk()
        clock = ClockFile("\(desk.path)/clock", logger: lines.logger())
    }

    private func at(_ milliseconds: Int64) -> Instant {
        Desk.now.adding(milliseconds: milliseconds)
    }

    private func text() throws -> String {
        String(decoding: try desk.bytes("clock"), as: UTF8.self)
    }

    @Test func `is written at first, and then each minute`() throws {
        clock.keep(at(0))
        #expect(try text() == "2027-01-15T08:00:00Z\n")
        clock.keep(at(59_999))
        #expect(try text() == "2027-01-15T08:00:00Z\n")
        clock.keep(at(60_000))
        #expect(try text() == "2027-01-15T08:01:00Z\n")
    }

    @Test func `is written when the clock went back`() throws {
        clock.keep(at(0))
        clock.keep(at(-1))
        #expect(try text() == "2027-01-15T07:59:59.999Z\n")
    }

    @Test func `names the interval in which the daemon was down`() {
        #expect(clock.outage(until: at(0)) == nil)
        clock.write(at(0))
        #expect(clock.outage(until: at(5)) == Interval(from: at(0), until: at(5)))
        #expect(clock.outage(until: at(-1)) == nil)
    }

    @Test(arguments: ["", "2027-01-15T08:00:00Z", "2027-01-15T08:0", "yesterday\n", "\n"])
    func `says nothing when it is torn`(_ text: String) throws {
        try desk.write("clock", Array(text.utf8))
        #expect(clock.outage(until: at(0)) == nil)
    }

    @Test func `that cannot be written is told`() throws {
        try LocalFile.make(folder: "\(desk.path)/clock.new")
        clock.write(at(0))
        #expect(lines.all.count == 1)
        clock.keep(at(1))
        #expect(lines.all.count == 2)
    }
}
